#include "compiler/formats/tflite/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <optional>

#include "compiler/formats/tflite/codecs.h"
#include "compiler/formats/tflite/container.h"
#include "compiler/formats/tflite/metadata.h"
#include "compiler/formats/tflite/tensors.h"

namespace pinhole {
namespace {

using namespace tflite;

constexpr std::size_t kMostListed = 40;  // unsupported things named in one message

template <Op op>
constexpr tfl::BuiltinOptions options_type() {
  if constexpr (std::is_same_v<typename TfliteCodec<op>::Options, NoOptions>) return tfl::BuiltinOptions::NONE;
  else return tfl::BuiltinOptionsTraits<typename TfliteCodec<op>::Options>::enum_value;
}

[[noreturn]] void fail(std::string place, std::string problem, std::string expected, std::string got, std::string help = {}) {
  throw Error({.file = {},
               .place = std::move(place),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = std::move(help)});
}

// The reference takes RESHAPE's output shape from the output tensor. A file whose operand (or, without one, option) asks for another
// number of elements contradicts itself.
void check_reshape(const Graph& graph, const Node& node) {
  if (node.op != Op::reshape || node.inputs.empty() || node.inputs[0] == kNoValue) return;
  Shape asked = node.as<pin::ReshapeAttributes>().new_shape;
  if (graph.has_input(node, 1)) {
    const Value& operand = graph.input(node, 1);
    if (operand.dtype != DType::kInt32) fail({}, "the new shape has the wrong type", "i32", to_string(operand.dtype));
    if (!operand.is_constant()) return;
    const auto extents = operand.data<std::int32_t>();
    if (extents.size() > static_cast<std::size_t>(pin::kMaxRank))
      fail({}, "the new shape has too many dimensions", fmt::format("at most {}", pin::kMaxRank), fmt::format("{}", extents.size()));
    asked.rank = static_cast<std::int32_t>(extents.size());
    std::copy(extents.begin(), extents.end(), asked.dim);
  } else if (asked.rank == 0) {
    return;  // neither operand nor option
  }
  const std::int64_t count = graph.input(node, 0).shape.count();
  std::int64_t known = 1, open = 0;
  for (std::int32_t i = 0; i < asked.rank; ++i) {
    if (asked.dim[i] == -1) ++open;
    else if (asked.dim[i] < 1 || (known *= asked.dim[i]) > count) known = count + 1;
  }
  if (open > 1 || known > count || (open == 0 ? known != count : count % known != 0)) {
    fail({}, "the new shape does not fit the input",
         fmt::format("{} elements, as {} has; at most one extent -1", count, to_string(graph.input(node, 0).shape)), to_string(asked));
  }
}

class Importer {
 public:
  explicit Importer(const Container& container)
      : container_(container), allowance_(container.bytes.size()), tensors_(container, allowance_) {}

  Graph run() {
    const auto* subgraphs = container_.model->subgraphs();
    if (size_of(subgraphs) == 0) fail("subgraphs", "the model has no subgraph", "at least one", "none");
    subgraph_ = subgraphs->Get(0);
    graph_.name = text_of(subgraph_->name());
    allowance_.take(graph_.name.size());
    used_.assign(size_of(subgraph_->tensors()), false);
    mark(subgraph_->inputs(), "graph inputs", &graph_.inputs);
    mark(subgraph_->outputs(), "graph outputs", &graph_.outputs);
    const auto* operators = subgraph_->operators();
    for (std::uint32_t i = 0; i < size_of(operators); ++i) find_operator(i, *operators->Get(i));
    refuse_unsupported();
    for (std::uint32_t i = 0; i < used_.size(); ++i) {
      graph_.values.push_back(used_[i] ? tensors_.read(*subgraph_->tensors()->Get(i), i) : Value{});
    }
    for (const Found& found : found_) read_operator(found);
    read_metadata(container_, allowance_, &graph_);
    graph_.drop_unused_values();
    return std::move(graph_);
  }

 private:
  struct Found {
    std::uint32_t index;
    Op op;
    std::int32_t version;
  };

