// Moving bytes: RESHAPE when it cannot be a view, and the interpreter's RESHAPE. One more: a strided copy, out of which
// CONCATENATION is made (concatenation/).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct ReshapeAttributes {
  Shape new_shape = {0, {}};  // TFLite's option; -1 for one extent that follows. Informative: the output tensor's shape counts
};

// `blocks` pieces of block_bytes, taken one after another from input, laid output_step_bytes apart in output.
struct StridedCopy {
  std::int32_t blocks;
  std::int32_t block_bytes;
  std::int32_t output_step_bytes;
  std::int32_t output_offset_bytes;  // where the first block goes
};
void copy_strided(const StridedCopy&, const void* input, void* output);

struct ReshapeOp {
  using Attributes = ReshapeAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);  // inputs: data [, shape]
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::ReshapeAttributes, new_shape)
PIN_FIELDS(pin::StridedCopy, blocks, block_bytes, output_step_bytes, output_offset_bytes)
