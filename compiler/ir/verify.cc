#include "compiler/ir/verify.h"

#include <fmt/format.h>

#include <cmath>

#include "compiler/ir/evaluate.h"
#include "compiler/ir/semantics.h"

namespace pinhole {
namespace {

[[noreturn]] void fail(std::string place, std::string problem, std::string expected = {}, std::string got = {}) {
  throw Error({.file = {},
               .place = std::move(place),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = {}});
}

std::string value_place(const Graph& graph, ValueId id) { return fmt::format("tensor {} '{}'", id, graph.value(id).name); }

void check_shape(const Value& value, const std::string& place) {
  const Shape& shape = value.shape;
  if (shape.rank < 0 || shape.rank > pin::kMaxRank) {
    fail(place, "too many dimensions", fmt::format("at most {}", pin::kMaxRank), fmt::format("{}", shape.rank));
  }
  std::int64_t count = 1;
  for (std::int32_t i = 0; i < shape.rank; ++i) {
    if (shape.dim[i] < 1) fail(place, "an extent is not positive", "at least 1, known before running", to_string(shape));
    count *= shape.dim[i];
    if (count > 0x7fffffff) fail(place, "the tensor is too large", "fewer than 2^31 elements", to_string(shape));
  }
}

bool zero_point_fits(DType type, std::int32_t zero_point) {
  switch (type) {
    case DType::kInt8: return zero_point >= -128 && zero_point <= 127;
    case DType::kUint8: return zero_point >= 0 && zero_point <= 255;
    case DType::kInt16: return zero_point >= -32768 && zero_point <= 32767;
    case DType::kInt4: return zero_point >= -8 && zero_point <= 7;
    default: return true;
  }
}

void check_quantization(const Value& value, const std::string& place) {
  const Quantization& q = value.quantization;
  if (q.scales.size() != q.zero_points.size()) {
    fail(place, "as many zero points as scales are needed", fmt::format("{}", q.scales.size()), fmt::format("{}", q.zero_points.size()));
  }
  if (q.scales.size() > 1) {
    if (q.axis < 0 || q.axis >= value.shape.rank)
      fail(place, "the quantised axis is out of range", to_string(value.shape), fmt::format("axis {}", q.axis));
    const auto extent = static_cast<std::size_t>(value.shape.dim[q.axis]);
    if (q.scales.size() != extent)
      fail(place, "one scale per index of the quantised axis is needed", fmt::format("{}", extent), fmt::format("{}", q.scales.size()));
  }
  for (const float scale : q.scales) {
    if (!std::isfinite(scale) || scale <= 0.0f) fail(place, "a scale is not a positive number", "above 0", fmt::format("{}", scale));
  }
  for (const std::int32_t zero_point : q.zero_points) {
    if (!zero_point_fits(value.dtype, zero_point))
      fail(place, "a zero point lies outside its type", to_string(value.dtype), fmt::format("{}", zero_point));
  }
}

void check_values(const Graph& graph) {
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    const Value& value = graph.values[i];
    const std::string place = value_place(graph, static_cast<ValueId>(i));
    check_shape(value, place);
    check_quantization(value, place);
    if (value.is_constant() && value.constant->size() != value.bytes()) {
      fail(place, "the constant's data does not fit its type and shape",
           fmt::format("{} bytes for {} {}", value.bytes(), to_string(value.dtype), to_string(value.shape)),
           fmt::format("{}", value.constant->size()));
    }
  }
}

// Single assignment, and nothing is read before it is written.
void check_order(const Graph& graph) {
  std::vector<bool> written(graph.values.size());
  const auto in_range = [&](ValueId id) { return id >= 0 && static_cast<std::size_t>(id) < graph.values.size(); };
  for (std::size_t i = 0; i < graph.values.size(); ++i) written[i] = graph.values[i].is_constant();
  const auto write = [&](ValueId id, const std::string& place) {
    if (!in_range(id))
      fail(place, "an output's number is out of range", fmt::format("0 to {}", graph.values.size()), fmt::format("{}", id));
    if (written[static_cast<std::size_t>(id)]) fail(place, fmt::format("{} is written a second time", value_place(graph, id)));
    written[static_cast<std::size_t>(id)] = true;
  };
  for (const ValueId id : graph.inputs) write(id, "graph inputs");
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    const std::string place = fmt::format("operator {} {}", n, op_tflite_name(node.op));
    for (const ValueId id : node.inputs) {
      if (id == kNoValue) continue;
      if (!in_range(id))
        fail(place, "an input's number is out of range", fmt::format("0 to {}", graph.values.size()), fmt::format("{}", id));
      if (!written[static_cast<std::size_t>(id)])
        fail(place, fmt::format("{} is read before anything has written it", value_place(graph, id)));
    }
    if (node.outputs.empty()) fail(place, "the operator has no output");
    for (const ValueId id : node.outputs) write(id, place);
  }
  if (graph.inputs.empty() && graph.nodes.empty()) fail("graph", "the network is empty", "at least one operator", "none");
  if (graph.outputs.empty()) fail("graph outputs", "the network has no output");
  for (const ValueId id : graph.outputs) {
    if (!in_range(id)) fail("graph outputs", "an output's number is out of range", {}, fmt::format("{}", id));
    if (!written[static_cast<std::size_t>(id)]) fail("graph outputs", fmt::format("{} is never written", value_place(graph, id)));
  }
}

void check_nodes(const Graph& graph) {
  for (const Node& node : graph.nodes) {
    const std::vector<InferredType> types = infer(graph, node);
    if (types.size() != node.outputs.size()) {
      fail(node_place(graph, node), "wrong number of outputs", fmt::format("{}", types.size()), fmt::format("{}", node.outputs.size()));
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      const Value& declared = graph.output(node, i);
      if (declared.shape != types[i].shape) {
        fail(node_place(graph, node), fmt::format("output {} has another shape than follows from the inputs", i), to_string(types[i].shape),
             to_string(declared.shape));
      }
      if (declared.dtype != types[i].dtype) {
        fail(node_place(graph, node), fmt::format("output {} has another type than follows from the inputs", i), to_string(types[i].dtype),
             to_string(declared.dtype));
      }
    }
    check_device_accepts(graph, node);
  }
}

}  // namespace

void verify(const Graph& graph) {
  check_values(graph);
  check_order(graph);
  check_nodes(graph);
}

}  // namespace pinhole
