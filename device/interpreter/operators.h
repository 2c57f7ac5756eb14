// Which operators an interpreter has, fixed when it is compiled, so that only their kernels are linked:
//   using MyOps = pin::OperatorList<pin::Conv2dOp, pin::SoftmaxOp>;
//   interpreter.load(model, model_bytes, arena, arena_bytes, MyOps::table());
// A host takes all_operators(). A model with an operator outside the list is refused with kUnsupportedOperator.
#pragma once

#include "device/interpreter/model.h"
#include "device/interpreter/options.h"
#include "device/kernels/dequantize/dequantize.h"
#include "device/kernels/logistic/logistic.h"
#include "device/kernels/move/broadcast_to.h"
#include "device/kernels/op.h"
#include "device/kernels/pad/pad.h"
#include "device/kernels/quantize/quantize.h"
#include "device/kernels/relu/relu.h"
#include "device/kernels/space_to_batch/space_to_batch.h"
#include "device/kernels/update_slice/update_slice.h"

namespace pin {

// One operator, with its options' type erased.
struct Operator {
  std::int32_t builtin_code;
  const char* name;  // TFLite's
  Status (*prepare)(Reader&, const OperatorView&, const NodeView&, Memory&, Prepared*);
  void (*run)(const Prepared&, const NodeView&);
};

struct OperatorTable {
  const Operator* rows;
  std::int32_t count;

  const Operator* find(std::int32_t builtin_code) const {
    for (std::int32_t i = 0; i < count; ++i) {
      if (rows[i].builtin_code == builtin_code) return &rows[i];
    }
    return nullptr;
  }
};

template <class Op>
struct Builtin;  // kCode, kOptions and name() of an operator, from operators.def

#define PIN_OPERATOR(NAME, code, Op, options)             \
  template <>                                             \
  struct Builtin<Op> {                                    \
    static constexpr std::int32_t kCode = code;           \
    static constexpr std::uint8_t kOptions = options;     \
    static constexpr const char* name() { return #NAME; } \
  };
#include "device/interpreter/operators.def"
#undef PIN_OPERATOR

// Options of another operator are kBadModel, missing ones have the defaults. An operator without options ignores what is there.
template <class Op>
Status prepare_operator(Reader& reader, const OperatorView& view, const NodeView& node, Memory& memory, Prepared* prepared) {
  typename Op::Attributes attributes;
  if (Builtin<Op>::kOptions != 0) {
    const bool absent = view.options_type == 0 && view.options.position == 0;
    const bool fitting = view.options_type == Builtin<Op>::kOptions && view.options.position != 0;
    if (!absent && !fitting) return Status::kBadModel;
    const Status status = read_options(reader, view.options, &attributes);
    if (!reader.ok()) return Status::kBadModel;
    if (status != Status::kOk) return status;
  }
  return Op::prepare(attributes, node, memory, prepared);
}

template <class... Ops>
struct OperatorList {
  static OperatorTable table() {
    static constexpr Operator rows[] = {{Builtin<Ops>::kCode, Builtin<Ops>::name(), &prepare_operator<Ops>, &Ops::run}...};
    return {rows, static_cast<std::int32_t>(sizeof...(Ops))};
  }
};

// Every row of operators.def.
OperatorTable all_operators();

}  // namespace pin