  // Tensor numbers of a list, each looked at for being one that Pinhole can have.
  void mark(const flatbuffers::Vector<std::int32_t>* list, const std::string& place, std::vector<ValueId>* out, bool optional = false) {
    allowance_.take(size_of(list) * sizeof(ValueId));
    for (std::uint32_t i = 0; i < size_of(list); ++i) {
      const std::int32_t id = list->Get(i);
      out->push_back(id);
      if (optional && id == kNoValue) continue;
      if (id < 0 || static_cast<std::size_t>(id) >= used_.size()) {
        fail(place, "a tensor number is out of range", used_.empty() ? "a list of tensors" : fmt::format("0 to {}", used_.size() - 1),
             fmt::format("{}", id));
      }
      if (used_[static_cast<std::size_t>(id)]) continue;
      used_[static_cast<std::size_t>(id)] = true;
      const tfl::Tensor& tensor = *subgraph_->tensors()->Get(static_cast<std::uint32_t>(id));
      if (const std::string what = TensorReader::unsupported(tensor); !what.empty()) {
        unsupported_.push_back(fmt::format("{}: {} {}", place, tensor_place(tensor, static_cast<std::uint32_t>(id)), what));
      }
    }
  }

  // "operator 3 CONV_2D 'stem'", from the file, where names may be missing.
  std::string operator_place(std::uint32_t index, const tfl::Operator& node, const std::string& name) const {
    std::string layer;
    if (size_of(node.outputs()) > 0) {
      const auto id = static_cast<std::uint32_t>(node.outputs()->Get(0));
      if (id < size_of(subgraph_->tensors())) layer = text_of(subgraph_->tensors()->Get(id)->name());
    }
    return layer.empty() ? fmt::format("operator {} {}", index, name) : fmt::format("operator {} {} '{}'", index, name, layer);
  }

  // The operator's row in ops.def and its operands; what Pinhole lacks is noted, not thrown.
  void find_operator(std::uint32_t index, const tfl::Operator& node) {
    const auto* codes = container_.model->operator_codes();
    if (node.opcode_index() >= size_of(codes)) {
      fail(fmt::format("operator {}", index), "the number of its code is out of range", fmt::format("less than {}", size_of(codes)),
           fmt::format("{}", node.opcode_index()));
    }
    const tfl::OperatorCode& code = *codes->Get(node.opcode_index());
    const auto old_number = static_cast<std::int32_t>(code.deprecated_builtin_code()),
               new_number = static_cast<std::int32_t>(code.builtin_code());
    if (old_number < 0 || new_number < 0) {
      fail(fmt::format("operator {}", index), "the operator's number is negative", "0 or more",
           fmt::format("{} and {}", old_number, new_number));
    }
    const auto builtin = static_cast<tfl::BuiltinOperator>(std::max(old_number, new_number));
    std::string name = tfl::EnumNameBuiltinOperator(builtin);
    if (name.empty()) name = fmt::format("number {}", static_cast<std::int32_t>(builtin));
    if (builtin == tfl::BuiltinOperator::CUSTOM) name = fmt::format("CUSTOM '{}'", text_of(code.custom_code()));
    const std::string place = operator_place(index, node, name);
    allowance_.take(sizeof(Node) + place.size());
    std::optional<Op> op;
#define PIN_OP(op_name, ...) \
  if (builtin == BuiltinOf<Op::op_name>::kValue) op = Op::op_name;
#include "compiler/ir/ops.def"
#undef PIN_OP
    if (!op.has_value()) {
      unsupported_.push_back(place + ": no such operator in Pinhole");
      return;
    }
    Node read{*op, {}, {}, {}};
    mark(node.inputs(), place, &read.inputs, true);
    mark(node.outputs(), place, &read.outputs);
    graph_.nodes.push_back(std::move(read));
    found_.push_back({index, *op, code.version()});
    const int newest = dispatch(*op, []<Op o>() { return TfliteCodec<o>::kNewestVersion; });
    if (code.version() < 1 || code.version() > newest) {
      unsupported_.push_back(fmt::format("{}: version {} of the operator; Pinhole knows 1 to {}", place, code.version(), newest));
    }
    note_hybrid(node, *op, place);
  }

