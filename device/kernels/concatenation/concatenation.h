// CONCATENATION of any number of inputs of one type along one axis. int8 inputs have the output's quantisation (conformance README).
#pragma once

#include "device/kernels/copy/copy.h"
#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct ConcatenationAttributes {
  std::int32_t axis = 0;                      // negative: from the end
  Activation activation = Activation::kNone;  // only kNone is accepted
};

// The copy that puts `node.input(index)` into its place. kBadShape / kBadQuantization / kUnsupportedType as usual.
Status prepare_concatenation(const ConcatenationAttributes&, const NodeView& node, std::int32_t index, StridedCopy* copy);

struct ConcatenationOp {
  using Attributes = ConcatenationAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::ConcatenationAttributes, axis, activation)
