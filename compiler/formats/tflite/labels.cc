#include "compiler/formats/tflite/labels.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace pinhole::tflite {
namespace {

constexpr std::size_t kMostLabels = 65536;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::string& line : split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (lines.size() > kMostLabels) lines.clear();
  return lines;
}

// Little-endian numbers of a zip archive (PKWARE APPNOTE 4.3). Reading past the end gives 0.
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i) value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

std::string_view piece(std::string_view bytes, std::size_t at, std::size_t size) {
  return at <= bytes.size() && size <= bytes.size() - at ? bytes.substr(at, size) : std::string_view();
}

}  // namespace

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
    if (name.ends_with(".txt") && name.find("label") != std::string_view::npos && number(bytes, at + 10, 2) == 0 && piece(bytes, local, 4) == "PK\3\4") {
      const std::size_t data = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2);
      return lines_of(piece(bytes, data, number(bytes, at + 24, 4)));
    }
    at += 46 + name_bytes + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  }
  return {};
}

void read_metadata(const Container& container, Allowance& allowance, Graph* graph) {
  if (const auto* description = container.model->description(); description != nullptr && description->size() > 0) {
    allowance.take(description->size());
    graph->metadata[kDescriptionKey] = description->str();
  }
  const auto* entries = container.model->metadata();
  for (std::uint32_t i = 0; i < size_of(entries); ++i) {
    const std::string name = text_of(entries->Get(i)->name());
    const std::span<const std::byte> data = buffer_data(container, entries->Get(i)->buffer());
    allowance.take(64 + name.size() + data.size());
    const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
    if (name == kLabelsEntry) {
      graph->labels = lines_of(text);
    } else {
      graph->metadata.emplace(name, text);
    }
  }
  if (graph->labels.empty()) graph->labels = labels_of_appended_archive(container.bytes);
}

}  // namespace pinhole::tflite
