// The graph's edges: initializers, inputs, outputs.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/formats/onnx/importer.h"

namespace pinhole::onnx {

void Importer::add_constant(const std::string& name, Array array) {
  Tensor tensor;
  tensor.name = name;
  tensor.type = array.type;
  tensor.dims = array.dims;
  tensor.array = std::make_shared<const Array>(std::move(array));
  tensors_[name] = std::move(tensor);
}

void Importer::read_initializers() {
  for (const TensorMessage& message : model_.initializers) add_constant(message.name, read_array(message));
}

void Importer::refuse_input(const std::string& name, std::string problem, std::string help) {
  note(Error({.place = fmt::format("input '{}'", name), .problem = std::move(problem), .help = std::move(help), .unsupported = true}));
}

// Extents with the batch, when it is open, as 1; nothing when another one is open, which is noted.
std::optional<Dims> Importer::input_dims(const ValueMessage& input) {
  Dims dims;
  bool open = false;
  for (std::size_t i = 0; i < input.shape.size(); ++i) {
    std::int64_t extent = input.shape[i].value;
    if (extent == -1 && i == 0) extent = 1;
    if (extent < 1) {
      const std::string& symbol = input.shape[i].symbol;
      refuse_input(input.name,
                   fmt::format("extent {} is {}", i,
                               extent == 0      ? "0"
                               : symbol.empty() ? "open"
                                                : "open ('" + symbol + "')"),
                   "export the model with a fixed input size");
      open = true;
    }
    dims.push_back(extent);
  }
  if (open) return std::nullopt;
  try {
    (void)count_of(dims);
  } catch (const Error& error) {
    throw error.at(fmt::format("input '{}'", input.name));
  }
  return dims;
}

void Importer::read_input(const ValueMessage& input) {
  const DType dtype = input.type == ElementType::kFloat   ? DType::kFloat32
                      : input.type == ElementType::kUint8 ? DType::kUint8
                      : input.type == ElementType::kInt8  ? DType::kInt8
                                                          : DType::kBool;
  const std::size_t rank = input.shape.size();
  if (!input.is_tensor || !input.has_shape || dtype == DType::kBool || rank > static_cast<std::size_t>(pin::kMaxRank)) {
    const std::string got = !input.is_tensor   ? "no tensor"
                            : !input.has_shape ? "a tensor without a shape"
                                               : fmt::format("{} of {} dimensions", name_of(input.type), rank);
    return refuse_input(input.name, fmt::format("{}, not FLOAT, INT8 or UINT8 of at most {} dimensions", got, pin::kMaxRank), {});
  }
  const std::optional<Dims> dims = input_dims(input);
  if (!dims.has_value()) return;
  Tensor tensor;
  tensor.name = input.name;
  tensor.type = input.type;
  tensor.dims = *dims;
  const Order order = channels_last_inputs_ && (rank == 3 || rank == 4) ? channels_last(rank) : identity_order(rank);
  Shape shape{static_cast<std::int32_t>(rank), {}};
  for (std::size_t i = 0; i < rank; ++i) shape.dim[i] = static_cast<std::int32_t>(tensor.dims[static_cast<std::size_t>(order[i])]);
  tensor.value = graph_.add({input.name, dtype, shape, {}, nullptr});
  tensor.layout = layout_of(tensor.dims, order);
  graph_.inputs.push_back(tensor.value);
  input_orders_.push_back(order);
  tensors_.emplace(input.name, std::move(tensor));
}

void Importer::read_inputs() {
  for (const auto& [name, array] : bound_) add_constant(name, array);
  for (const ValueMessage& input : model_.inputs) {
    if (!tensors_.contains(input.name)) read_input(input);  // else an initializer, which files of IR version 3 list among the inputs
  }
}

namespace {

// Pictures and signals leave as they are stored when that is channels last; everything else in ONNX's order.
Order output_order(const Tensor& tensor) {
  const std::size_t rank = tensor.dims.size();
  if (tensor.is_constant() || (rank != 3 && rank != 4)) return identity_order(rank);
  const Order order = Importer::cheapest_order(tensor);
  return order == channels_last(rank) ? order : identity_order(rank);
}

}  // namespace

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

}  // namespace pinhole::onnx
