// Reads the .npy files of the conformance suite: version 1.0, C order, little-endian. Never used outside tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace pinhole::test {

struct Npy {
  std::string dtype;  // numpy's: "|i1", "<f4", ...
  std::vector<std::int32_t> shape;
  std::vector<std::uint8_t> data;  // elements as they are in the file
  bool valid = false;
};

inline std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline Npy read_npy(const std::filesystem::path& path) {
  Npy npy;
  const std::vector<std::uint8_t> bytes = read_bytes(path);
  if (bytes.size() < 10 || bytes[0] != 0x93 || bytes[6] != 1) return npy;
  const std::size_t header_bytes = bytes[8] + 256u * bytes[9];
  if (bytes.size() < 10 + header_bytes) return npy;
  const std::string header(bytes.begin() + 10, bytes.begin() + 10 + static_cast<std::ptrdiff_t>(header_bytes));
  const std::size_t type = header.find('\'', header.find("'descr':") + 8) + 1;
  npy.dtype = header.substr(type, header.find('\'', type) - type);
  std::string extents = header.substr(header.find('(') + 1);
  extents.resize(extents.find(')'));
  for (std::size_t at = 0; at < extents.size();) {
    if (extents[at] < '0' || extents[at] > '9') {
      ++at;
      continue;
    }
    std::size_t used = 0;
    npy.shape.push_back(std::stoi(extents.substr(at), &used));
    at += used;
  }
  npy.data.assign(bytes.begin() + 10 + static_cast<std::ptrdiff_t>(header_bytes), bytes.end());
  npy.valid = true;
  return npy;
}

}  // namespace pinhole::test
