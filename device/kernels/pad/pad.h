// PAD and PADV2 of any rank up to 6 and any type of 1, 2, 4 or 8 bytes. Inputs: data, constant int32 paddings [rank, 2] (before, after), for
// PADV2 a constant value in the data's type. PAD's value is the zero point (integers), 0 (float). Never rescales.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct PadParams {
  Shape input;                    // rank at least 1; axes without padding merged into their neighbours
  std::int32_t before[kMaxRank];  // elements in front, by axis
  std::int32_t after[kMaxRank];
};

Status prepare_pad(const Tensor& input, const Tensor& paddings, const Tensor& output, PadParams* params);
// PADV2's value as the bits of one element. kNotConstant, kBadShape unless it is one element, kUnsupportedType unless of the data's type.
Status read_pad_value(const Tensor& input, const Tensor& value, std::uint64_t* bits);

// Elements of 1, 2, 4, 8 bytes; `value` is the padding element's bits.
void pad_8(const PadParams&, const std::uint8_t* input, std::uint8_t value, std::uint8_t* output);
void pad_16(const PadParams&, const std::uint16_t* input, std::uint16_t value, std::uint16_t* output);
void pad_32(const PadParams&, const std::uint32_t* input, std::uint32_t value, std::uint32_t* output);
void pad_64(const PadParams&, const std::uint64_t* input, std::uint64_t value, std::uint64_t* output);

struct PadOp {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct PadV2Op {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::PadParams, input, before, after)
