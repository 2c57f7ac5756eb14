// Text files with holes: "@NAME@" is replaced by a value. Used for emitted code, linker scripts and packages.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pinhole {

struct SourceFile {
  std::string path;  // relative, '/' between folders, no "..": "device/kernels/conv_2d/portable.cc"
  std::string text;
};

using Holes = std::vector<std::pair<std::string_view, std::string>>;  // "NAME" -> value

// Fills every hole. A value may be of several lines. A hole without value, or a value without hole, is a bug in Pinhole.
std::string fill_template(std::string_view text, const Holes& holes);

}  // namespace pinhole
