// What a kernel's operands are: element types, shapes, quantised tensors. Used by every room that touches a tensor.
//
// Real value of an integer element q: scale * (q - zero_point). Activations are laid out [N,H,W,C]; weights as TFLite has them:
// CONV_2D [out, h, w, in / groups], DEPTHWISE_CONV_2D [1, h, w, out], FULLY_CONNECTED [out, in].
//
// The device rooms avoid std::byte and other library parts newer than C++14, because the Arduino core of the Nano 33 BLE
// compiles with -std=gnu++14.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pin {

enum class DType : std::uint8_t { kFloat32, kInt8, kInt16, kInt32, kInt64, kUint8, kUint32, kBool, kInt4 };

// Bytes of `count` elements. kInt4 packs two elements into a byte, low nibble first; an odd count leaves the last high nibble unused.
constexpr std::size_t bytes_of(DType type, std::size_t count) {
  return type == DType::kInt4                                                           ? (count + 1) / 2
         : type == DType::kInt64                                                        ? count * 8
         : (type == DType::kFloat32 || type == DType::kInt32 || type == DType::kUint32) ? count * 4
         : type == DType::kInt16                                                        ? count * 2
                                                                                        : count;
}

constexpr int kMaxRank = 6;

// Extents from outermost to innermost. rank 0 is a scalar. Every extent is at least 1 and the product fits 31 bits: readers refuse
// anything else.
struct Shape {
  std::int32_t rank;
  std::int32_t dim[kMaxRank];

  constexpr std::int32_t count() const {
    std::int32_t n = 1;
    for (int i = 0; i < rank; ++i) n *= dim[i];
    return n;
  }
  constexpr bool operator==(const Shape& other) const {
    if (rank != other.rank) return false;
    for (int i = 0; i < rank; ++i) {
      if (dim[i] != other.dim[i]) return false;
    }
    return true;
  }
  constexpr bool operator!=(const Shape& other) const { return !(*this == other); }
};

// A tensor as an operator sees it. Does not own anything.
struct Tensor {
  DType dtype;
  Shape shape;
  void* data;                // null while operators are prepared, except for constants; aligned to 16 (constants: to 4)
  bool is_constant;          // data is final and may be read while preparing
  std::int32_t scale_count;  // 0: not quantised, 1: per tensor, else: per index of `scale_axis`
  std::int32_t scale_axis;
  const float* scales;      // [scale_count]
  std::int32_t zero_point;  // of the tensor, or of channel 0: kernels ignore the zero points of weights (conformance)

  float scale() const { return scale_count > 0 ? scales[0] : 0.0f; }
  template <class T>
  const T* as() const {
    return static_cast<const T*>(data);
  }
  template <class T>
  T* mutable_as() const {
    return static_cast<T*>(data);
  }
};

enum class Activation : std::uint8_t { kNone, kRelu, kReluN1To1, kRelu6, kTanh, kSignBit };  // TFLite's numbers
enum class Padding : std::uint8_t { kSame, kValid };                                         // TFLite's numbers

// A real factor as a 32-bit fixed-point number: factor = value * 2^(shift - 31), value in [2^30, 2^31) or 0 (numerics.md N1).
struct Multiplier {
  std::int32_t value;
  std::int32_t shift;  // positive: left
};

// What an operator answers when it is prepared. kOk is 0, so that firmware can report the number.
enum class Status : std::uint8_t {
  kOk = 0,
  kUnsupportedType,      // this combination of element types is not an operator that Pinhole has
  kUnsupportedOperator,  // the operator is not in the list that this program was built with
  kBadShape,             // operand shapes contradict each other or the attributes
  kBadQuantization,   // a scale is missing, not positive or not finite, a zero point is out of range, or parameters that must agree differ
  kNotConstant,       // an operand that must be constant (axes, paddings, weights) is not
  kOutOfMemory,       // the arena is too small; arena_bytes_needed() says by how much
  kBadModel,          // the file is not a .tflite model, or an offset, length or index in it is out of bounds
  kUnsupportedModel,  // a feature outside what is read: several subgraphs in use, dynamic shapes, sparse or external tensors
  kMisaligned,        // the model, or the arena, does not start at a multiple of 16
};

}  // namespace pin
