// The .tflite file as a checked FlatBuffer: after open_container() every offset in it can be followed. Used by the importer only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tflite_schema.h"

namespace pinhole::tflite {

// The bytes of the file, which outlive it.
struct Container {
  const tfl::Model* model;
  std::span<const std::byte> bytes;
};

// Throws Error (place: the part of the file) unless the identifier is TFL3, the schema version is 3, and every table, vector and
// string lies inside the bytes. `bytes` must start at a multiple of 16.
Container open_container(std::span<const std::byte> bytes);

// The data of a buffer, inside the FlatBuffer or after it; empty when the buffer has none. Throws Error when index or extent is
// outside the file.
std::span<const std::byte> buffer_data(const Container& container, std::uint32_t index);

// Vectors of a table may be absent; these read as empty.
template <class T>
std::uint32_t size_of(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}
inline std::string text_of(const flatbuffers::String* text) { return text == nullptr ? std::string() : text->str(); }

// Counts what is copied out of the file. A FlatBuffer may refer to the same bytes a million times; a Graph would hold a million
// copies. Throws Error beyond eight times the file's size.
class Allowance {
 public:
  explicit Allowance(std::size_t file_bytes) : left_(file_bytes * 8 + 65536) {}
  void take(std::size_t bytes);

 private:
  std::size_t left_;
};

}  // namespace pinhole::tflite
