#include "compiler/formats/tflite/metadata.h"

#include "compiler/formats/tflite/labels.h"

namespace pinhole::tflite {

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
      graph->labels = labels_of_lines(text);
    } else {
      graph->metadata.emplace(name, text);
    }
  }
  if (graph->labels.empty()) graph->labels = labels_of_appended_archive(container.bytes);
}

}  // namespace pinhole::tflite
