// Operators whose device part says itself what types and shapes their results have (`infer`, device/kernels/move/movement.h): data movement,
// mostly. The default of all that have it.
#pragma once

#include <fmt/format.h>

#include "compiler/ir/device_node.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/semantics.h"

namespace pinhole {

template <Op op>
requires InfersOnDevice<op>
struct Semantics<op> {
  static std::vector<InferredType> infer(const Operands& in, const AttributesOf<op>& attributes, DType) {
    using DeviceOp = typename OpInfo<op>::DeviceOp;
    in.expect_count(DeviceOp::kLeast, DeviceOp::kMost);
    const std::int32_t outputs = DeviceOp::outputs(attributes);
    if (outputs < 1 || outputs > pin::kMaxResults) {
      in.fail("the number of results is out of range", fmt::format("1 to {}", pin::kMaxResults), fmt::format("{}", outputs));
    }
    const DeviceNode node = in.device_node();
    std::vector<InferredType> types;
    for (std::int32_t i = 0; i < outputs; ++i) {
      pin::TensorType type{};
      const pin::Status status = DeviceOp::infer(attributes, node.view(), i, &type);
      if (status == pin::Status::kNotConstant) {
        in.fail(status_text(status), {}, node.text(), "export the model with fixed shapes, so that the converter can fold it");
      }
      if (status != pin::Status::kOk) in.fail(status_text(status), {}, node.text());
      types.push_back({type.dtype, type.shape});
    }
    return types;
  }
  static std::uint64_t macs(const Operands&, const AttributesOf<op>&) { return 0; }
};

}  // namespace pinhole
