#include "compiler/lower/lower.h"

#include <fmt/format.h>

#include "compiler/ir/fields.h"
#include "compiler/ir/layer_names.h"
#include "compiler/lower/lowering.h"

namespace pinhole {

// Specialised in ops/ with `static void lower(Lowering&, const Node&)`: offers candidates for the node, or aliases its output.
template <Op op>
struct LoweringOf;

}  // namespace pinhole

#include "compiler/lower/ops/binary.h"
#include "compiler/lower/ops/conv_2d.h"
#include "compiler/lower/ops/depthwise_conv_2d.h"
#include "compiler/lower/ops/fully_connected.h"
#include "compiler/lower/ops/mean.h"
#include "compiler/lower/ops/movement.h"
#include "compiler/lower/ops/pool_2d.h"
#include "compiler/lower/ops/rearrangement.h"
#include "compiler/lower/ops/softmax.h"
#include "compiler/lower/ops/unary.h"

namespace pinhole {

template <Op op>
concept HasLowering = requires(Lowering& lowering, const Node& node) {
  LoweringOf<op>::lower(lowering, node);
};
#define PIN_OP(name, ...) static_assert(HasLowering<Op::name>, "compiler/lower/ops: no lowering for " #name);
#include "compiler/ir/ops.def"
#undef PIN_OP

Program Lowering::run() {
  const std::vector<std::string> names = short_layer_names(graph_);
  for (node_index_ = 0; node_index_ < graph_.nodes.size(); ++node_index_) {
    const Node& node = graph_.nodes[node_index_];
    layer_ = names[node_index_];
    dispatch(node.op, [&]<Op op>() { LoweringOf<op>::lower(*this, node); });
  }
  copy_unwritten_outputs();
  append_ports();
  check_program(program_);
  return std::move(program_);
}

Program lower(const Graph& graph, const LowerOptions& options) { return Lowering(graph, options).run(); }

}  // namespace pinhole
