// Protocol buffers' wire format, as far as ONNX files need it: a message is a row of fields, each a number, a wire type and a value.
// Called by model.cc only. Views into the file, copies nothing; every length is checked against the bytes that are left.
//
// Why not libprotobuf: pinhole-train loads libtorch, which brings libprotobuf (and Debian's ONNX schema) of its own into the process;
// a parser of its own keeps weights as views into the file, names the byte offset of what is wrong, and refuses wrong wire types, which
// the library passes over as unknown fields. Source of the format: https://protobuf.dev/programming-guides/encoding/ (2025).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole::onnx {

enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// A message, or a part of one, and where it stands in the file.
struct Message {
  std::span<const std::byte> bytes;
  std::size_t offset = 0;  // of bytes[0] in the file
};

// One field. Which of the values counts says `type`.
struct Field {
  std::uint32_t number = 0;
  WireType type = WireType::kVarint;
  std::uint64_t bits = 0;  // kVarint, kFixed64, kFixed32
  Message message;         // kBytes
  std::size_t offset = 0;  // of the field's key in the file

  // The value as a type; throw Error (place "byte 1234"; `what` names the field) when the wire type is another one.
  std::int64_t integer(const char* what) const;  // int32, int64, enum
  float real(const char* what) const;
  std::string text(const char* what) const;
  Message sub(const char* what) const;

  // Repeated numbers, packed (one kBytes field) or not (a field each): appended to `out`.
  void append_integers(std::vector<std::int64_t>* out, const char* what) const;
  void append_floats(std::vector<float>* out, const char* what) const;
  void append_doubles(std::vector<double>* out, const char* what) const;

 private:
  void expect(WireType wanted, const char* what) const;
};

// Goes through a message's fields.
class Fields {
 public:
  explicit Fields(Message message) : message_(message) {}
  // False at the end. Throws Error when the bytes are no field.
  bool next(Field* field);

 private:
  std::uint64_t varint();
  std::uint64_t fixed(std::size_t bytes);
  std::size_t here() const { return message_.offset + at_; }

  Message message_;
  std::size_t at_ = 0;
};

[[noreturn]] void fail_at(std::size_t offset, std::string problem, std::string expected, std::string got);

}  // namespace pinhole::onnx
