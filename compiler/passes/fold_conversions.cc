// fold_conversions: a DEQUANTIZE whose float result is quantised again to the same integers is a detour; readers take the integers.
//
//   before   %1 = dequantize %0 : f32[8]                        after   %3 = softmax %0
//            %2 = quantize %1 : i8[8] q(0.5, 3)   (as %0 has)
//            %3 = softmax %2
//
// Keeps: every bit. With k = q - zero_point, |k| < 2^16, the detour computes round((s * k) / s) in float32: each of the two operations
// errs by at most one part in 2^24, together less than |k| * 2^-23 < 2^-7, so rounding gives k again, and adding the zero point gives q,
// which lies in the type's range. s * 2^16 must be finite, and s normal (a subnormal s could lose bits in the division).
// The other order, dequantize(quantize(x)), rounds x and stays.
// Needs: one scale per tensor. Leaves dead operators to drop_dead.
#include <cmath>
#include <limits>

#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

bool is_exact(const Value& value) {
  if (value.dtype != DType::kInt8 && value.dtype != DType::kInt16) return false;
  if (value.quantization.scales.size() != 1) return false;
  const float scale = value.quantization.scales[0];
  return scale >= std::numeric_limits<float>::min() && std::isfinite(scale * 65536.0f);
}

}  // namespace

bool fold_conversions(Graph& graph) {
  std::vector<bool> removed(graph.nodes.size());
  bool changed = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& second = graph.nodes[i];
    if (second.op != Op::quantize) continue;
    const std::int32_t before = graph.producer(second.inputs[0]);
    if (before < 0 || graph.nodes[static_cast<std::size_t>(before)].op != Op::dequantize) continue;
    const Node& first = graph.nodes[static_cast<std::size_t>(before)];
    const Value& source = graph.input(first, 0);
    if (!is_exact(source) || !same_meaning(source, graph.output(second))) continue;
    removed[i] = bypass(graph, second.outputs[0], first.inputs[0]);
    changed |= removed[i];
  }
  remove_nodes(graph, removed);
  return changed;
}

}  // namespace pinhole
