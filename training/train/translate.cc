#include "training/train/translate.h"

#include "compiler/ir/semantics.h"
#include "training/train/translators/dense.h"
#include "training/train/translators/elementwise.h"
#include "training/train/translators/movement.h"
#include "training/train/translators/rearrangement.h"
#include "training/train/translators/windows.h"

namespace pinhole {

template <Op op>
concept HasTranslator = requires(const Operation& operation, const AttributesOf<op>& attributes) {
  { Translate<op>::run(operation, attributes) } -> std::same_as<torch::Tensor>;
};
#define PIN_OP(name, ...) static_assert(HasTranslator<Op::name>, "training/train/translators: no translator for " #name);
#include "compiler/ir/ops.def"
#undef PIN_OP

void Operation::fail(std::string problem) const {
  throw Error({.file = {}, .place = node_place(graph, node), .problem = std::move(problem), .expected = {}, .got = {}, .help = {}});
}

torch::Tensor apply_activation(const Operation& operation, pin::Activation activation, torch::Tensor x) {
  switch (activation) {
    case pin::Activation::kNone: return x;
    case pin::Activation::kRelu: return torch::relu(x);
    case pin::Activation::kReluN1To1: return torch::clamp(x, -1.0, 1.0);
    case pin::Activation::kRelu6: return torch::clamp(x, 0.0, 6.0);
    case pin::Activation::kTanh:
    case pin::Activation::kSignBit: break;
  }
  operation.fail("this fused activation cannot be trained");
}

torch::Tensor translate(const Operation& operation) {
  return dispatch(operation.node.op,
                  [&]<Op op>() { return Translate<op>::run(operation, std::get<AttributesOf<op>>(operation.node.attributes)); });
}

}  // namespace pinhole
