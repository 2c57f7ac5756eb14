// What quantisation must know of each operator. An operator without a rule does not compile. Used by this room only.
#pragma once

#include "compiler/ir/op.h"

namespace pinhole {

enum class OutputRange : std::uint8_t {
  kOwn,          // from calibration
  kSameAsInput,  // Q4; all results share the range of the first float operand
  kProbability,  // Q3
  kJoin,         // Q4, concatenation and its like: all float operands, or a QUANTIZE in front of them
  kRefused,      // not in a float graph
};

struct Rule {
  OutputRange output = OutputRange::kOwn;
  std::int32_t weights_axis = -1;  // Q1; -1: no weights. Operand 1 is the weights, operand 2 the bias
};

template <Op op>
struct RuleOf;  // static constexpr Rule kRule

// The default of elementwise operators: a range of its own for the result. An operator that needs another has a RuleOf of its own.
template <Op op>
requires(is_category<op, Category::unary, Category::binary, Category::comparison>) struct RuleOf<op> {
  static constexpr Rule kRule = {};
};

template <>
struct RuleOf<Op::conv_2d> {
  static constexpr Rule kRule = {.weights_axis = 0};
};
template <>
struct RuleOf<Op::depthwise_conv_2d> {
  static constexpr Rule kRule = {.weights_axis = 3};
};
template <>
struct RuleOf<Op::fully_connected> {
  static constexpr Rule kRule = {.weights_axis = 0};
};
template <>
struct RuleOf<Op::average_pool_2d> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
template <>
struct RuleOf<Op::max_pool_2d> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
template <>
struct RuleOf<Op::pad> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
template <>
struct RuleOf<Op::reshape> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
// What only moves elements: one float operand gives all elements, unless said otherwise.
template <Op op>
requires(is_category<op, Category::movement>) struct RuleOf<op> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
template <>
struct RuleOf<Op::pack> {
  static constexpr Rule kRule = {OutputRange::kJoin};
};
template <>
struct RuleOf<Op::padv2> {
  static constexpr Rule kRule = {OutputRange::kJoin};
};
template <>
struct RuleOf<Op::dynamic_update_slice> {
  static constexpr Rule kRule = {OutputRange::kJoin};
};
template <>
struct RuleOf<Op::resize_bilinear> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
template <>
struct RuleOf<Op::concatenation> {
  static constexpr Rule kRule = {OutputRange::kJoin};
};
template <>
struct RuleOf<Op::softmax> {
  static constexpr Rule kRule = {OutputRange::kProbability};
};
template <>
struct RuleOf<Op::logistic> {
  static constexpr Rule kRule = {OutputRange::kProbability};
};
template <>
struct RuleOf<Op::relu6> {
  static constexpr Rule kRule = {OutputRange::kSameAsInput};
};
template <>
struct RuleOf<Op::mean> {
  static constexpr Rule kRule = {};
};
template <>
struct RuleOf<Op::quantize> {
  static constexpr Rule kRule = {OutputRange::kRefused};
};
template <>
struct RuleOf<Op::dequantize> {
  static constexpr Rule kRule = {OutputRange::kRefused};
};

template <Op op>
concept HasQuantizeRule = requires {
  { RuleOf<op>::kRule } -> std::same_as<const Rule&>;
};
#define PIN_OP(name, ...) static_assert(HasQuantizeRule<Op::name>, "compiler/quantize/rules.h: no rule for " #name);
#include "compiler/ir/ops.def"
#undef PIN_OP

inline Rule rule_of(Op op) {
  return dispatch(op, []<Op o>() { return RuleOf<o>::kRule; });
}

}  // namespace pinhole
