// slope: f32 1x1x16x2 -> f32 1x1
// Written by Pinhole from slope.tflite. Regenerate it rather than edit it.
//
//   static slope::Model model;  // all the RAM there is, besides stack
//   /* fill */ model.input().data;
//   model.run();
//   /* read */ model.output().data;
//
// RAM 320 bytes besides stack, weights 136 bytes, about 19,677 cycles.
#pragma once

#include <cstddef>
#include <cstdint>

namespace slope {

inline constexpr std::size_t kArenaBytes = 320;  // inputs and outputs included
inline constexpr std::int32_t kLayerCount = 3;

// Network input 'signal'.
struct Input {
  static inline constexpr std::int32_t kShape[] = {1, 1, 16, 2};
  static inline constexpr std::int32_t kCount = 32;

  float* data;  // fill before every run(): a run may reuse these bytes
};

// Network output 'slope'.
struct Output {
  static inline constexpr std::int32_t kShape[] = {1, 1};
  static inline constexpr std::int32_t kCount = 1;

  const float* data;  // valid until the next run()
};

class Model {
 public:
  Input input() { return {reinterpret_cast<float*>(arena_ + 192)}; }
  void run();  // deterministic: no input can make it fail
  Output output() const { return {reinterpret_cast<const float*>(arena_)}; }

 private:
  alignas(16) std::uint8_t arena_[kArenaBytes];
};

}  // namespace slope
