// remove_identity: removes operators whose result is their input, and reads through the first of two RESHAPEs.
//
//   before   %1 = reshape %0 : f32[1,8]       after   %2 = relu %0
//            %2 = relu %1
//
// An operator changes nothing when it is: a RESHAPE to the shape that is there; a QUANTIZE between equal types, scales and zero points
// (its factor is exactly 1); a PAD by nothing; a SLICE, TRANSPOSE or other move that leaves every element where it is; a CONCATENATION of one input; a pool of 1x1 with stride 1 and no activation (a float
// AVERAGE_POOL_2D turns -0 into 0 and stays).
// Keeps: every bit; names of graph outputs. An operator between a graph input and a graph output stays, to write the output.
// Needs: nothing. Leaves dead operators to drop_dead.
#include <algorithm>

#include "compiler/ir/device_node.h"
#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

bool pads_nothing(const Graph& graph, const Node& node) {
  const auto paddings = graph.input(node, 1).data<std::int32_t>();
  return std::all_of(paddings.begin(), paddings.end(), [](std::int32_t n) { return n == 0; });
}

// A slice of everything, a transposition of axes of 1, a broadcast to the shape that is there.
bool moves_nothing(const Graph& graph, const Node& node) {
  return dispatch(node.op, [&]<Op op>() {
    if constexpr (MadeOfMoves<op>) {
      using DeviceOp = typename OpInfo<op>::DeviceOp;
      if (DeviceOp::kData != 0 || node.outputs.size() != 1) return false;
      pin::Move move{};
      const DeviceNode device(graph, node);
      return DeviceOp::plan(std::get<AttributesOf<op>>(node.attributes), device.view(), 0, &move) == pin::Status::kOk &&
             is_plain_copy(move);
    } else {
      return false;
    }
  });
}

bool is_identity(const Graph& graph, const Node& node) {
  const Value& in = graph.input(node, 0);
  const Value& out = graph.output(node);
  if (in.shape != out.shape || !same_meaning(in, out)) return false;
  switch (node.op) {
    case Op::reshape:
    case Op::squeeze: return true;
    case Op::quantize: return in.dtype == DType::kInt8 || in.dtype == DType::kInt16;
    case Op::pad:
    case Op::padv2: return pads_nothing(graph, node);
    case Op::concatenation: return node.inputs.size() == 1 && node.as<pin::ConcatenationAttributes>().activation == pin::Activation::kNone;
    case Op::average_pool_2d:
    case Op::max_pool_2d: {
      if (node.op == Op::average_pool_2d && in.dtype == DType::kFloat32) return false;  // 0 + -0 is 0
      const auto& a = node.as<pin::Pool2dAttributes>();
      return a.filter_h == 1 && a.filter_w == 1 && a.stride_h == 1 && a.stride_w == 1 && a.activation == pin::Activation::kNone;
    }
    default: return moves_nothing(graph, node);  // another operator that changes nothing costs a step, never a wrong result
  }
}

// A RESHAPE of a RESHAPE reads the first one's input.
bool read_through_reshape(Graph& graph, Node& node) {
  if (node.op != Op::reshape) return false;
  const std::int32_t before = graph.producer(node.inputs[0]);
  if (before < 0) return false;
  const Node& first = graph.nodes[static_cast<std::size_t>(before)];
  if (first.op != Op::reshape || !same_meaning(graph.input(first, 0), graph.output(first))) return false;
  node.inputs[0] = first.inputs[0];
  return true;
}

}  // namespace

bool remove_identity(Graph& graph) {
  std::vector<bool> removed(graph.nodes.size());
  bool changed = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    changed |= read_through_reshape(graph, graph.nodes[i]);
    if (!is_identity(graph, graph.nodes[i])) continue;
    removed[i] = bypass(graph, graph.nodes[i].outputs[0], graph.nodes[i].inputs[0]);
    changed |= removed[i];
  }
  remove_nodes(graph, removed);
  return changed;
}

}  // namespace pinhole
