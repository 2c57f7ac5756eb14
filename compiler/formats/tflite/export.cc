#include "compiler/formats/tflite/export.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "compiler/formats/tflite/codecs.h"
#include "compiler/formats/tflite/metadata.h"

namespace pinhole {
namespace {

using namespace tflite;

constexpr std::uint64_t kMostBytes = 0x7fffffffu - (1u << 20);  // a FlatBuffer's offsets have 31 bits; some room for tables

NodeTypes types_of(const Graph& graph, const Node& node) {
  const Value& input = graph.input(node, 0);
  const Value& second = graph.has_input(node, 1) ? graph.input(node, 1) : input;
  const Value& output = graph.output(node);
  const auto scale = [](const Value& value) {
    return value.quantization.empty() ? 0.0 : static_cast<double>(value.quantization.scales[0]);
  };
  NodeTypes types{};
  types.input = input.dtype, types.weights = second.dtype, types.output = output.dtype;
  types.rank = input.shape.rank;
  types.inputs = node.inputs.size();
  types.grouped = node.op == Op::conv_2d && second.shape.dim[3] != input.shape.dim[3];
  types.rescales_up = scale(output) > 0 && scale(input) * scale(second) / scale(output) >= 1.0;
  types.per_channel = input.quantization.scales.size() > 1 || output.quantization.scales.size() > 1;
  return types;
}

class Exporter {
 public:
  explicit Exporter(const Graph& graph) : graph_(graph), builder_(1 << 16) { builder_.ForceDefaults(false); }

  Bytes run() {
    check_size();
    buffers_.push_back(tfl::CreateBuffer(builder_));  // buffer 0: no data
    std::vector<flatbuffers::Offset<tfl::Tensor>> tensors;
    for (const Value& value : graph_.values) tensors.push_back(write_tensor(value));
    std::vector<flatbuffers::Offset<tfl::Operator>> operators;
    for (const Node& node : graph_.nodes) operators.push_back(write_operator(node));
    const auto subgraph =
        tfl::CreateSubGraph(builder_, builder_.CreateVector(tensors), builder_.CreateVector(graph_.inputs),
                            builder_.CreateVector(graph_.outputs), builder_.CreateVector(operators), builder_.CreateString(graph_.name));
    const auto metadata = write_metadata();
    const auto description = graph_.metadata.find(kDescriptionKey);
    const auto text =
        description == graph_.metadata.end() ? flatbuffers::Offset<flatbuffers::String>() : builder_.CreateString(description->second);
    const auto codes = builder_.CreateVector(codes_);
    const auto subgraphs = builder_.CreateVector(&subgraph, 1);
    const auto buffers = builder_.CreateVector(buffers_);
    tfl::FinishModelBuffer(builder_, tfl::CreateModel(builder_, 3, codes, subgraphs, text, buffers, 0, metadata));
    const auto bytes = std::as_bytes(std::span(builder_.GetBufferPointer(), builder_.GetSize()));
    return {bytes.begin(), bytes.end()};
  }

 private:
  void check_size() const {
    std::uint64_t bytes = 0;
    for (const Value& value : graph_.values) bytes += value.name.size() + 256 + (value.is_constant() ? value.constant->size() : 0);
    for (const auto& [key, value] : graph_.metadata) bytes += key.size() + value.size();
    if (bytes > kMostBytes) {
      throw Error({.file = {},
                   .place = {},
                   .problem = "the network is too large for a .tflite file",
                   .expected = "less than 2 GB",
                   .got = human_bytes(bytes),
                   .help = {}});
    }
  }

  std::uint32_t write_buffer(std::span<const std::byte> bytes) {
    builder_.ForceVectorAlignment(bytes.size(), 1, 16);
    buffers_.push_back(
        tfl::CreateBuffer(builder_, builder_.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())));
    return static_cast<std::uint32_t>(buffers_.size() - 1);
  }

  std::uint32_t buffer_of(const Value& value) {
    if (!value.is_constant()) return 0;
    std::vector<std::pair<const Bytes*, std::uint32_t>>& alike = written_[fnv1a(*value.constant)];
    for (const auto& [bytes, index] : alike) {
      if (*bytes == *value.constant) return index;
    }
    alike.emplace_back(value.constant.get(), write_buffer(*value.constant));
    return alike.back().second;
  }

