// libFuzzer target: a file is loaded by the device's interpreter with all operators in an arena of at most 1 MB and, if it is accepted
// and its work is small, run. Seeds: the models of tests/data/interpreter, or those of the conformance suite.
//   build-fuzz/fuzz/fuzz_device_reader -max_total_time=60 CORPUS tests/regress/device_reader
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "device/interpreter/interpreter.h"

namespace {

constexpr std::size_t kArenaBytes = 1u << 20;
constexpr std::size_t kMostModelBytes = 1u << 18;
constexpr std::uint64_t kMostWork = 1u << 22;

alignas(16) std::uint8_t arena[kArenaBytes];

// An upper bound for the steps of all operators: each output element looks at no more than the largest operand.
std::uint64_t work_of(const void* data, std::size_t size) {
  pin::Model opened;
  if (pin::open_model(data, size, &opened) != pin::Status::kOk) return 0;
  std::uint64_t work = 0;
  for (std::uint32_t i = 0; i < opened.operators.count; ++i) {
    pin::OperatorView view;
    if (pin::read_operator(opened, i, &view) != pin::Status::kOk) return 0;
    std::uint64_t largest = 1, outputs = 0;
    for (std::uint32_t k = 0; k < view.inputs.count + view.outputs.count; ++k) {
      const bool is_input = k < view.inputs.count;
      const std::int32_t index = is_input ? opened.reader.element<std::int32_t>(view.inputs, k)
                                          : opened.reader.element<std::int32_t>(view.outputs, k - view.inputs.count);
      pin::Tensor tensor;
      if (pin::read_tensor(opened, index, &tensor) != pin::Status::kOk) continue;
      const auto count = static_cast<std::uint64_t>(tensor.shape.count());
      if (count > largest) largest = count;
      if (!is_input) outputs += count;
    }
    work += outputs * largest;
  }
  return work;
}

void check(bool condition) {
  if (!condition) std::abort();
}

void try_model(const void* start, std::size_t size) {
  pin::Interpreter net;
  const pin::Status status = net.load(start, size, arena, kArenaBytes, pin::all_operators());
  if (status != pin::Status::kOk) {
    check(net.run() == pin::Status::kBadModel);
    return;
  }
  const std::size_t needed = net.arena_bytes_needed();
  check(needed <= kArenaBytes && net.arena_bytes_exact());
  if (needed > 0) {
    pin::Interpreter less;
    check(less.load(start, size, arena, needed - 1, pin::all_operators()) == pin::Status::kOutOfMemory);
    check(less.arena_bytes_needed() == needed);
  }
  check(net.load(start, size, arena, needed, pin::all_operators()) == pin::Status::kOk);
  if (work_of(start, size) > kMostWork) return;
  for (std::int32_t i = 0; i < net.input_count(); ++i) {
    const pin::Tensor tensor = net.input(i);
    if (!tensor.is_constant) std::memset(tensor.data, 0x5a, pin::tensor_bytes(tensor));
  }
  check(net.run() == pin::Status::kOk);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostModelBytes) return 0;
  // A block of its own, so that AddressSanitizer sees the first byte read past the end.
  void* model = nullptr;
  if (posix_memalign(&model, 16, size) != 0) return 0;
  if (size > 0) std::memcpy(model, data, size);
  try_model(model, size);
  std::free(model);
  return 0;
}
