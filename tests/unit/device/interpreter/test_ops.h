// Two operators of the tests' own, so that the interpreter is tested apart from the kernels: SumOp adds int8 elements of all its inputs
// with wrapping, through scratch; KeepOp copies and keeps `count` words of state as its large take.
#pragma once

#include <cstring>

#include "device/interpreter/operators.h"

namespace pinhole::test {

struct SumOp {
  using Attributes = pin::NoAttributes;
  static pin::Status prepare(const Attributes&, const pin::NodeView& node, pin::Memory&, pin::Prepared* prepared) {
    if (node.output_count != 1 || node.input_count < 1) return pin::Status::kBadShape;
    prepared->scratch_bytes = static_cast<std::size_t>(node.output(0)->shape.count()) * 4;
    return pin::Status::kOk;
  }
  static void run(const pin::Prepared& prepared, const pin::NodeView& node) {
    const std::int32_t count = node.output(0)->shape.count();
    auto* sums = static_cast<std::int32_t*>(prepared.scratch);
    for (std::int32_t i = 0; i < count; ++i) sums[i] = 0;
    for (std::int32_t k = 0; k < node.input_count; ++k) {
      if (node.input(k) == nullptr) continue;
      for (std::int32_t i = 0; i < count; ++i) sums[i] += node.input(k)->as<std::int8_t>()[i];
    }
    for (std::int32_t i = 0; i < count; ++i) node.output(0)->mutable_as<std::int8_t>()[i] = static_cast<std::int8_t>(sums[i]);
  }
};

struct KeepOp {
  using Attributes = pin::NoAttributes;
  static pin::Status prepare(const Attributes&, const pin::NodeView& node, pin::Memory& memory, pin::Prepared* prepared) {
    if (!node.has(1, 1, 1)) return pin::Status::kBadShape;
    auto* small = memory.take_array<std::int32_t>(3);
    if (small == nullptr) return pin::Status::kOutOfMemory;
    auto* large = memory.take_array<std::int64_t>(static_cast<std::size_t>(node.output(0)->shape.count()));
    if (large == nullptr) return pin::Status::kOutOfMemory;
    for (std::int32_t i = 0; i < node.output(0)->shape.count(); ++i) large[i] = i;
    prepared->state = large;
    return pin::Status::kOk;
  }
  static void run(const pin::Prepared& prepared, const pin::NodeView& node) {
    const auto* large = static_cast<const std::int64_t*>(prepared.state);
    for (std::int32_t i = 0; i < node.output(0)->shape.count(); ++i) {
      node.output(0)->mutable_as<std::int8_t>()[i] = node.input(0)->as<std::int8_t>()[large[i]];
    }
  }
};

constexpr std::int32_t kSum = 200, kKeep = 201;

}  // namespace pinhole::test

template <>
struct pin::Builtin<pinhole::test::SumOp> {
  static constexpr std::int32_t kCode = pinhole::test::kSum;
  static constexpr std::uint8_t kOptions = 0;
  static constexpr const char* name() { return "SUM_OF_TEST"; }
};
template <>
struct pin::Builtin<pinhole::test::KeepOp> {
  static constexpr std::int32_t kCode = pinhole::test::kKeep;
  static constexpr std::uint8_t kOptions = 0;
  static constexpr const char* name() { return "KEEP_OF_TEST"; }
};

namespace pinhole::test {
inline pin::OperatorTable test_ops() { return pin::OperatorList<SumOp, KeepOp>::table(); }
}  // namespace pinhole::test