  flatbuffers::Offset<tfl::Tensor> write_tensor(const Value& value) {
    const std::uint32_t buffer = buffer_of(value);
    flatbuffers::Offset<tfl::QuantizationParameters> quantization;
    if (const Quantization& q = value.quantization; !q.empty()) {
      const std::vector<std::int64_t> zero_points(q.zero_points.begin(), q.zero_points.end());
      const auto scales = builder_.CreateVector(q.scales);
      const auto zeros = builder_.CreateVector(zero_points);
      quantization = tfl::CreateQuantizationParameters(builder_, 0, 0, scales, zeros, tfl::QuantizationDetails::NONE, 0, q.axis);
    }
    const auto name = builder_.CreateString(value.name);
    const auto shape = builder_.CreateVector(value.shape.dim, static_cast<std::size_t>(value.shape.rank));
    return tfl::CreateTensor(builder_, shape, to_tensor_type(value.dtype), buffer, name, quantization);
  }

  std::uint32_t code_of(tfl::BuiltinOperator number, int version) {
    const auto [found, fresh] = code_index_.try_emplace({static_cast<int>(number), version}, static_cast<std::uint32_t>(codes_.size()));
    if (fresh) {
      constexpr int kLookAtTheNewField = static_cast<int>(tfl::BuiltinOperator::PLACEHOLDER_FOR_GREATER_OP_CODES);
      const auto old_number = static_cast<std::int8_t>(std::min(static_cast<int>(number), kLookAtTheNewField));
      codes_.push_back(tfl::CreateOperatorCode(builder_, old_number, 0, version, number));
    }
    return found->second;
  }

  flatbuffers::Offset<tfl::Operator> write_operator(const Node& node) {
    return dispatch(node.op, [&]<Op op>() {
      using Codec = TfliteCodec<op>;
      using Options = typename Codec::Options;
      const auto& attributes = std::get<AttributesOf<op>>(node.attributes);
      const std::uint32_t code = code_of(BuiltinOf<op>::kValue, Codec::version(types_of(graph_, node), attributes));
      tfl::BuiltinOptions type = tfl::BuiltinOptions::NONE;
      if constexpr (!std::is_same_v<Options, NoOptions>) type = tfl::BuiltinOptionsTraits<Options>::enum_value;
      const flatbuffers::Offset<void> options = Codec::build(builder_, attributes).Union();
      const auto inputs = builder_.CreateVector(node.inputs);
      const auto outputs = builder_.CreateVector(node.outputs);
      return tfl::CreateOperator(builder_, code, inputs, outputs, type, options);
    });
  }

  flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<tfl::Metadata>>> write_metadata() {
    std::vector<flatbuffers::Offset<tfl::Metadata>> entries;
    const auto add = [&](const std::string& name, std::string_view text) {
      const std::uint32_t buffer = write_buffer(std::as_bytes(std::span(text)));
      entries.push_back(tfl::CreateMetadata(builder_, builder_.CreateString(name), buffer));
    };
    for (const auto& [key, value] : graph_.metadata) {
      if (key != kDescriptionKey) add(key, value);
    }
    for (const std::string& label : graph_.labels) {
      if (label.find_first_of("\r\n") != std::string::npos) {
        throw Error({.file = {},
                     .place = "labels",
                     .problem = "a label has a line break, which a .tflite file cannot carry",
                     .expected = "labels of one line",
                     .got = label,
                     .help = {}});
      }
    }
    if (!graph_.labels.empty()) add(kLabelsEntry, fmt::format("{}\n", fmt::join(graph_.labels, "\n")));
    if (entries.empty()) return 0;
    return builder_.CreateVector(entries);
  }

  const Graph& graph_;
  Builder builder_;
  std::vector<flatbuffers::Offset<tfl::Buffer>> buffers_;
  std::vector<flatbuffers::Offset<tfl::OperatorCode>> codes_;
  std::map<std::pair<int, int>, std::uint32_t> code_index_;
  std::unordered_map<std::uint64_t, std::vector<std::pair<const Bytes*, std::uint32_t>>> written_;
};

}  // namespace

Bytes export_tflite(const Graph& graph) { return Exporter(graph).run(); }

}  // namespace pinhole
