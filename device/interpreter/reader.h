// Reads a FlatBuffer out of untrusted memory. Used by model.h, which knows which fields a .tflite has.
//
// Every offset, length and index is checked against the size before anything is read, so hostile bytes cannot make it read outside.
// The first violation makes ok() false for good; from then on values are zeros and tables and vectors are empty, so that a caller may
// read several fields and ask once. Callers ask before they act on what they read. Never allocates, never follows more than one offset a call.
// Little-endian machines only, as FlatBuffers are (flatbuffers.dev, "FlatBuffers Internals").
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace pin {

// A table's place. position 0 is an absent table: all of its fields have their defaults.
struct Table {
  std::uint32_t position = 0;
  std::uint32_t vtable = 0;
  std::uint16_t vtable_bytes = 0;
  std::uint16_t table_bytes = 0;
};

// A vector's elements, known to lie inside the buffer. Absent and empty vectors are alike. A string is a vector of bytes.
struct Vector {
  std::uint32_t position = 0;  // of the first element
  std::uint32_t count = 0;
};

class Reader {
 public:
  Reader() = default;
  // `data` must stay as it is while the reader is used. At most 2^31 - 1 bytes (FlatBuffers' own limit).
  Reader(const void* data, std::uint32_t bytes) : data_(static_cast<const std::uint8_t*>(data)), bytes_(bytes) {}

  bool ok() const { return !failed_; }
  std::uint32_t size_bytes() const { return bytes_; }
  // Memory behind `position`; `bytes` of it are inside the buffer, or it is null and ok() is false.
  const std::uint8_t* memory(std::uint32_t position, std::uint32_t bytes);

  // The table that the first word of the buffer points to, if the four bytes behind that word are `identifier`.
  Table root(const char* identifier);

  // Fields by their FlatBuffers id. T is an integer or float type of the field's own width.
  bool has(const Table& table, std::uint32_t field) { return slot(table, field, 1) != 0; }
  template <class T>
  T scalar(const Table& table, std::uint32_t field, T fallback) {
    const std::uint32_t position = slot(table, field, sizeof(T));
    return position == 0 ? fallback : load<T>(position);
  }
  Table table(const Table& table, std::uint32_t field);
  Vector vector(const Table& table, std::uint32_t field, std::uint32_t element_bytes);

  // Elements; an index past the end is a violation.
  template <class T>
  T element(const Vector& vector, std::uint32_t index) {
    if (index >= vector.count) return fail(T());
    return load<T>(vector.position + index * static_cast<std::uint32_t>(sizeof(T)));
  }
  Table table_element(const Vector& vector, std::uint32_t index);  // of a vector of offsets

 private:
  template <class T>
  T load(std::uint32_t position) {
    T value = T();
    const std::uint8_t* from = memory(position, sizeof(T));
    if (from != nullptr) std::memcpy(&value, from, sizeof(T));
    return value;
  }
  template <class T>
  T fail(T value) {
    failed_ = true;
    return value;
  }
  std::uint32_t slot(const Table& table, std::uint32_t field, std::uint32_t bytes);  // position of the field, 0 when absent
  std::uint32_t follow(std::uint32_t position);                                      // target of the offset stored there
  Table table_at(std::uint32_t position);

  const std::uint8_t* data_ = nullptr;
  std::uint32_t bytes_ = 0;
  bool failed_ = false;
};

}  // namespace pin
