#include "compiler/formats/onnx/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "compiler/formats/onnx/fold.h"
#include "compiler/formats/onnx/importer.h"
#include "compiler/formats/onnx/ops/operators.h"

namespace pinhole {
namespace onnx {
namespace {

constexpr std::int64_t kOldestOpset = 6, kNewestOpset = 20;
constexpr std::size_t kMostListed = 40;  // unsupported things named in one message
// Constants that nodes compute: what a network can use, and no more than a small file may claim.
constexpr std::int64_t kMostFolded = std::int64_t{1} << 25;

using Translate = void (*)(Importer&, const NodeView&);

Translate translation_of(const NodeMessage& node) {
#define PIN_ONNX(OpType, domain_name, function) \
  if (node.op_type == #OpType && node.domain == (domain_name)) return function;
#include "compiler/formats/onnx/ops/operators.def"
#undef PIN_ONNX
  return nullptr;
}

}  // namespace

void Importer::note(const Error& error) {
  const Error::Parts& p = error.parts();
  unsupported_.push_back(p.place.empty() ? p.problem : fmt::format("{}: {}", p.place, p.problem));
  if (!p.help.empty() && std::find(way_outs_.begin(), way_outs_.end(), p.help) == way_outs_.end()) way_outs_.push_back(p.help);
}

void Importer::refuse_unsupported() const {
  if (unsupported_.empty()) return;
  std::vector<std::string> listed(unsupported_.begin(),
                                  unsupported_.begin() + static_cast<std::ptrdiff_t>(std::min(unsupported_.size(), kMostListed)));
  if (unsupported_.size() > kMostListed) listed.push_back(fmt::format("and {} more", unsupported_.size() - kMostListed));
  throw Error({.file = {},
               .place = {},
               .problem = fmt::format("the model uses {} {} that Pinhole does not have", unsupported_.size(),
                                      unsupported_.size() == 1 ? "feature" : "features"),
               .expected = fmt::format("ONNX operator sets {} to {}, operators as in docs/onnx.md", kOldestOpset, kNewestOpset),
               .got = fmt::format("{}", fmt::join(listed, "\n       ")),
               .help = way_outs_.empty() ? "change these layers, or keep them out of the network and compute them in your own code"
                                         : fmt::format("{}", fmt::join(way_outs_, "; ")),
               .unsupported = true});
}

void Importer::read_initializers() {
  for (const TensorMessage& message : model_.initializers) {
    Tensor tensor;
    tensor.name = message.name;
    try {
      tensor.array = std::make_shared<const Array>(read_array(message));
    } catch (const Error& error) {
      if (!message.external && error.parts().place.empty()) throw error.at(fmt::format("tensor '{}'", message.name));
      throw;
    }
    tensor.type = tensor.array->type;
    tensor.dims = tensor.array->dims;
    tensors_[message.name] = std::move(tensor);
  }
}

void Importer::read_inputs() {
  for (const ValueMessage& input : model_.inputs) {
    if (tensors_.contains(input.name)) continue;  // an initializer, which files of IR version 3 list among the inputs
    Tensor tensor;
    tensor.name = input.name;
    tensor.type = input.type;
    const std::string place = fmt::format("input '{}'", input.name);
    const auto fail = [&](std::string problem, std::string expected, std::string got, std::string help = {}) {
      note(Error({.place = place,
                  .problem = fmt::format("{} (expected {}, got {})", problem, expected, got),
                  .help = std::move(help),
                  .unsupported = true}));
    };
    if (const auto bound = bound_.find(input.name); bound != bound_.end()) {
      tensor.array = std::make_shared<const Array>(bound->second);
      tensor.type = tensor.array->type;
      tensor.dims = tensor.array->dims;
      tensors_.emplace(input.name, std::move(tensor));
      continue;
    }
    const DType dtype = input.type == ElementType::kFloat   ? DType::kFloat32
                        : input.type == ElementType::kUint8 ? DType::kUint8
                        : input.type == ElementType::kInt8  ? DType::kInt8
                                                            : DType::kBool;
    if (!input.is_tensor || !input.has_shape || dtype == DType::kBool || input.shape.size() > static_cast<std::size_t>(pin::kMaxRank)) {
      fail("the input is of a kind that Pinhole does not read",
           fmt::format("a FLOAT, INT8 or UINT8 tensor of at most {} dimensions", pin::kMaxRank),
           !input.is_tensor   ? "no tensor"
           : !input.has_shape ? "no shape"
                              : fmt::format("{} of {} dimensions", name_of(input.type), input.shape.size()));
      continue;
    }
    bool open = false;
    for (std::size_t i = 0; i < input.shape.size(); ++i) {
      std::int64_t extent = input.shape[i].value;
      if (extent == -1 && i == 0) extent = 1;  // the batch
      if (extent < 1) {
        fail(fmt::format("extent {} is {}", i, extent == 0 ? "0" : "open"), "a positive number",
             input.shape[i].symbol.empty() ? "none" : "'" + input.shape[i].symbol + "'", "export the model with a fixed input size");
        open = true;
      }
      tensor.dims.push_back(extent);
    }
    if (open) continue;
    try {
      (void)count_of(tensor.dims);
    } catch (const Error& error) {
      throw error.at(place);
    }
    const std::size_t rank = tensor.dims.size();
    const Order order = channels_last_inputs_ && (rank == 3 || rank == 4) ? channels_last(rank) : identity_order(rank);
    Shape shape{static_cast<std::int32_t>(rank), {}};
    for (std::size_t i = 0; i < rank; ++i) shape.dim[i] = static_cast<std::int32_t>(tensor.dims[static_cast<std::size_t>(order[i])]);
    tensor.value = graph_.add({input.name, dtype, shape, {}, nullptr});
    tensor.layout = layout_of(tensor.dims, order);
    graph_.inputs.push_back(tensor.value);
    input_orders_.push_back(order);
    tensors_.emplace(input.name, std::move(tensor));
  }
}

void Importer::translate(const NodeMessage& message) {
  const NodeView node(message, model_.opset);
  bool all_constant = true;
  for (const std::string& input : message.inputs) {
    if (input.empty()) continue;
    const auto found = tensors_.find(input);
    if (found == tensors_.end()) {  // made by a node that is in the list already, or by none
      if (readers_.contains(input) && unsupported_.empty())
        node.fail("an operand is not made by any node before", "a known tensor", fmt::format("'{}'", input));
      return;
    }
    all_constant = all_constant && found->second.is_constant() && !found->second.real_view;
  }
  const std::vector<const Array*> operands = arrays(node);
  if (node.op() == "Shape" && node.has(0)) {
    const Dims dims = operand(node, 0).dims;
    const auto rank = static_cast<std::int64_t>(dims.size());
    const auto place = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
    const std::int64_t begin = place(node.integer("start", 0)), end = std::max(begin, place(node.integer("end", rank)));
    const Dims part(dims.begin() + begin, dims.begin() + end);
    Tensor shape;
    shape.type = ElementType::kInt64;
    shape.dims = {end - begin};
    shape.array = std::make_shared<const Array>(Array::of_integers(shape.dims, part));
    set_output(node, 0, std::move(shape));
    return;
  }
  if (all_constant) {
    if (auto results = fold(node, operands)) {
      for (std::size_t i = 0; i < results->size() && wants_output(node, i); ++i) {
        Tensor tensor;
        tensor.array = std::make_shared<const Array>(std::move((*results)[i]));
        tensor.type = tensor.array->type;
        tensor.dims = tensor.array->dims;
        folded_elements_ += static_cast<std::int64_t>(tensor.array->count());
        if (folded_elements_ > kMostFolded + static_cast<std::int64_t>(model_.initializers.size()))
          node.fail("the constants that nodes compute are too large", fmt::format("at most {} elements in all", kMostFolded), "more");
        set_output(node, i, std::move(tensor));
      }
      return;
    }
  }
  const Translate function = translation_of(message);
  if (function == nullptr) {
    node.unsupported(message.domain.empty() ? "no such operator in Pinhole"
                                            : fmt::format("no such operator in Pinhole (domain '{}')", message.domain));
  }
  function(*this, node);
  node.refuse_unread_attributes();
}

// Pictures and signals leave as they are stored when that is channels last; everything else in ONNX's order.
static Order output_order(const Tensor& tensor) {
  const std::size_t rank = tensor.dims.size();
  if (tensor.is_constant() || (rank != 3 && rank != 4)) return identity_order(rank);
  const Order order = Importer::cheapest_order(tensor);
  return order == channels_last(rank) ? order : identity_order(rank);
}

void Importer::write_outputs() {
  for (const ValueMessage& output : model_.outputs) {
    const auto found = tensors_.find(output.name);
    if (found == tensors_.end()) {
      if (!unsupported_.empty()) continue;
      throw Error({.place = fmt::format("output '{}'", output.name),
                   .problem = "no node makes this graph output",
                   .expected = "the name of a tensor",
                   .got = "no such tensor"});
    }
    NodeMessage message;  // stands for the output in messages
    message.op_type = "output";
    message.outputs = {output.name};
    const NodeView node(message, model_.opset);
    const Tensor& tensor = found->second;
    try {
      const Order order = output_order(tensor);
      ValueId value = tensor.type == ElementType::kFloat ? real(node, tensor, order) : raw(node, tensor, order);
      if (tensor.type == ElementType::kUint8 && graph_.value(value).dtype == DType::kInt8) {
        Quantization q = graph_.value(value).quantization;
        for (std::int32_t& z : q.zero_points) z += 128;
        value = graph_.append(Op::quantize, pin::NoAttributes{}, {value}, output.name, q, DType::kUint8);
      }
      const bool taken =
          std::count(graph_.inputs.begin(), graph_.inputs.end(), value) + std::count(graph_.outputs.begin(), graph_.outputs.end(), value) >
          0;
      if (taken || graph_.value(value).is_constant()) {
        const Shape shape = graph_.value(value).shape;
        value = graph_.append(Op::reshape, pin::ReshapeAttributes{shape}, {value}, output.name, graph_.value(value).quantization);
      }
      graph_.value(value).name = output.name;
      graph_.outputs.push_back(value);
      output_orders_.push_back(order);
    } catch (const Error& error) {
      if (!error.parts().unsupported) throw;
      note(error);
    }
  }
}

void Importer::run() {
  graph_.name = model_.graph_name;
  if (model_.opset < kOldestOpset || model_.opset > kNewestOpset) {
    note(Error({.problem = fmt::format("the file is of operator set {}", model_.opset),
                .help = "convert the model with onnx.version_converter",
                .unsupported = true}));
  }
  if (model_.sparse) note(Error({.problem = "sparse initializers", .help = "save the model with dense parameters", .unsupported = true}));
  for (const NodeMessage& node : model_.nodes) {
    for (const std::string& input : node.inputs) readers_[input].push_back(&node);
  }
  for (const ValueMessage& output : model_.outputs) readers_[output.name].push_back(nullptr);
  read_initializers();
  read_inputs();
  for (const NodeMessage& node : model_.nodes) {
    try {
      translate(node);
    } catch (const Error& error) {
      if (!error.parts().unsupported) throw error.at(NodeView(node, model_.opset).place());
      note(error);
    }
  }
  if (model_.outputs.empty())
    throw Error({.place = "the graph", .problem = "the graph has no output", .expected = "at least one", .got = "none"});
  write_outputs();
  refuse_unsupported();
  graph_.drop_unused_values();
}

namespace {

// Pictures may come in as ONNX has them (NCHW) or turned round (NHWC). Which one costs fewer TRANSPOSEs is tried out; NHWC wins a tie in
// networks with convolutions or pools.
OnnxImport import_model(const ModelMessage& model, const std::vector<std::pair<std::string, Array>>& bound) {
  const bool pictures = std::any_of(model.nodes.begin(), model.nodes.end(), [](const NodeMessage& n) {
    return n.op_type.ends_with("Conv") || n.op_type.ends_with("Pool") || n.op_type == "ConvTranspose" || n.op_type == "BatchNormalization";
  });
  const bool pictured = std::any_of(model.inputs.begin(), model.inputs.end(),
                                    [](const ValueMessage& v) { return v.shape.size() == 3 || v.shape.size() == 4; });
  const auto attempt = [&](bool channels_last_inputs) {
    auto importer = std::make_unique<Importer>(model, channels_last_inputs);
    for (const auto& [name, array] : bound) importer->bind(name, array);
    importer->run();
    return importer;
  };
  const auto result = [](Importer& importer) {
    return OnnxImport{std::move(importer.graph()), importer.input_orders(), importer.output_orders()};
  };
  const bool first = pictured && pictures;
  std::unique_ptr<Importer> best;
  try {
    best = attempt(first);
    if (!pictured || best->transposed_elements() == 0) return result(*best);
  } catch (const Error& error) {
    if (!pictured || !error.parts().unsupported) throw;
    try {
      return result(*attempt(!first));
    } catch (const Error&) {
    }
    throw;
  }
  const std::unique_ptr<Importer> other = attempt(!first);
  return result(other->transposed_elements() < best->transposed_elements() ? *other : *best);
}

}  // namespace
}  // namespace onnx

OnnxImport import_onnx_with_orders(std::span<const std::byte> bytes, const std::vector<std::pair<std::string, Bytes>>& bound) {
  std::vector<std::pair<std::string, onnx::Array>> arrays;
  for (const auto& [name, data] : bound) arrays.emplace_back(name, onnx::read_array(onnx::read_tensor_message({data, 0})));
  return onnx::import_model(onnx::read_model(bytes), arrays);
}

Graph import_onnx(std::span<const std::byte> bytes, const std::string& file) {
  try {
    return onnx::import_model(onnx::read_model(bytes), {}).graph;
  } catch (const Error& error) {
    throw error.in_file(file);
  }
}

}  // namespace pinhole
