// pair: i8 1x8, i8 1x8 -> i8 1x8
// Written by Pinhole from pair.tflite. Regenerate it rather than edit it.
//
//   static pair::Model model;  // all the RAM there is, besides stack
//   /* fill */ model.input0().data;
//   model.run();
//   /* read */ model.output().data;
//
// RAM 32 bytes besides stack, weights 0 bytes, about 418 cycles.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pair {

inline constexpr std::size_t kArenaBytes = 32;  // inputs and outputs included
inline constexpr std::int32_t kLayerCount = 1;

// Network input 'left'.
struct Input0 {
  static inline constexpr std::int32_t kShape[] = {1, 8};
  static inline constexpr std::int32_t kCount = 8;
  static inline constexpr float kScale = 0.5f;  // real = kScale * (value - kZeroPoint)
  static inline constexpr std::int32_t kZeroPoint = 3;

  std::int8_t* data;  // fill before every run(): a run may reuse these bytes
};

// Network input 'right'.
struct Input1 {
  static inline constexpr std::int32_t kShape[] = {1, 8};
  static inline constexpr std::int32_t kCount = 8;
  static inline constexpr float kScale = 0.25f;  // real = kScale * (value - kZeroPoint)
  static inline constexpr std::int32_t kZeroPoint = -4;

  std::int8_t* data;  // fill before every run(): a run may reuse these bytes
};

// Network output 'sum'.
struct Output {
  static inline constexpr std::int32_t kShape[] = {1, 8};
  static inline constexpr std::int32_t kCount = 8;
  static inline constexpr float kScale = 0.75f;  // real = kScale * (value - kZeroPoint)
  static inline constexpr std::int32_t kZeroPoint = 1;

  const std::int8_t* data;  // valid until the next run()
};

// The best class of the last run().
struct Top {
  std::int32_t index;
  const char* label;  // "": the network came without a label for each output
  float score;        // real value of the best output
};

class Model {
 public:
  Input0 input0() { return {reinterpret_cast<std::int8_t*>(arena_)}; }
  Input1 input1() { return {reinterpret_cast<std::int8_t*>(arena_ + 16)}; }
  void run();  // deterministic: no input can make it fail
  Output output() const { return {reinterpret_cast<const std::int8_t*>(arena_)}; }
  Top top() const;

 private:
  alignas(16) std::uint8_t arena_[kArenaBytes];
};

}  // namespace pair
