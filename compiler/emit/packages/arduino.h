// An emitted model as an Arduino library: what `pinhole package --for arduino` writes. Returns files, writes none; paths are relative to
// the library's folder. Facts and their sources: docs/package-arduino.md.
//
//   library.properties keywords.txt README.md
//   src/NAME.h, src/NAME*.cpp, src/device/...   (.cpp, because Arduino before 2023 does not compile .cc)
//   examples/NAME_selftest/                     a stored input with its expected output
//   examples/NAME_camera/                       an OV7675 on an Arduino Nano 33 BLE Sense; only for models with preprocess()
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "compiler/emit/emit.h"

namespace pinhole {

// Bytes as the model reads and writes them, one entry a port, in the program's order.
struct SelfTest {
  std::vector<Bytes> inputs, outputs;
  std::string description;  // "rust/0007.png"; empty: none
};

struct ArduinoOptions {
  std::string version = "1.0.0";   // three numbers
  std::string author = "Pinhole";  // library.properties: author and maintainer
  std::string url;                 // of the model's project, for the library manager
  // Of the board, less what its core takes (boards/nano33ble.toml): decides the camera's picture size.
  std::size_t ram_bytes = 256 * 1024 - 44'552;
};

// The camera's picture sizes, smallest first; all that Arduino_OV767X has for RGB565 and that a microcontroller can hold.
struct CameraSize {
  const char* name;  // Arduino_OV767X's constant
  std::int32_t width, height;
  std::size_t bytes() const { return static_cast<std::size_t>(2 * width * height); }
};

// The smallest size that is not below the model's picture; if that does not fit beside the arena, the largest that does; null: none.
const CameraSize* camera_size(std::int32_t picture_width, std::int32_t picture_height, std::size_t free_bytes);

// Throws Error when the program's name cannot be a library (it would hide a system header, or is a name that Arduino takes), or when
// the version is not three numbers. The self-test's sizes must be those of the ports.
std::vector<SourceFile> arduino_library(const Emitted& emitted, const Program& program, const SelfTest& self_test,
                                        const ArduinoOptions& options);

}  // namespace pinhole
