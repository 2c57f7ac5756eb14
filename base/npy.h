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
  std::string type;                 // numpy's descr without byte order: "b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"
  std::vector<std::int64_t> shape;  // empty: scalar
  Bytes bytes;

  std::int64_t count() const {
    std::int64_t n = 1;
    for (const std::int64_t d : shape) n *= d;
    return n;
  }
};

// Throws Error naming the file and what is wrong: not npy, Fortran order, big-endian, other types,
// more than 2^31 elements, a size that does not fit.
NpyArray read_npy(const std::filesystem::path& path);
NpyArray parse_npy(std::span<const std::byte> bytes, const std::string& file);

Bytes npy_bytes(const NpyArray& array);
void write_npy(const std::filesystem::path& path, const NpyArray& array);

}  // namespace pinhole
