#include "device/kernels/pool_2d/pool_2d.h"

#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

constexpr std::int64_t kMaxTaps = 65535;  // N14: 65535 * 32768 fits 31 bits

Status check_shapes(const Pool2dAttributes& a, const Tensor& input, const Tensor& output, Window* window) {
  const Status status = make_window(a.padding, input.shape, output.shape, a.filter_h, a.filter_w, a.stride_h, a.stride_w, 1, 1, window);
  if (status != Status::kOk) return status;
  if (window->in_c != window->out_c) return Status::kBadShape;
  const std::int32_t rows = a.filter_h < window->in_h ? a.filter_h : window->in_h;
  const std::int32_t columns = a.filter_w < window->in_w ? a.filter_w : window->in_w;
  return std::int64_t{rows} * columns > kMaxTaps ? Status::kBadShape : Status::kOk;
}

struct State {
  union {  // by the input's type
    Pool2dInt integer;
    Pool2dFloat real;
  };
};

Status prepare_state(const Pool2dAttributes& a, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  State* state = memory.take_array<State>(1);
  if (state == nullptr) return Status::kOutOfMemory;
  *state = {};
  prepared->state = state;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  return input.dtype == DType::kFloat32 ? prepare_pool_2d(a, input, output, &state->real)
                                        : prepare_pool_2d(a, input, output, &state->integer);
}

}  // namespace

Status prepare_pool_2d(const Pool2dAttributes& a, const Tensor& input, const Tensor& output, Pool2dInt* params) {
  if (input.dtype != DType::kInt8 && input.dtype != DType::kInt16) return Status::kUnsupportedType;
  if (output.dtype != input.dtype) return Status::kUnsupportedType;
  Pool2dInt p = {};
  Status status = check_shapes(a, input, output, &p.window);
  if (status != Status::kOk) return status;
  status = activation_range(a.activation, output.dtype, output.scale(), output.zero_point, &p.output_min, &p.output_max);
  if (status != Status::kOk) return status;
  *params = p;
  return Status::kOk;
}

Status prepare_pool_2d(const Pool2dAttributes& a, const Tensor& input, const Tensor& output, Pool2dFloat* params) {
  if (input.dtype != DType::kFloat32 || output.dtype != DType::kFloat32) return Status::kUnsupportedType;
  Pool2dFloat p = {};
  const Status status = check_shapes(a, input, output, &p.window);
  if (status != Status::kOk) return status;
  activation_range(a.activation, &p.output_min, &p.output_max);
  *params = p;
  return Status::kOk;
}

Status AveragePool2dOp::prepare(const Attributes& a, const NodeView& node, Memory& memory, Prepared* prepared) {
  return prepare_state(a, node, memory, prepared);
}

void AveragePool2dOp::run(const Prepared& prepared, const NodeView& node) {
  const State& s = *static_cast<const State*>(prepared.state);
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    average_pool_2d_f32(s.real, input.as<float>(), output.mutable_as<float>());
  } else if (input.dtype == DType::kInt8) {
    average_pool_2d_s8(s.integer, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  } else {
    average_pool_2d_s16(s.integer, input.as<std::int16_t>(), output.mutable_as<std::int16_t>());
  }
}

Status MaxPool2dOp::prepare(const Attributes& a, const NodeView& node, Memory& memory, Prepared* prepared) {
  return prepare_state(a, node, memory, prepared);
}

void MaxPool2dOp::run(const Prepared& prepared, const NodeView& node) {
  const State& s = *static_cast<const State*>(prepared.state);
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    max_pool_2d_f32(s.real, input.as<float>(), output.mutable_as<float>());
  } else if (input.dtype == DType::kInt8) {
    max_pool_2d_s8(s.integer, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  } else {
    max_pool_2d_s16(s.integer, input.as<std::int16_t>(), output.mutable_as<std::int16_t>());
  }
}

}  // namespace pin
