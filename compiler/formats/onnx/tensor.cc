#include "compiler/formats/onnx/tensor.h"

#include "base/error.h"

namespace pinhole::onnx {

Array stored_integers(const Array& array) {
  Array out = array;
  if (array.type != ElementType::kUint8) return out;
  out.type = ElementType::kInt8;
  for (std::int64_t& v : out.integers) v -= 128;
  return out;
}

std::vector<float> real_elements(const Tensor& tensor) {
  PIN_CHECK(tensor.is_constant(), "elements of a tensor that is computed: " + tensor.name);
  if (!tensor.real_view) return tensor.array->reals;
  const Quantization& q = tensor.quantization;
  std::vector<float> out;
  out.reserve(tensor.array->count());
  std::size_t step = 1;  // elements between neighbours along the quantised axis
  for (std::size_t i = static_cast<std::size_t>(q.axis) + 1; q.scales.size() > 1 && i < tensor.dims.size(); ++i)
    step *= static_cast<std::size_t>(tensor.dims[i]);
  for (std::size_t i = 0; i < tensor.array->count(); ++i) {
    const std::size_t channel = q.scales.size() > 1 ? i / step % q.scales.size() : 0;
    out.push_back(q.scales[channel] * static_cast<float>(tensor.array->integers[i] - q.zero_points[channel]));
  }
  return out;
}

}  // namespace pinhole::onnx
