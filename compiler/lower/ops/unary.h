// RELU, RELU6, LOGISTIC, QUANTIZE, DEQUANTIZE: one element in, one out, in order. An int8 -> int8 one can be a table of 256. The result may
// lie on the operand where can_overlap() holds.
#pragma once

#include <functional>

#include "compiler/lower/ops/contraction.h"

namespace pinhole {

// Whether the compiler must assume that the two element types share memory: equal types do, and single bytes share with any type. Others
// it may reorder.
inline bool can_overlap(DType from, DType to) { return from == to || pin::bytes_of(from, 1) == 1 || pin::bytes_of(to, 1) == 1; }

// Element i is read before result i is written: results that are no larger need no lead, larger ones must begin early enough for the
// last element to be still there.
inline void overlap_elements(StepBuilder& b, const Lowering& l, ValueId in, ValueId out) {
  const Value &from = l.value(in), &to = l.value(out);
  if (can_overlap(from.dtype, to.dtype)) b.overlap(in, out, to.bytes() > from.bytes() ? to.bytes() - from.bytes() : 0);
}

template <class Params>
Candidate unary_candidate(const Lowering& l, std::string kernel, const Params& params, ValueId in, ValueId out) {
  const std::int32_t count = l.value(in).shape.count();
  return {.kernel = std::move(kernel),
          .unfit = {},
          .work_macs = 0,
          .work_elements = static_cast<std::uint64_t>(count),
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = [=, &l](StepBuilder& b) {
            b.params(params).read(in).write(out);
            overlap_elements(b, l, in, out);
          }};
}

// The kernel run on all 256 inputs. `kernel(params, input, output)` with params.count == 256.
template <class Params, class Kernel>
Candidate table_candidate(Params params, Kernel kernel, ValueId in, ValueId out, std::int32_t count) {
  std::vector<std::int8_t> inputs(256), table(256);
  for (int i = 0; i < 256; ++i) inputs[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(i - 128);
  params.count = 256;
  kernel(params, inputs.data(), table.data());
  return {.kernel = "lookup_s8",
          .unfit = {},
          .work_macs = 0,
          .work_elements = static_cast<std::uint64_t>(count),
          .constant_bytes = 256,
          .scratch_bytes = 0,
          .build = [=](StepBuilder& b) {
            b.number(literal(count)).constant("table", Element::i8, bytes_of(table)).read(in).write(out).overlap(in, out, 0);
          }};
}

// float32 kernels without a parameter struct: (count, extra..., input, output).
inline Candidate plain_float_candidate(std::string kernel, std::vector<std::string> numbers, ValueId in, ValueId out, std::int32_t count) {
  return {.kernel = std::move(kernel),
          .unfit = {},
          .work_macs = 0,
          .work_elements = static_cast<std::uint64_t>(count),
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = [=](StepBuilder& b) {
            b.number(literal(count));
            for (const std::string& number : numbers) b.number(number);
            b.read(in).write(out).overlap(in, out, 0);
          }};
}

template <>
struct LoweringOf<Op::relu> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    const DType type = l.value(in).dtype;
    const std::int32_t count = l.value(in).shape.count();
    std::vector<Candidate> candidates;
    if (type == DType::kFloat32) {
      candidates.push_back(
          plain_float_candidate("clamp_f32", {literal(0.0f), literal(std::numeric_limits<float>::infinity())}, in, out, count));
    } else {
      pin::ReluInt params;
      expect_prepared(pin::prepare_relu(l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidates.push_back(unary_candidate(l, type == DType::kInt16 ? "relu_s16" : "relu_s8", params, in, out));
      if (type == DType::kInt8) candidates.push_back(table_candidate(params, pin::relu_s8, in, out, count));
    }
    l.choose(node, "relu " + to_string(l.value(in).shape), std::move(candidates));
  }
};

template <>
struct LoweringOf<Op::relu6> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    const DType type = l.value(in).dtype;
    const std::int32_t count = l.value(in).shape.count();
    std::vector<Candidate> candidates;
    if (type == DType::kFloat32) {
      candidates.push_back(plain_float_candidate("clamp_f32", {literal(0.0f), literal(6.0f)}, in, out, count));
    } else {
      pin::ClampInt params;
      expect_prepared(pin::prepare_relu6(l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidates.push_back(unary_candidate(l, type == DType::kInt16 ? "clamp_s16" : "clamp_s8", params, in, out));
    }
    l.choose(node, "relu6 " + to_string(l.value(in).shape), std::move(candidates));
  }
};

template <>
struct LoweringOf<Op::logistic> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    const std::int32_t count = l.value(in).shape.count();
    std::vector<Candidate> candidates;
    if (l.value(in).dtype == DType::kFloat32) {
      candidates.push_back(plain_float_candidate("logistic_f32", {}, in, out, count));
    } else if (l.value(in).dtype == DType::kInt16) {
      pin::LogisticInt16 params;
      expect_prepared(pin::prepare_logistic(l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidates.push_back(unary_candidate(l, "logistic_s16", params, in, out));
    } else {
      pin::LogisticInt8 params;
      expect_prepared(pin::prepare_logistic(l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidates.push_back(unary_candidate(l, "logistic_s8", params, in, out));
      candidates.push_back(table_candidate(params, pin::logistic_s8, in, out, count));
    }
    l.choose(node, "logistic " + to_string(l.value(in).shape), std::move(candidates));
  }
};

inline const char* type_suffix(DType type) {
  switch (type) {
    case DType::kFloat32: return "f32";
    case DType::kInt8: return "s8";
    case DType::kInt16: return "s16";
    case DType::kInt32: return "s32";
    case DType::kUint8: return "u8";
    default: return "other";
  }
}

template <>
struct LoweringOf<Op::quantize> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    const DType from = l.value(in).dtype, to = l.value(out).dtype;
    const std::int32_t count = l.value(in).shape.count();
    std::vector<Candidate> candidates;
    if (from == DType::kFloat32) {
      pin::QuantizeFloat params;
      expect_prepared(pin::prepare_quantize(l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidates.push_back(unary_candidate(l, fmt::format("quantize_f32_{}", type_suffix(to)), params, in, out));
    } else {
      pin::Requantize params;
      expect_prepared(pin::prepare_quantize(l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidates.push_back(unary_candidate(l, fmt::format("requantize_{}_{}", type_suffix(from), type_suffix(to)), params, in, out));
      if (from == DType::kInt8 && to == DType::kInt8) candidates.push_back(table_candidate(params, pin::requantize_s8_s8, in, out, count));
    }
    l.choose(node, fmt::format("quantize {} {} -> {}", to_string(l.value(in).shape), to_string(from), to_string(to)),
             std::move(candidates));
  }
};

template <>
struct LoweringOf<Op::dequantize> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    pin::DequantizeParams params;
    expect_prepared(pin::prepare_dequantize(l.tensor(in), l.tensor(out), &params), l.graph(), node);
    l.choose(node, fmt::format("dequantize {} {}", to_string(l.value(in).shape), to_string(l.value(in).dtype)),
             {unary_candidate(l, fmt::format("dequantize_{}", type_suffix(l.value(in).dtype)), params, in, out)});
  }
};

}  // namespace pinhole
