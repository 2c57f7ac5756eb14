#include "cli/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "compiler/ir/preprocess.h"
#include "device/frame/frame_to_tensor.h"

namespace pinhole {

pin::Preprocess preprocess_of(const Graph& graph) {
  const Value& input = graph.value(graph.inputs.at(0));
  const Shape& s = input.shape;
  if (graph.inputs.size() != 1 || s.rank != 4 || s.dim[0] != 1 || (s.dim[3] != 1 && s.dim[3] != 3)) {
    throw Error({.place = "network input",
                 .problem = "the network does not take one picture",
                 .expected = "one input 1 x height x width x 1 or 3",
                 .got = to_string(s)});
  }
  pin::Preprocess p;
  if (const auto found = graph.metadata.find(kPreprocessKey); found != graph.metadata.end()) {
    p = parse_preprocess(found->second);
  } else {
    p.height = s.dim[1];
    p.width = s.dim[2];
    p.channels = s.dim[3];
  }
  if (p.height != s.dim[1] || p.width != s.dim[2] || p.channels != s.dim[3]) {
    throw Error({.place = "network input",
                 .problem = "the network's preprocessing has another size than its input",
                 .expected = to_string(s),
                 .got = preprocess_text(p)});
  }
  if (!input.quantization.empty()) {
    p.scale = input.quantization.scales[0];
    p.zero_point = input.quantization.zero_points[0];
  }
  return p;
}

pin::Preprocess preprocess_of(const LoadedModel& model) {
  try {
    return preprocess_of(model.graph);
  } catch (const Error& error) {
    Error::Parts parts = error.in_file(model.file).parts();
    parts.help = "`pinhole run` feeds other networks: --input FILE.npy";
    throw Error(std::move(parts));
  }
}

Bytes picture_input(const Graph& graph, std::span<const std::uint8_t> pixels, const pin::Preprocess& p) {
  const Value& input = graph.value(graph.inputs[0]);
  Bytes bytes(input.bytes());
  const auto count = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height);
  if (input.dtype == DType::kFloat32) {
    const auto table = pin::table_f32<3>(p);
    std::vector<std::uint8_t> copy(pixels.begin(), pixels.end());
    pin::pixels_to_f32(copy.data(), count, p.channels, {&table.values[0][0], p.channels}, reinterpret_cast<float*>(bytes.data()));
  } else if (input.dtype == DType::kInt8) {
    const auto table = pin::table_s8<3>(p);
    pin::pixels_to_s8(pixels.data(), count, p.channels, {&table.values[0][0], p.channels}, reinterpret_cast<std::int8_t*>(bytes.data()));
  } else if (input.dtype == DType::kUint8) {
    const auto table = pin::table_u8<3>(p);
    pin::pixels_to_u8(pixels.data(), count, p.channels, {&table.values[0][0], p.channels}, reinterpret_cast<std::uint8_t*>(bytes.data()));
  } else {
    throw Error({.place = "network input",
                 .problem = "pictures cannot be fed to an input of this type",
                 .expected = "f32, i8 or u8",
                 .got = to_string(input.dtype)});
  }
  return bytes;
}

std::vector<float> real_values(const Value& value, std::span<const std::byte> bytes) {
  const auto count = static_cast<std::size_t>(value.shape.count());
  const float scale = value.quantization.empty() ? 1.0f : value.quantization.scales[0];
  const std::int32_t zero_point = value.quantization.empty() ? 0 : value.quantization.zero_points[0];
  const auto convert = [&]<class T>(T) {
    std::vector<float> reals(count);
    for (std::size_t i = 0; i < count; ++i) {
      T element;
      std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
      reals[i] =
          value.quantization.empty() ? static_cast<float>(element) : scale * (static_cast<float>(element) - static_cast<float>(zero_point));
    }
    return reals;
  };
  switch (value.dtype) {
    case DType::kFloat32: return convert(0.0f);
    case DType::kInt8: return convert(std::int8_t{});
    case DType::kUint8:
    case DType::kBool: return convert(std::uint8_t{});
    case DType::kInt16: return convert(std::int16_t{});
    case DType::kInt32: return convert(std::int32_t{});
    case DType::kInt64: return convert(std::int64_t{});
    case DType::kUint32: return convert(std::uint32_t{});
    case DType::kInt4: break;
  }
  throw Error({.place = value.name, .problem = "values of this type cannot be shown", .got = to_string(value.dtype)});
}

std::size_t best_class(const Value& value, std::span<const std::byte> bytes) {
  const std::vector<float> reals = real_values(value, bytes);
  return static_cast<std::size_t>(std::max_element(reals.begin(), reals.end()) - reals.begin());
}

}  // namespace pinhole
