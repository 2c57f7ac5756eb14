// Constants on the host, in ONNX's order (row-major, NCHW): initializers, attributes, and what follows from them. Made from the file
// by read_array(), which checks sizes first; computed with by fold.h. The values of a constant operand are asked for here.
#pragma once

#include <memory>
#include <vector>

#include "compiler/formats/onnx/model.h"
#include "compiler/ir/graph.h"

namespace pinhole::onnx {

using Dims = std::vector<std::int64_t>;

// No tensor may have more elements: 2^31 - 1 is what Shape::count() holds; constants of a network for a microcontroller stay below this.
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 28;

// Constants that nodes compute, each and all together: what a network can use, and no more than a small file may claim.
inline constexpr std::int64_t kMostComputed = std::int64_t{1} << 25;

// Product of the extents, at least 0. Throws Error when an extent is negative or the product exceeds kMostElements.
std::int64_t count_of(const Dims& dims);
std::string text_of(const Dims& dims);  // "1x3x96x96", "scalar"
Dims strides_of(const Dims& dims);      // row-major, in elements

// FLOAT, FLOAT16 and DOUBLE keep their elements in `reals`, all integers and BOOL in `integers`; the other one is empty.
struct Array {
  ElementType type = ElementType::kFloat;
  Dims dims;
  std::vector<float> reals;
  std::vector<std::int64_t> integers;

  bool is_real() const { return type == ElementType::kFloat || type == ElementType::kFloat16 || type == ElementType::kDouble; }
  std::size_t count() const { return is_real() ? reals.size() : integers.size(); }
  double at(std::size_t i) const { return is_real() ? static_cast<double>(reals[i]) : static_cast<double>(integers[i]); }

  static Array of_integers(Dims dims, std::vector<std::int64_t> values, ElementType type = ElementType::kInt64);
  static Array of_reals(Dims dims, std::vector<float> values);
  // An array of the same type with elements yet to be filled in. Throws Error beyond kMostComputed.
  Array like(Dims new_dims) const;
  // Element `from` of `source`, which has the same type, becomes element `to`.
  void copy_element(const Array& source, std::size_t from, std::size_t to);
};

using ArrayPtr = std::shared_ptr<const Array>;

// Throws Error (place: the tensor) for types that have no numbers, external data, and data of another length than the extents ask for.
Array read_array(const TensorMessage& message);

// Axes permuted: axis i of the result is axis order[i] of `array`.
Array permuted(const Array& array, const std::vector<int>& order);
// Repeated along axes of extent 1, numpy's way, to `dims`. Throws Error when it does not broadcast.
Array broadcast_to(const Array& array, const Dims& dims);
// Numpy's broadcast of two shapes. Throws Error when there is none.
Dims broadcast_dims(const Dims& a, const Dims& b);

}  // namespace pinhole::onnx
