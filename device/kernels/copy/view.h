// Operators whose result is their operand under another shape: EXPAND_DIMS (data, constant axis), SQUEEZE (data). Like RESHAPE they become
// no step where result and operand can share memory.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

struct SqueezeAttributes {
  Shape squeeze_dims = {0, {}};  // axes of extent 1, as a list; empty: all of them
};

struct ExpandDimsOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct SqueezeOp : OneResult {
  using Attributes = SqueezeAttributes;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::SqueezeAttributes, squeeze_dims)
