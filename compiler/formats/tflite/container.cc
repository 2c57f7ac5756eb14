#include "compiler/formats/tflite/container.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace pinhole::tflite {
namespace {

constexpr const char* kBroken = "the file is damaged: it is cut short or its bytes were changed";
constexpr const char* kHelp = "get the file again, or export it again";

using flatbuffers::Verifier;

// The generated tables inherit privately; the verifier's primitives are public in flatbuffers::Table.
const flatbuffers::Table& table_of(const void* table) { return *static_cast<const flatbuffers::Table*>(table); }

template <class T>
bool vector_of_tables_ends(const void* parent, flatbuffers::voffset_t field, const std::uint8_t* start, std::size_t size, const char* name,
                           std::string* place) {
  Verifier verifier(start, size);
  const auto& table = table_of(parent);
  using Vector = flatbuffers::Vector<flatbuffers::Offset<T>>;
  if (!table.VerifyOffset(verifier, field) || !verifier.VerifyVector(table.GetPointer<const Vector*>(field))) {
    *place = fmt::format("the list of {}s", name);
    return true;
  }
  const auto* vector = table.GetPointer<const Vector*>(field);
  for (flatbuffers::uoffset_t i = 0; i < size_of(vector); ++i) {
    Verifier one(start, size);
    const auto* entry = reinterpret_cast<const std::uint8_t*>(vector->Data()) + i * sizeof(flatbuffers::uoffset_t);
    const auto offset = static_cast<std::size_t>(entry - start);
    if (one.VerifyOffset(offset) == 0 || !vector->Get(i)->Verify(one)) {
      *place = fmt::format("{} {}, its entry at byte {}", name, i, with_thousands(offset));
      return true;
    }
  }
  return false;
}

// The verifier says no more than "no": walk the parts one by one to say where. Only on the way to an error.
std::string place_of_damage(std::span<const std::byte> bytes) {
  const auto* start = reinterpret_cast<const std::uint8_t*>(bytes.data());
  Verifier verifier(start, bytes.size());
  const std::size_t root = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(start);
  if (verifier.VerifyOffset(0) == 0) return fmt::format("byte 0: the root's offset {}", root);
  const auto* model = start + root;
  if (!table_of(model).VerifyTableStart(verifier)) return fmt::format("byte {}: the root table", with_thousands(root));
  std::string place;
  using Model = tfl::Model;
  if (vector_of_tables_ends<tfl::OperatorCode>(model, Model::VT_OPERATOR_CODES, start, bytes.size(), "operator code", &place) ||
      vector_of_tables_ends<tfl::SubGraph>(model, Model::VT_SUBGRAPHS, start, bytes.size(), "subgraph", &place) ||
      vector_of_tables_ends<tfl::Buffer>(model, Model::VT_BUFFERS, start, bytes.size(), "buffer", &place) ||
      vector_of_tables_ends<tfl::Metadata>(model, Model::VT_METADATA, start, bytes.size(), "metadata record", &place)) {
    return place;
  }
  return fmt::format("the root table at byte {}", with_thousands(root));
}

// The same inside a subgraph, when a subgraph is the damaged part.
std::string place_inside_subgraph(std::span<const std::byte> bytes, const std::string& outer) {
  if (!outer.starts_with("subgraph ")) return outer;
  const auto* start = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto* model = start + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(start);
  const auto* subgraphs =
      table_of(model).GetPointer<const flatbuffers::Vector<flatbuffers::Offset<tfl::SubGraph>>*>(tfl::Model::VT_SUBGRAPHS);
  for (const auto* subgraph : *subgraphs) {
    Verifier whole(start, bytes.size());
    const auto offset = static_cast<std::size_t>(reinterpret_cast<const std::uint8_t*>(subgraph) - start);
    if (offset + 4 > bytes.size()) return outer;
    if (subgraph->Verify(whole)) continue;
    Verifier verifier(start, bytes.size());
    if (!table_of(subgraph).VerifyTableStart(verifier)) return outer;
    std::string place;
    if (vector_of_tables_ends<tfl::Tensor>(subgraph, tfl::SubGraph::VT_TENSORS, start, bytes.size(), "tensor", &place) ||
        vector_of_tables_ends<tfl::Operator>(subgraph, tfl::SubGraph::VT_OPERATORS, start, bytes.size(), "operator", &place)) {
      return place;
    }
    return outer;
  }
  return outer;
}

}  // namespace

Container open_container(std::span<const std::byte> bytes) {
  if (bytes.size() < 8) {
    throw Error({.file = {},
                 .place = {},
                 .problem = "the file is too short for a .tflite model",
                 .expected = "at least 8 bytes",
                 .got = fmt::format("{}", bytes.size()),
                 .help = kHelp});
  }
  if (!flatbuffers::BufferHasIdentifier(bytes.data(), "TFL3")) {
    throw Error({.file = {},
                 .place = "byte 4",
                 .problem = "this is not a .tflite model",
                 .expected = "the identifier TFL3",
                 .got = "other bytes",
                 .help = {}});
  }
  Verifier verifier(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (!verifier.VerifyBuffer<tfl::Model>("TFL3")) {
    throw Error({.file = {},
                 .place = place_inside_subgraph(bytes, place_of_damage(bytes)),
                 .problem = kBroken,
                 .expected = "offsets and lengths inside the file",
                 .got = fmt::format("one that leads outside its {} bytes", with_thousands(bytes.size())),
                 .help = kHelp});
  }
  const auto* model = flatbuffers::GetRoot<tfl::Model>(bytes.data());
  if (model->version() != 3) {
    throw Error({.file = {},
                 .place = "version",
                 .problem = "the model has a version of the format that Pinhole does not know",
                 .expected = "3",
                 .got = fmt::format("{}", model->version()),
                 .help = {}});
  }
  return {model, bytes};
}

std::span<const std::byte> buffer_data(const Container& container, std::uint32_t index) {
  const auto* buffers = container.model->buffers();
  if (index >= size_of(buffers)) {
    throw Error({.file = {},
                 .place = {},
                 .problem = "a buffer number is out of range",
                 .expected = fmt::format("less than {}", size_of(buffers)),
                 .got = fmt::format("{}", index),
                 .help = kHelp});
  }
  const tfl::Buffer& buffer = *buffers->Get(index);
  if (size_of(buffer.data()) > 0) return std::as_bytes(std::span(buffer.data()->Data(), buffer.data()->size()));
  if (buffer.offset() <= 1) return {};
  const std::uint64_t all = container.bytes.size();
  if (buffer.offset() > all || buffer.size() > all - buffer.offset()) {
    throw Error({.file = {},
                 .place = fmt::format("buffer {}", index),
                 .problem = "the buffer lies outside the file",
                 .expected = fmt::format("an end at or before byte {}", with_thousands(all)),
                 .got = fmt::format("offset {}, size {}", buffer.offset(), buffer.size()),
                 .help = kHelp});
  }
  return container.bytes.subspan(buffer.offset(), buffer.size());
}

void Allowance::take(std::size_t bytes) {
  if (bytes > left_) {
    throw Error({.file = {},
                 .place = {},
                 .problem = "the file refers to the same bytes over and over: the network would be far larger than the file",
                 .expected = "at most eight times the file's size",
                 .got = "more",
                 .help = kHelp});
  }
  left_ -= bytes;
}

}  // namespace pinhole::tflite
