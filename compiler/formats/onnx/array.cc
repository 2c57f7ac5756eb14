#include "compiler/formats/onnx/array.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.h"

namespace pinhole::onnx {
namespace {

[[noreturn]] void fail(const TensorMessage& m, std::string problem, std::string expected, std::string got, std::string help = {}) {
  throw Error({.file = {},
               .place = m.name.empty() ? fmt::format("the tensor at byte {}", m.offset) : fmt::format("tensor '{}'", m.name),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = std::move(help)});
}

// Bytes of an element in raw_data; 0 for types without numbers.
std::size_t raw_bytes(ElementType type) {
  switch (type) {
    case ElementType::kUint8:
    case ElementType::kInt8:
    case ElementType::kBool: return 1;
    case ElementType::kUint16:
    case ElementType::kInt16:
    case ElementType::kFloat16: return 2;
    case ElementType::kFloat:
    case ElementType::kInt32:
    case ElementType::kUint32: return 4;
    case ElementType::kInt64:
    case ElementType::kUint64:
    case ElementType::kDouble: return 8;
    default: return 0;
  }
}

// IEEE 754 binary16.
float from_half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  float value = 0;
  if (exponent == 0) value = std::ldexp(static_cast<float>(fraction), -24);
  else if (exponent == 31) value = fraction == 0 ? INFINITY : NAN;
  else value = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return (bits & 0x8000) != 0 ? -value : value;
}

template <class T>
T element(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

void append_raw(Array* array, const std::byte* from) {
  switch (array->type) {
    case ElementType::kFloat: array->reals.push_back(element<float>(from)); break;
    case ElementType::kDouble: array->reals.push_back(static_cast<float>(element<double>(from))); break;
    case ElementType::kFloat16: array->reals.push_back(from_half(element<std::uint16_t>(from))); break;
    case ElementType::kUint8:
    case ElementType::kBool: array->integers.push_back(element<std::uint8_t>(from)); break;
    case ElementType::kInt8: array->integers.push_back(element<std::int8_t>(from)); break;
    case ElementType::kUint16: array->integers.push_back(element<std::uint16_t>(from)); break;
    case ElementType::kInt16: array->integers.push_back(element<std::int16_t>(from)); break;
    case ElementType::kInt32: array->integers.push_back(element<std::int32_t>(from)); break;
    case ElementType::kUint32: array->integers.push_back(element<std::uint32_t>(from)); break;
    default: array->integers.push_back(element<std::int64_t>(from)); break;
  }
}

// The typed fields: float_data (4), int32_data (5, also for smaller types and the bits of float16), int64_data (7), double_data (10),
// uint64_data (11).
void append_typed(const TensorMessage& m, Array* array) {
  for (const Field& field : m.typed) {
    std::vector<std::int64_t> integers;
    std::vector<double> doubles;
    if (field.number == 4) {
      field.append_floats(&array->reals, "float_data");
    } else if (field.number == 10) {
      field.append_doubles(&doubles, "double_data");
      for (const double d : doubles) array->reals.push_back(static_cast<float>(d));
    } else {
      field.append_integers(array->is_real() ? &integers : &array->integers, "a tensor's data");
      for (const std::int64_t i : integers) array->reals.push_back(from_half(static_cast<std::uint16_t>(i)));
    }
  }
}

}  // namespace

std::string text_of(const Dims& dims) { return dims.empty() ? "scalar" : fmt::format("{}", fmt::join(dims, "x")); }

std::int64_t count_of(const Dims& dims) {
  std::int64_t count = 1;
  for (const std::int64_t d : dims) {
    if (d < 0 || d > kMostElements || (count > 0 && d > kMostElements / count)) {
      throw Error({.problem = "a tensor has extents that cannot be",
                   .expected = fmt::format("at most {} elements", kMostElements),
                   .got = text_of(dims)});
    }
    count *= d;
  }
  return count;
}

Dims strides_of(const Dims& dims) {
  Dims strides(dims.size(), 1);
  for (std::size_t i = dims.size(); i-- > 1;) strides[i - 1] = strides[i] * dims[i];
  return strides;
}

Array Array::of_integers(Dims dims, std::vector<std::int64_t> values, ElementType type) {
  return {type, std::move(dims), {}, std::move(values)};
}
Array Array::of_reals(Dims dims, std::vector<float> values) { return {ElementType::kFloat, std::move(dims), std::move(values), {}}; }

Array Array::like(Dims new_dims) const {
  Array out{type, std::move(new_dims), {}, {}};
  const auto size = static_cast<std::size_t>(count_of(out.dims));
  if (size > static_cast<std::size_t>(kMostComputed)) {
    throw Error(
        {.problem = "a constant is too large", .expected = fmt::format("at most {} elements", kMostComputed), .got = text_of(out.dims)});
  }
  if (is_real()) out.reals.resize(size);
  else out.integers.resize(size);
  return out;
}

void Array::copy_element(const Array& source, std::size_t from, std::size_t to) {
  if (is_real()) reals[to] = source.reals[from];
  else integers[to] = source.integers[from];
}

Array read_array(const TensorMessage& m) {
  if (m.external)
    fail(m, "the tensor's data is in another file", "data inside the .onnx file", "external data", "save the model as one file");
  const std::size_t bytes = raw_bytes(m.type);
  if (bytes == 0) fail(m, "the tensor has an element type that Pinhole does not read", "numbers of 8 to 64 bits", name_of(m.type));
  if (m.dims.size() > 16) fail(m, "the tensor has too many dimensions", "at most 16", fmt::format("{}", m.dims.size()));
  Array array{m.type, m.dims, {}, {}};
  std::int64_t count = 0;
  try {
    count = count_of(m.dims);
  } catch (const Error& error) {
    throw error.at(m.name.empty() ? "a tensor" : fmt::format("tensor '{}'", m.name));
  }
  if (m.raw.has_value()) {
    if (m.raw->bytes.size() != static_cast<std::size_t>(count) * bytes) {
      fail(m, "the tensor's data does not fit its extents",
           fmt::format("{} bytes ({} of {})", static_cast<std::size_t>(count) * bytes, text_of(m.dims), name_of(m.type)),
           fmt::format("{}", m.raw->bytes.size()));
    }
    (array.is_real() ? array.reals.reserve(static_cast<std::size_t>(count)) : array.integers.reserve(static_cast<std::size_t>(count)));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) append_raw(&array, m.raw->bytes.data() + i * bytes);
  } else {
    append_typed(m, &array);
    if (array.count() != static_cast<std::size_t>(count) || (array.is_real() ? array.integers.size() : array.reals.size()) != 0) {
      fail(m, "the tensor's data does not fit its extents", fmt::format("{} elements ({} of {})", count, text_of(m.dims), name_of(m.type)),
           fmt::format("{}", array.count()));
    }
  }
  if (array.is_real()) array.type = ElementType::kFloat;
  return array;
}