  // Float activations with integer weights: TFLite quantises the activations while running; neither TFLite Micro nor Pinhole does.
  void note_hybrid(const tfl::Operator& node, Op op, const std::string& place) {
    if (op_category(op) != Category::contraction || size_of(node.inputs()) < 2) return;
    const auto type_of = [&](std::uint32_t i) {
      const auto id = static_cast<std::uint32_t>(node.inputs()->Get(i));
      return id < size_of(subgraph_->tensors()) ? subgraph_->tensors()->Get(id)->type() : tfl::TensorType::FLOAT32;
    };
    const tfl::TensorType weights = type_of(1);
    if (type_of(0) == tfl::TensorType::FLOAT32 &&
        (weights == tfl::TensorType::INT8 || weights == tfl::TensorType::UINT8 || weights == tfl::TensorType::INT4)) {
      unsupported_.push_back(fmt::format("{}: a hybrid operator, {} weights with float activations; quantise the activations too", place,
                                         tensor_type_name(weights)));
    }
  }

  void refuse_unsupported() const {
    if (unsupported_.empty()) return;
    std::vector<std::string> known,
        listed(unsupported_.begin(), unsupported_.begin() + static_cast<std::ptrdiff_t>(std::min(unsupported_.size(), kMostListed)));
    if (unsupported_.size() > kMostListed) listed.push_back(fmt::format("and {} more", unsupported_.size() - kMostListed));
    for (const Op op : kAllOps) known.emplace_back(op_tflite_name(op));
    const bool one = unsupported_.size() == 1;
    throw Error(
        {.file = {},
         .place = {},
         .problem = fmt::format("the model uses {} {} that Pinhole does not have", unsupported_.size(), one ? "feature" : "features"),
         .expected = fmt::format("the operators {}", fmt::join(known, ", ")),
         .got = fmt::format("{}", fmt::join(listed, "\n       ")),
         .help = "change these layers, or keep them out of the network and compute them in your own code",
         .unsupported = true});
  }

  void read_operator(const Found& found) {
    const tfl::Operator& node = *subgraph_->operators()->Get(found.index);
    Node& out = graph_.nodes[static_cast<std::size_t>(&found - found_.data())];
    const std::string place = operator_place(found.index, node, op_tflite_name(found.op));
    try {
      dispatch(found.op, [&]<Op op>() { out.attributes = read_attributes<op>(node); });
      check_reshape(graph_, out);
    } catch (const Error& error) {
      throw error.at(place);
    }
  }

  template <Op op>
  static AttributesOf<op> read_attributes(const tfl::Operator& node) {
    using Codec = TfliteCodec<op>;
    const tfl::BuiltinOptions given = node.builtin_options_type();
    constexpr tfl::BuiltinOptions wanted = options_type<op>();
    if (node.builtin_options_2_type() != tfl::BuiltinOptions2::NONE ||
        (given != tfl::BuiltinOptions::NONE && given != wanted && wanted != tfl::BuiltinOptions::NONE)) {
      fail({}, "the operator carries another operator's options", EnumNameBuiltinOptions(wanted),
           fmt::format("options table {}", static_cast<int>(given)));
    }
    if constexpr (wanted == tfl::BuiltinOptions::NONE) {
      return Codec::parse(NoOptions{});
    } else {
      if (const auto* options = static_cast<const typename Codec::Options*>(node.builtin_options()); options != nullptr && given == wanted)
        return Codec::parse(*options);
      if (!Codec::kOptional) fail({}, "the operator has no options", EnumNameBuiltinOptions(wanted), "none");
      Builder builder;
      builder.Finish(typename Codec::Options::Builder(builder).Finish());
      return Codec::parse(*flatbuffers::GetRoot<typename Codec::Options>(builder.GetBufferPointer()));
    }
  }

  const Container& container_;
  Allowance allowance_;
  TensorReader tensors_;
  const tfl::SubGraph* subgraph_ = nullptr;
  std::vector<bool> used_;
  std::vector<Found> found_;
  std::vector<std::string> unsupported_;
  Graph graph_;
};

}  // namespace

Graph import_tflite(std::span<const std::byte> bytes, const std::string& file) {
  try {
    Bytes aligned;
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 16 != 0) {
      aligned.assign(bytes.begin(), bytes.end());
      bytes = aligned;
    }
    const Container container = open_container(bytes);
    return Importer(container).run();
  } catch (const Error& error) {
    throw error.in_file(file);
  }
}

}  // namespace pinhole
