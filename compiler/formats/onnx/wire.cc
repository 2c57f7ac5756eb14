#include "compiler/formats/onnx/wire.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "base/error.h"

namespace pinhole::onnx {
namespace {

const char* name_of(WireType type) {
  switch (type) {
    case WireType::kVarint: return "a variable-length integer";
    case WireType::kFixed64: return "8 bytes";
    case WireType::kBytes: return "a length and bytes";
    case WireType::kFixed32: return "4 bytes";
  }
  return "an unknown wire type";
}

template <class T>
T little_endian(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof(value));
  static_assert(std::endian::native == std::endian::little, "the host is little-endian, as ONNX is");
  return value;
}

template <class T>
void append_packed(const Message& message, std::vector<T>* out, const char* what) {
  if (message.bytes.size() % sizeof(T) != 0) {
    fail_at(message.offset, fmt::format("{} has a length that does not fit its elements", what), fmt::format("a multiple of {}", sizeof(T)),
            fmt::format("{} bytes", message.bytes.size()));
  }
  out->reserve(out->size() + message.bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < message.bytes.size(); i += sizeof(T)) out->push_back(little_endian<T>(message.bytes.data() + i));
}

}  // namespace

void fail_at(std::size_t offset, std::string problem, std::string expected, std::string got) {
  throw Error({.file = {},
               .place = fmt::format("byte {}", offset),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = {}});
}

std::uint64_t Fields::varint() {
  const std::size_t start = here();
  std::uint64_t value = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    if (at_ == message_.bytes.size()) fail_at(start, "the file ends inside a number", "a byte below 128 as its last one", "the end");
    const auto byte = std::to_integer<std::uint64_t>(message_.bytes[at_++]);
    if (shift < 64) value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  fail_at(start, "a number is too long", "at most 10 bytes", "more");
}

std::uint64_t Fields::fixed(std::size_t bytes) {
  const std::size_t left = message_.bytes.size() - at_;
  if (left < bytes) fail_at(here(), "the file ends inside a number", fmt::format("{} bytes", bytes), fmt::format("{}", left));
  std::uint64_t value = 0;
  std::memcpy(&value, message_.bytes.data() + at_, bytes);
  at_ += bytes;
  return value;
}

bool Fields::next(Field* field) {
  if (at_ == message_.bytes.size()) return false;
  *field = {};
  field->offset = here();
  const std::uint64_t key = varint();
  if (key >> 3 == 0 || key >> 3 > 0x1fffffff) {
    fail_at(field->offset, "a field has a number that cannot be", "1 to 536870911", fmt::format("{}", key >> 3));
  }
  field->number = static_cast<std::uint32_t>(key >> 3);
  field->type = static_cast<WireType>(key & 7);
  switch (field->type) {
    case WireType::kVarint: field->bits = varint(); return true;
    case WireType::kFixed64: field->bits = fixed(8); return true;
    case WireType::kFixed32: field->bits = fixed(4); return true;
    case WireType::kBytes: {
      const std::size_t start = here();
      const std::uint64_t length = varint();
      const std::size_t left = message_.bytes.size() - at_;
      if (length > left) {
        fail_at(start, fmt::format("field {} is longer than what is left of its message", field->number),
                fmt::format("at most {} bytes", left), fmt::format("{}", length));
      }
      field->message = {message_.bytes.subspan(at_, static_cast<std::size_t>(length)), here()};
      at_ += static_cast<std::size_t>(length);
      return true;
    }
  }
  fail_at(field->offset, fmt::format("field {} has a wire type that ONNX does not use", field->number), "0, 1, 2 or 5",
          fmt::format("{}", key & 7));
}

void Field::expect(WireType wanted, const char* what) const {
  if (type == wanted) return;
  fail_at(offset, fmt::format("{} has the wrong wire type", what), name_of(wanted), name_of(type));
}

std::int64_t Field::integer(const char* what) const {
  expect(WireType::kVarint, what);
  return static_cast<std::int64_t>(bits);
}

float Field::real(const char* what) const {
  expect(WireType::kFixed32, what);
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
}

Message Field::sub(const char* what) const {
  expect(WireType::kBytes, what);
  return message;
}

std::string Field::text(const char* what) const {
  const Message bytes = sub(what);
  return {reinterpret_cast<const char*>(bytes.bytes.data()), bytes.bytes.size()};
}

void Field::append_integers(std::vector<std::int64_t>* out, const char* what) const {
  if (type != WireType::kBytes) return out->push_back(integer(what));
  std::size_t at = 0;
  while (at < message.bytes.size()) {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      if (at == message.bytes.size() || shift > 63) {
        fail_at(message.offset + at, fmt::format("{} ends inside a number", what), "whole numbers of at most 10 bytes",
                "another byte pattern");
      }
      const auto byte = std::to_integer<std::uint64_t>(message.bytes[at++]);
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    out->push_back(static_cast<std::int64_t>(value));
  }
}

void Field::append_floats(std::vector<float>* out, const char* what) const {
  if (type != WireType::kBytes) return out->push_back(real(what));
  append_packed(message, out, what);
}

void Field::append_doubles(std::vector<double>* out, const char* what) const {
  if (type == WireType::kBytes) return append_packed(message, out, what);
  expect(WireType::kFixed64, what);
  out->push_back(std::bit_cast<double>(bits));
}

}  // namespace pinhole::onnx
