// A model as a C array, for firmware that runs it with an interpreter (Pinhole's own, or TensorFlow Lite Micro). Called by `convert`.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole {

struct CArray {
  std::string header;  // NAME.h: for C and C++
  std::string source;  // NAME.cc: the bytes, aligned to 16, and the labels when there are any
};

// `name` becomes a C identifier; NAME.h is what the source includes. The same arguments give the same text.
CArray make_carray(std::span<const std::byte> model, std::span<const std::string> labels, std::string_view name);

}  // namespace pinhole
