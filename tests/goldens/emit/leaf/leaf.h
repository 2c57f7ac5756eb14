// leaf: i8 1x12x12x3 -> i8 1x3
// Written by Pinhole from leaf.tflite. Regenerate it rather than edit it.
//
//   static leaf::Model model;                // all the RAM there is, besides stack
//   leaf::preprocess(frame, model.input());  // or fill model.input().data
//   model.run();
//   leaf::Top top = model.top();             // top.label, top.score
//
// RAM 832 bytes besides stack, weights 356 bytes, about 41,411 cycles on cortex-m4 at 64 MHz.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/frame/frame_to_tensor.h"

namespace leaf {

inline constexpr std::size_t kArenaBytes = 832;  // inputs and outputs included
inline constexpr std::int32_t kLayerCount = 5;

inline constexpr const char* kLabels[] = {"healthy", "rust", "scab"};

// Network input 'image'.
struct Input {
  static inline constexpr std::int32_t kShape[] = {1, 12, 12, 3};
  static inline constexpr std::int32_t kCount = 432;
  static inline constexpr float kScale = 0.0078125f;  // real = kScale * (value - kZeroPoint)
  static inline constexpr std::int32_t kZeroPoint = 0;

  std::int8_t* data;  // fill before every run(): a run may reuse these bytes
  void* scratch;      // bytes of the arena that are free until run(), for preprocess()
  std::size_t scratch_bytes;
};

// Network output 'scores'.
struct Output {
  static inline constexpr std::int32_t kShape[] = {1, 3};
  static inline constexpr std::int32_t kCount = 3;
  static inline constexpr float kScale = 0.00390625f;  // real = kScale * (value - kZeroPoint)
  static inline constexpr std::int32_t kZeroPoint = -128;

  const std::int8_t* data;  // valid until the next run()
};

// The best class of the last run().
struct Top {
  std::int32_t index;
  const char* label;  // kLabels[index]
  float score;        // real value of the best output
};

class Model {
 public:
  Input input() { return {reinterpret_cast<std::int8_t*>(arena_), arena_ + 432, 400}; }
  void run();  // deterministic: no input can make it fail
  Output output() const { return {reinterpret_cast<const std::int8_t*>(arena_)}; }
  Top top() const;

 private:
  alignas(16) std::uint8_t arena_[kArenaBytes];
};

// How a picture becomes the input: the same description, and the same code, as in training.
inline constexpr pin::Preprocess kPreprocess = {
    pin::Crop::kCentre,  // crop
    {0, 0, 0, 0},        // rectangle, for Crop::kRectangle
    pin::Resize::kArea,  // resize
    12, 12, 3,           // width, height, channels
    {0.5f, 0.5f, 0.5f},  // mean, of pixel / 255
    {0.5f, 0.5f, 0.5f},  // deviation
    0.0078125f, 0,       // scale, zero_point
};

// Crops, resizes, normalises and quantises a camera frame into the input. Anything but kOk leaves the input as it was.
// kScratchTooSmall: this frame needs pin::row_resizer_scratch_bytes(); point input.scratch at as many.
pin::FrameStatus preprocess(const pin::Frame& frame, Input input);

}  // namespace leaf
