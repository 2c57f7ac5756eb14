#include "compiler/formats/tflite/labels.h"

#include <algorithm>

#include "base/text.h"

namespace pinhole::tflite {
namespace {

constexpr std::size_t kMostLabels = 65536;

// Little-endian numbers of a zip archive (PKWARE APPNOTE 4.3). Reading past the end gives 0.
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

std::string_view piece(std::string_view bytes, std::size_t at, std::size_t size) {
  return at <= bytes.size() && size <= bytes.size() - at ? bytes.substr(at, size) : std::string_view();
}

}  // namespace

std::vector<std::string> labels_of_lines(std::string_view text) {
  std::vector<std::string> lines;
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) > kMostLabels) return lines;
  for (std::string& line : split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> labels_of_appended_archive(std::span<const std::byte> span) {
  const std::string_view bytes(reinterpret_cast<const char*>(span.data()), span.size());
  const std::size_t end = bytes.rfind("PK\5\6");  // end of central directory, 4.3.16
  if (end == std::string_view::npos || bytes.size() - end > 22 + 65535) return {};
  const std::size_t directory_bytes = number(bytes, end + 12, 4), directory_offset = number(bytes, end + 16, 4);
  if (directory_bytes > end) return {};
  // Offsets count from the archive's own start when a tool appended it as it was, or from the file's start.
  std::size_t at = end - directory_bytes;
  const std::size_t shift = at >= directory_offset ? at - directory_offset : 0;
  for (std::uint32_t entries = number(bytes, end + 10, 2); entries > 0 && piece(bytes, at, 4) == "PK\1\2"; --entries) {  // 4.3.12
    const std::size_t name_bytes = number(bytes, at + 28, 2);
    const std::string_view name = piece(bytes, at + 46, name_bytes);
    const std::size_t local = number(bytes, at + 42, 4) + shift;
    if (name.ends_with(".txt") && name.find("label") != std::string_view::npos && number(bytes, at + 10, 2) == 0 &&
        piece(bytes, local, 4) == "PK\3\4") {
      const std::size_t data = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2);
      return labels_of_lines(piece(bytes, data, number(bytes, at + 24, 4)));
    }
    at += 46 + name_bytes + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  }
  return {};
}

}  // namespace pinhole::tflite
