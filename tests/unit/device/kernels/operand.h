// Tensors that own their data, and one operator run through its Op as the interpreter does it: for tests of elementwise kernels and
// data movement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "device/kernels/op.h"

namespace pinhole::test {

// The data stands between guard bytes, so that a kernel that writes outside is seen.
class Operand {
 public:
  Operand(pin::DType dtype, std::vector<std::int32_t> shape, float scale = 0.0f, std::int32_t zero_point = 0) : scale_(scale) {
    tensor_.dtype = dtype;
    tensor_.shape.rank = static_cast<std::int32_t>(shape.size());
    for (std::size_t i = 0; i < shape.size(); ++i) tensor_.shape.dim[i] = shape[i];
    tensor_.scale_count = scale != 0.0f ? 1 : 0;
    tensor_.scales = &scale_;
    tensor_.zero_point = zero_point;
    bytes_.assign(size_bytes() + 2 * kGuard, kGuardByte);
    tensor_.data = bytes_.data() + kGuard;
  }
  Operand(const Operand&) = delete;

  template <class T>
  Operand& fill(const std::vector<T>& values) {
    std::memcpy(tensor_.data, values.data(), size_bytes());
    return *this;
  }
  template <class T>
  Operand& constant(const std::vector<T>& values) {
    tensor_.is_constant = true;
    return fill(values);
  }
  template <class T>
  std::vector<T> values() const {
    std::vector<T> out(static_cast<std::size_t>(tensor_.shape.count()));
    std::memcpy(out.data(), tensor_.data, size_bytes());
    return out;
  }
  bool guards_untouched() const {
    for (std::size_t i = 0; i < kGuard; ++i) {
      if (bytes_[i] != kGuardByte || bytes_[bytes_.size() - 1 - i] != kGuardByte) return false;
    }
    return true;
  }
  pin::Tensor& tensor() { return tensor_; }
  const pin::Tensor* operator&() const { return &tensor_; }

 private:
  static constexpr std::size_t kGuard = 16;
  static constexpr std::uint8_t kGuardByte = 0xa5;
  std::size_t size_bytes() const { return pin::bytes_of(tensor_.dtype, static_cast<std::size_t>(tensor_.shape.count())); }

  float scale_;
  pin::Tensor tensor_ = {};
  std::vector<std::uint8_t> bytes_;
};

// prepare, and run when that says kOk.
template <class Op>
pin::Status run_op(const typename Op::Attributes& attributes, std::vector<const pin::Tensor*> inputs, const pin::Tensor* output) {
  alignas(16) std::uint8_t block[4096];
  pin::Memory memory(block, sizeof block);
  pin::Prepared prepared;
  const pin::NodeView node{inputs.data(), static_cast<std::int32_t>(inputs.size()), &output, 1};
  const pin::Status status = Op::prepare(attributes, node, memory, &prepared);
  if (status != pin::Status::kOk) return status;
  std::vector<std::max_align_t> scratch(prepared.scratch_bytes / sizeof(std::max_align_t) + 1);
  prepared.scratch = scratch.data();
  Op::run(prepared, node);
  return status;
}

}  // namespace pinhole::test
