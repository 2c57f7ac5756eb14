// What the operators share that only move elements: the check of operands and results, and a prepare and run made of moves.
// An operator NAME is a struct NameOp : MovementOp<NameOp> with
//   using Attributes = NameAttributes;
//   static constexpr std::int32_t kData = 0;              // the operand whose elements move
//   static constexpr std::int32_t kLeast = 1, kMost = 1;  // operands
//   static std::int32_t outputs(const Attributes&);       // results; 1 unless said
//   static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);    // from operands alone
//   static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);  // operands and results have been checked
// A part is a result, or with kJoins an operand: PACK.
#pragma once

#include "device/kernels/move/move.h"

namespace pin {

struct TensorType {
  DType dtype;
  Shape shape;
};

constexpr std::int32_t kMaxResults = 4096;  // of one operator

// The elements of a constant int32 or int64 operand, cut to int32. kNotConstant, kUnsupportedType; kBadShape for more than `most`.
Status constant_integers(const Tensor* operand, std::int32_t most, std::int32_t* values, std::int32_t* count);
// A constant axis of `rank` axes as 0 .. rank - 1; kBadShape outside.
Status constant_axis(const Tensor* operand, std::int32_t rank, std::int32_t* axis);
bool normalize_axis(std::int32_t rank, std::int32_t* axis);  // negative: from the end; false when out of range
// Extents that a constant operand lists; where it is not constant, those of the declared result.
Status listed_shape(const Tensor* extents, const Tensor* declared, Shape* shape);
// False unless extents are positive and the tensor's bytes fit 31 bits.
bool is_legal(DType dtype, const Shape& shape);

// The move that lays out `extents` of elements of this type in order, from start to end. The caller changes steps.
Move whole_move(DType dtype, const Shape& extents);
// Bytes from one index to the next along each axis.
void steps_of(DType dtype, const Shape& shape, std::int32_t* steps);

// Operand count, no missing operand, no packed element types.
Status check_movement(const NodeView& node, std::int32_t data, std::int32_t least, std::int32_t most, std::int32_t outputs);
inline Status check_result(const Tensor& declared, const TensorType& inferred) {
  if (declared.dtype != inferred.dtype) return Status::kUnsupportedType;
  return declared.shape == inferred.shape && is_legal(inferred.dtype, inferred.shape) ? Status::kOk : Status::kBadShape;
}

// All checks of an operator with kData, kLeast, kMost, outputs and infer, also of those that are not made of moves.
template <class Op>
Status check_operator(const typename Op::Attributes& attributes, const NodeView& node) {
  const std::int32_t outputs = Op::outputs(attributes);
  Status status = check_movement(node, Op::kData, Op::kLeast, Op::kMost, outputs);
  for (std::int32_t i = 0; i < outputs && status == Status::kOk; ++i) {
    TensorType type;
    status = Op::infer(attributes, node, i, &type);
    if (status == Status::kOk) status = check_result(*node.output(i), type);
  }
  return status;
}

// Defaults of what check_operator asks for.
struct OneResult {
  static constexpr std::int32_t kData = 0, kLeast = 1, kMost = 1;
  template <class Attributes>
  static std::int32_t outputs(const Attributes&) {
    return 1;
  }
};

template <class Self>
struct MovementOp : OneResult {
  static constexpr bool kJoins = false;

  static std::int32_t parts(const NodeView& node) { return Self::kJoins ? node.input_count : node.output_count; }
  static std::int32_t input_of(std::int32_t part) { return Self::kJoins ? part : Self::kData; }
  static std::int32_t output_of(std::int32_t part) { return Self::kJoins ? 0 : part; }

  template <class Attributes>
  static Status prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
    Status status = check_operator<Self>(attributes, node);
    if (status != Status::kOk) return status;
    auto* moves = memory.take_array<Move>(static_cast<std::size_t>(parts(node)));
    if (moves == nullptr) return Status::kOutOfMemory;
    prepared->state = moves;
    for (std::int32_t i = 0; i < parts(node) && status == Status::kOk; ++i) status = Self::plan(attributes, node, i, &moves[i]);
    return status;
  }
  static void run(const Prepared& prepared, const NodeView& node) {
    const auto* moves = static_cast<const Move*>(prepared.state);
    for (std::int32_t i = 0; i < parts(node); ++i) move_nd(moves[i], node.input(input_of(i))->data, node.output(output_of(i))->data);
  }
};

}  // namespace pin
