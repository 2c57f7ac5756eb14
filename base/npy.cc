#include "base/npy.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace pinhole {
namespace {

[[noreturn]] void fail(const std::string& file, std::string problem, std::string expected = {}, std::string got = {}) {
  throw Error({.file = file, .problem = std::move(problem), .expected = std::move(expected), .got = std::move(got)});
}

constexpr std::int64_t kMostElements = std::int64_t{1} << 31;
constexpr std::size_t kMostAxes = 32;  // numpy's own limit

// The start of foreign text, for an error; bytes that are not printable become '?'.
std::string shown(std::string_view text) {
  std::string start(text.substr(0, 40));
  for (char& c : start) {
    if (c < ' ' || c > '~') c = '?';
  }
  return start;
}

// Bytes of an element: "<f4" -> 4. 0 for types that are not read: complex numbers, text, dates, float16.
std::size_t element_bytes(std::string_view type) {
  static constexpr std::string_view kTypes[] = {"b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"};
  for (const std::string_view known : kTypes) {
    if (type == known) return static_cast<std::size_t>(known[1] - '0');
  }
  return 0;
}

// The text behind 'key': in the header's Python dictionary.
std::string_view after_key(std::string_view header, std::string_view key, const std::string& file) {
  const std::size_t at = header.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) fail(file, fmt::format("the .npy header has no '{}'", key));
  return trim(header.substr(at + key.size() + 3));
}

std::vector<std::int64_t> parse_shape(std::string_view text, const std::string& file) {
  const std::size_t close = text.find(')');
  if (text.empty() || text[0] != '(' || close == std::string_view::npos)
    fail(file, "the .npy header's shape cannot be read", "(1, 2)", shown(text));
  std::vector<std::int64_t> shape;
  std::int64_t count = 1;
  for (const std::string& part : split(text.substr(1, close - 1), ',')) {
    const std::string_view digits = trim(part);
    if (digits.empty()) continue;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < 0 || value > kMostElements) {
      fail(file, "an extent in the .npy header is out of range", "0 to 2^31", shown(digits));
    }
    if (value > 0 && count > kMostElements / value) fail(file, "the .npy array is too large", "at most 2^31 elements");
    count *= value;
    if (shape.size() == kMostAxes) fail(file, "the .npy array has too many axes", "at most 32");
    shape.push_back(value);
  }
  return shape;
}

}  // namespace

NpyArray parse_npy(std::span<const std::byte> bytes, const std::string& file) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  if (bytes.size() < 10 || std::memcmp(text, "\x93NUMPY", 6) != 0)
    fail(file, "this is not a .npy file", "the bytes 93 4E 55 4D 50 59 at the start");
  const int version = static_cast<unsigned char>(text[6]);
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  if (version < 1 || version > 2) fail(file, "this .npy version is not read", "1 or 2", std::to_string(version));
  if (bytes.size() < 8 + length_bytes) fail(file, "the .npy header is cut short");
  std::size_t header_bytes = 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    header_bytes |= static_cast<std::size_t>(static_cast<unsigned char>(text[8 + i])) << (8 * i);
  const std::size_t begin = 8 + length_bytes;
  if (header_bytes > bytes.size() - begin) fail(file, "the .npy header is cut short");
  const std::string_view header(text + begin, header_bytes);

  NpyArray array;
  std::string_view descr = after_key(header, "descr", file);
  const std::size_t close = descr.empty() || descr[0] != '\'' ? std::string_view::npos : descr.find('\'', 1);
  if (close == std::string_view::npos || close < 2) fail(file, "the .npy element type cannot be read", "a plain number type", shown(descr));
  descr = descr.substr(1, close - 1);
  if (descr[0] == '>') fail(file, "big-endian .npy files are not read", "little-endian", shown(descr));
  array.type = std::string(descr.substr(1));
  const std::size_t element = descr[0] == '<' || descr[0] == '|' ? element_bytes(array.type) : 0;
  if (element == 0) fail(file, "this .npy element type is not read", "int, uint, float or bool of 1 to 8 bytes", shown(descr));
  if (!after_key(header, "fortran_order", file).starts_with("False"))
    fail(file, "Fortran-ordered .npy files are not read", "C order", "Fortran order");
  array.shape = parse_shape(after_key(header, "shape", file), file);
  const auto needed = static_cast<std::uint64_t>(array.count()) * element;
  const std::span<const std::byte> data = bytes.subspan(begin + header_bytes);
  if (data.size() != needed)
    fail(file, "the .npy file has another size than its header says", fmt::format("{} bytes of data", needed),
         fmt::format("{}", data.size()));
  array.bytes.assign(data.begin(), data.end());
  return array;
}

NpyArray read_npy(const std::filesystem::path& path) { return parse_npy(read_file(path), path.string()); }

Bytes npy_bytes(const NpyArray& array) {
  std::string shape;
  for (const std::int64_t d : array.shape) shape += fmt::format("{}, ", d);
  if (array.shape.size() > 1) shape.resize(shape.size() - 2);
  if (array.shape.size() == 1) shape.resize(shape.size() - 1);
  std::string header =
      fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}", array.type[1] == '1' ? '|' : '<', array.type, shape);
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string out = "\x93NUMPY";
  out += '\x01';
  out += '\x00';
  out += static_cast<char>(header.size() & 0xff);
  out += static_cast<char>(header.size() >> 8);
  out += header;
  const auto text = std::as_bytes(std::span(out));
  Bytes bytes(text.begin(), text.end());
  bytes.insert(bytes.end(), array.bytes.begin(), array.bytes.end());
  return bytes;
}

void write_npy(const std::filesystem::path& path, const NpyArray& array) { write_file(path, npy_bytes(array)); }

}  // namespace pinhole
