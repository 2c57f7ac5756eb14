// The example sketches of an Arduino library. For arduino.cc.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/emit/packages/arduino.h"

namespace pinhole {

// compiler/emit/packages/arduino/NAME
std::string_view package_template(const char* name);

// examples/NAME_selftest: the sketch and expected.h, its data.
std::vector<SourceFile> self_test_sketch(const Program& program, const SelfTest& test);

// examples/NAME_camera. The model must have preprocess().
SourceFile camera_sketch(const Emitted& emitted, const Program& program, const CameraSize& size);

}  // namespace pinhole
