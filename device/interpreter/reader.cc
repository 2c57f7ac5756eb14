#include "device/interpreter/reader.h"

namespace pin {

const std::uint8_t* Reader::memory(std::uint32_t position, std::uint32_t bytes) {
  if (failed_ || position > bytes_ || bytes > bytes_ - position) {
    failed_ = true;
    return nullptr;
  }
  return data_ + position;
}

Table Reader::root(const char* identifier) {
  const std::uint8_t* found = memory(4, 4);
  if (found == nullptr || std::memcmp(found, identifier, 4) != 0) return fail(Table());
  return table_at(load<std::uint32_t>(0));
}

Table Reader::table_at(std::uint32_t position) {
  if (position == 0 || position % 4 != 0) return fail(Table());
  Table table;
  table.position = position;
  // A position and an int32 distance, both below 2^31 in size: a result outside the buffer stays outside modulo 2^32.
  table.vtable = position - static_cast<std::uint32_t>(load<std::int32_t>(position));
  if (table.vtable % 2 != 0 || memory(table.vtable, 4) == nullptr) return fail(Table());
  table.vtable_bytes = load<std::uint16_t>(table.vtable);
  table.table_bytes = load<std::uint16_t>(table.vtable + 2);
  if (table.vtable_bytes < 4 || table.vtable_bytes % 2 != 0 || table.table_bytes < 4) return fail(Table());
  if (memory(table.vtable, table.vtable_bytes) == nullptr || memory(position, table.table_bytes) == nullptr) return Table();
  return table;
}

std::uint32_t Reader::slot(const Table& table, std::uint32_t field, std::uint32_t bytes) {
  const std::uint32_t entry = 4 + 2 * field;
  if (failed_ || table.position == 0 || entry + 2 > table.vtable_bytes) return 0;
  const std::uint32_t offset = load<std::uint16_t>(table.vtable + entry);
  if (offset == 0) return 0;
  if (offset < 4 || offset + bytes > table.table_bytes) return fail(0u);
  return table.position + offset;
}

std::uint32_t Reader::follow(std::uint32_t position) {
  const std::uint32_t offset = load<std::uint32_t>(position);
  if (failed_ || offset == 0 || offset > bytes_ - position) return fail(0u);
  return position + offset;
}

Table Reader::table(const Table& table, std::uint32_t field) {
  const std::uint32_t position = slot(table, field, 4);
  return position == 0 ? Table() : table_at(follow(position));
}

Vector Reader::vector(const Table& table, std::uint32_t field, std::uint32_t element_bytes) {
  const std::uint32_t position = slot(table, field, 4);
  if (position == 0) return Vector();
  const std::uint32_t start = follow(position);
  Vector vector;
  vector.count = load<std::uint32_t>(start);
  if (failed_ || start % 4 != 0) return fail(Vector());
  vector.position = start + 4;
  if (vector.count > (bytes_ - vector.position) / element_bytes) return fail(Vector());
  return vector;
}

Table Reader::table_element(const Vector& vector, std::uint32_t index) {
  if (index >= vector.count) return fail(Table());
  return table_at(follow(vector.position + index * 4));
}

}  // namespace pin
