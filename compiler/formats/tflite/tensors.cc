#include "compiler/formats/tflite/tensors.h"

#include <fmt/format.h>

#include <limits>

#include "base/text.h"
#include "compiler/formats/tflite/codec.h"

namespace pinhole::tflite {
namespace {

[[noreturn]] void fail(std::string problem, std::string expected, std::string got, std::string help = {}) {
  throw Error({.file = {},
               .place = {},
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = std::move(help)});
}

Shape read_shape(const tfl::Tensor& tensor) {
  Shape shape{0, {}};
  const auto rank = size_of(tensor.shape());
  if (rank > static_cast<unsigned>(pin::kMaxRank))
    fail("the tensor has too many dimensions", fmt::format("at most {}", pin::kMaxRank), fmt::format("{}", rank));
  std::int64_t count = 1;
  for (std::uint32_t i = 0; i < rank; ++i) {
    const std::int32_t extent = tensor.shape()->Get(i);
    shape.dim[shape.rank++] = extent;
    if (extent < 1) {
      fail("an extent of the shape is not positive", "extents of 1 or more, known before running", to_string(shape),
           "export the model with fixed shapes (batch 1)");
    }
    count *= extent;
    if (count > std::numeric_limits<std::int32_t>::max()) fail("the tensor is too large", "fewer than 2^31 elements", to_string(shape));
  }
  return shape;
}

Quantization read_quantization(const tfl::QuantizationParameters& q, Allowance& allowance) {
  Quantization out;
  const auto scales = size_of(q.scale()), zero_points = size_of(q.zero_point());
  if (scales == 0) return out;  // only min and max
  if (zero_points != 0 && zero_points != scales) {
    fail("as many zero points as scales are needed", fmt::format("{}", scales), fmt::format("{}", zero_points));
  }
  allowance.take(scales * (sizeof(float) + sizeof(std::int32_t)));
  out.scales.assign(q.scale()->begin(), q.scale()->end());
  out.zero_points.assign(scales, 0);
  for (std::uint32_t i = 0; i < zero_points; ++i) {
    const std::int64_t zero_point = q.zero_point()->Get(i);
    if (zero_point < std::numeric_limits<std::int32_t>::min() || zero_point > std::numeric_limits<std::int32_t>::max()) {
      fail("a zero point is out of range", "32 bits", fmt::format("{}", zero_point));
    }
    out.zero_points[i] = static_cast<std::int32_t>(zero_point);
  }
  out.axis = q.quantized_dimension();
  return out;
}

}  // namespace

std::string tensor_place(const tfl::Tensor& tensor, std::uint32_t index) {
  return fmt::format("tensor {} '{}'", index, text_of(tensor.name()));
}

std::string TensorReader::unsupported(const tfl::Tensor& tensor) {
  DType type;
  if (!from_tensor_type(tensor.type(), &type)) return fmt::format("has elements of {}", tensor_type_name(tensor.type()));
  if (tensor.sparsity() != nullptr) return "is stored sparsely";
  if (tensor.is_variable()) return "is a variable that lives from call to call";
  if (tensor.external_buffer() != 0) return "has its data in another file";
  if (size_of(tensor.variant_tensors()) > 0) return "is a list of tensors";
  if (tensor.quantization() != nullptr && tensor.quantization()->details_type() != tfl::QuantizationDetails::NONE) {
    return "is quantised in blocks or by a custom scheme";
  }
  return {};
}

Value TensorReader::read(const tfl::Tensor& tensor, std::uint32_t index) {
  try {
    return read_unplaced(tensor);
  } catch (const Error& error) {
    throw error.at(tensor_place(tensor, index));
  }
}

Value TensorReader::read_unplaced(const tfl::Tensor& tensor) {
  Value value;
  PIN_CHECK(from_tensor_type(tensor.type(), &value.dtype), "a tensor type that should have been refused");
  allowance_.take(sizeof(Value) + (tensor.name() == nullptr ? 0 : tensor.name()->size()));
  value.name = text_of(tensor.name());
  value.shape = read_shape(tensor);
  if (tensor.quantization() != nullptr) value.quantization = read_quantization(*tensor.quantization(), allowance_);
  if (value.shape.rank == 1) value.quantization.axis = 0;  // converters of 2019 copied the weights' axis 3 to the bias
  const std::span<const std::byte> data = buffer_data(container_, tensor.buffer());
  if (data.empty()) return value;
  if (data.size() != value.bytes()) {
    fail("the data does not fit type and shape",
         fmt::format("{} bytes for {} {}", with_thousands(value.bytes()), tensor_type_name(tensor.type()), to_string(value.shape)),
         fmt::format("{} bytes in buffer {}", with_thousands(data.size()), tensor.buffer()));
  }
  std::shared_ptr<const Bytes>& constant = constants_[tensor.buffer()];
  if (constant == nullptr) {
    allowance_.take(data.size());
    constant = std::make_shared<const Bytes>(data.begin(), data.end());
  }
  value.constant = constant;
  return value;
}

}  // namespace pinhole::tflite
