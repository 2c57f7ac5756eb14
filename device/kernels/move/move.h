// A copy with steps of its own along every axis: what TRANSPOSE, SLICE, STRIDED_SLICE, SPLIT, SPLIT_V, PACK, UNPACK, REVERSE_V2, BROADCAST_TO,
// FILL, SPACE_TO_DEPTH and DEPTH_TO_SPACE are made of (movement.h). Bytes are copied as they are, whatever their type (N80).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

// Unit [i0, i1, ...] goes from input_offset + sum of i * input_step to output_offset + sum of i * output_step. All in bytes. A step of 0
// in the input repeats, a negative one goes backwards.
struct Move {
  Shape extents;  // units along each axis; rank at least 1
  std::int32_t input_step[kMaxRank];
  std::int32_t output_step[kMaxRank];
  std::int32_t input_offset;
  std::int32_t output_offset;
  std::int32_t unit_bytes;  // adjacent in input and output
};

// Input and output do not share bytes.
void move_nd(const Move&, const void* input, void* output);

// The same copy with as few axes and as large units as possible.
void merge_axes(Move* move);

// True if a merged move copies one block from the start of its input to the start of its output.
constexpr bool is_plain_copy(const Move& move) { return move.extents.count() == 1 && move.input_offset == 0 && move.output_offset == 0; }

}  // namespace pin

PIN_FIELDS(pin::Move, extents, input_step, output_step, input_offset, output_offset, unit_bytes)
