// The translation of one ONNX graph: tensors by name, and what the translations in ops/ need to read operands in the order of axes that
// they want and to append operators. Made by import.cc for one import, then thrown away.
#pragma once

#include <functional>
#include <map>

#include "compiler/formats/onnx/node.h"
#include "compiler/formats/onnx/tensor.h"

namespace pinhole::onnx {

using Order = std::vector<int>;  // axes from the outermost stored one to the innermost

class Importer {
 public:
  Importer(const ModelMessage& model, bool channels_last_inputs) : model_(model), channels_last_inputs_(channels_last_inputs) {}

  // The whole graph. Throws Error; for what Pinhole lacks one that lists everything.
  void run();
  Graph& graph() { return graph_; }
  // Elements that TRANSPOSE operators move in one run of the network: what a choice of layouts costs.
  std::int64_t transposed_elements() const { return transposed_elements_; }
  // How the graph's inputs and outputs are stored.
  const std::vector<Order>& input_orders() const { return input_orders_; }
  const std::vector<Order>& output_orders() const { return output_orders_; }
  void bind(const std::string& name, Array array) { bound_[name] = std::move(array); }

  // --- for ops/ ---
  // Operand i. Throws when it is left out.
  const Tensor& operand(const NodeView& node, std::size_t i) const;
  // Operand i, which must be constant; unsupported() otherwise.
  const Tensor& constant_operand(const NodeView& node, std::size_t i, const char* what) const;
  std::vector<const Array*> arrays(const NodeView& node) const;

  // The tensor with its axes in this order, as a value whose shape is the extents in that order; TRANSPOSE and RESHAPE are appended only
  // where the layout is another one. real(): float32; a quantised tensor is dequantised. raw(): as it is stored.
  ValueId real(const NodeView& node, const Tensor& tensor, const Order& order);
  ValueId raw(const NodeView& node, const Tensor& tensor, const Order& order);
  // The same elements in the same places under another shape.
  ValueId reshape(ValueId value, const Shape& shape, const std::string& name);
  // Elements that raw() would have to move.
  static std::int64_t cost(const Tensor& tensor, const Order& order);
  // An order that costs nothing for a stored tensor if there is one: channels last, else as it is stored, else ONNX's.
  static Order cheapest_order(const Tensor& tensor);

  ValueId constant(const std::string& name, const Array& array, DType dtype, Quantization quantization = {});
  ValueId append(const NodeView& node, Op op, Attributes attributes, std::vector<ValueId> inputs, const char* part,
                 Quantization quantization = {}, DType type = DType::kFloat32);

  // The same by the operator's name in ops.def and its attributes as text ("axis = 1"; fields.h), for operators that only few ONNX files
  // need: unsupported() in a build without the operator.
  ValueId append_named(const NodeView& node, const char* op, const std::string& attributes, std::vector<ValueId> inputs, const char* part,
                       Quantization quantization = {}, DType type = DType::kFloat32);
  // An int32 constant of one dimension, an operand of such operators.
  ValueId list(const NodeView& node, const char* part, const std::vector<std::int64_t>& values);

  // The node's output i. A value: stored in `order` of `dims`; real_view for quantised values.
  Tensor& set_output(const NodeView& node, std::size_t i, ValueId value, const Dims& dims, const Order& order);
  Tensor& set_output(const NodeView& node, std::size_t i, Tensor tensor);
  const std::string& output_name(const NodeView& node, std::size_t i = 0) const;
  bool wants_output(const NodeView& node, std::size_t i) const { return i < node.outputs() && !node.message().outputs[i].empty(); }

  // The scale and zero point that the one QuantizeLinear behind the node's output asks for, in int8; nothing when there is none, when
  // others read the output too, or when it is per axis. Relu and Clip in between are looked through; depth counts them.
  std::optional<Quantization> wanted_quantization(const NodeView& node, int depth = 0) const;
  // Scale and zero point operands as a quantisation of what is stored. axis: of the tensor that is quantised.
  Quantization quantization(const NodeView& node, const Tensor& scale, const Tensor* zero_point, std::int64_t axis) const;
  // A stored quantised tensor seen as real numbers, and whether it is one with a scale for the whole tensor.
  bool is_quantized(const Tensor& tensor) const { return tensor.real_view && !tensor.is_constant(); }
  const Quantization& quantization_of(const Tensor& tensor) const;

  // Whether a value can be shown to have no element below 0: the result of RELU, RELU6, SOFTMAX or LOGISTIC, also moved around or pooled.
  bool is_never_negative(ValueId value) const;

  Shape shape_of(const NodeView& node, const Dims& dims, const Order& order) const;

 private:
  void read_initializers();
  void read_inputs();
  void read_input(const ValueMessage& input);
  std::optional<Dims> input_dims(const ValueMessage& input);
  void refuse_input(const std::string& name, std::string problem, std::string help);
  void add_constant(const std::string& name, Array array);
  void keep_folded(const NodeView& node, std::vector<Array> results);
  void translate(const NodeMessage& message);
  void write_outputs();
  void refuse_unsupported() const;
  void note(const Error& error);
  ValueId turned(const NodeView& node, ValueId value, const Layout& from, const Layout& to);
  ValueId rearrange(const NodeView& node, ValueId value, const Layout& from, const Dims& dims, const Order& order);

  const ModelMessage& model_;
  bool channels_last_inputs_;
  Graph graph_;
  std::map<std::string, Tensor> tensors_;
  std::map<std::string, Array> bound_;
  std::map<std::string, std::vector<const NodeMessage*>> readers_;
  std::map<std::string, ValueId> made_;  // dequantised, transposed and constant values that are there already, by what they are
  std::vector<std::string> unsupported_;
  std::vector<std::string> way_outs_;
  std::vector<Order> input_orders_, output_orders_;
  std::int64_t transposed_elements_ = 0;
  std::int64_t folded_elements_ = 0;
};

}  // namespace pinhole::onnx
