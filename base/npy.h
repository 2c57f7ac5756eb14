// NumPy's .npy files: version 1.0 and 2.0, C order, little-endian. The form of test inputs and outputs everywhere in Pinhole.
// Source: numpy.lib.format documentation.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"

namespace pinhole {

struct NpyArray {
  std::string type;                 // numpy's descr without byte order: "i1", "f4", "b1", "u1", "i2", "i4", "i8", "u4"
  std::vector<std::int64_t> shape;  // empty: scalar
  Bytes bytes;

  std::int64_t count() const {
    std::int64_t n = 1;
    for (const std::int64_t d : shape) n *= d;
    return n;
  }
};

// Throws Error naming the file and what is wrong: not npy, Fortran order, big-endian, structured types, a size that does not fit.
NpyArray read_npy(const std::filesystem::path& path);
NpyArray parse_npy(std::span<const std::byte> bytes, const std::string& file);

Bytes npy_bytes(const NpyArray& array);
void write_npy(const std::filesystem::path& path, const NpyArray& array);

}  // namespace pinhole