Array permuted(const Array& array, const std::vector<int>& order) {
  PIN_CHECK(order.size() == array.dims.size(), "an order of another rank than the array");
  Dims dims, steps;
  const Dims strides = strides_of(array.dims);
  for (const int axis : order) {
    dims.push_back(array.dims[static_cast<std::size_t>(axis)]);
    steps.push_back(strides[static_cast<std::size_t>(axis)]);
  }
  Array out = array.like(dims);
  Dims index(dims.size(), 0);
  std::int64_t from = 0;
  for (std::size_t to = 0; to < out.count(); ++to) {
    out.copy_element(array, static_cast<std::size_t>(from), to);
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      from += steps[axis];
      if (++index[axis] < dims[axis]) break;
      from -= steps[axis] * dims[axis];
      index[axis] = 0;
    }
  }
  return out;
}

Dims broadcast_dims(const Dims& a, const Dims& b) {
  Dims out(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t da = i < a.size() ? a[a.size() - 1 - i] : 1, db = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (da != db && da != 1 && db != 1)
      throw Error({.problem = "the operands do not broadcast", .expected = text_of(a), .got = text_of(b)});
    out[out.size() - 1 - i] = da == 1 ? db : da;
  }
  return out;
}

Array broadcast_to(const Array& array, const Dims& dims) {
  if (broadcast_dims(array.dims, dims) != dims)
    throw Error({.problem = "the operands do not broadcast", .expected = text_of(dims), .got = text_of(array.dims)});
  const std::size_t extra = dims.size() - array.dims.size();
  const Dims strides = strides_of(array.dims), places = strides_of(dims);
  Array out = array.like(dims);
  for (std::size_t to = 0; to < out.count(); ++to) {
    std::int64_t from = 0;
    for (std::size_t axis = extra; axis < dims.size(); ++axis) {
      const std::int64_t i = static_cast<std::int64_t>(to) / places[axis] % dims[axis];
      from += (array.dims[axis - extra] == 1 ? 0 : i) * strides[axis - extra];
    }
    out.copy_element(array, static_cast<std::size_t>(from), to);
  }
  return out;
}

}  // namespace pinhole::onnx
