// RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR: data [N,H,W,C], constant int32 size [height, width]. Nearest copies elements of any type;
// bilinear has int8 (10-bit positions) and float32. Input and output scale are taken to be equal, as the reference does.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

struct ResizeNearestAttributes {
  bool align_corners = false;
  bool half_pixel_centers = false;
};
struct ResizeBilinearAttributes {  // other numbers in the .tflite file
  bool align_corners = false;
  bool half_pixel_centers = false;
};

struct ResizeNearest {
  std::int32_t batches;
  std::int32_t in_h, in_w;
  std::int32_t out_h, out_w;
  std::int32_t pixel_bytes;
  float scale_h, scale_w;  // N85
  float offset;            // 0.5 with half-pixel centres, else 0
  bool round;              // to the nearest pixel, else down
};
struct ResizeBilinearInt {
  std::int32_t batches;
  std::int32_t in_h, in_w;
  std::int32_t out_h, out_w;
  std::int32_t channels;
  std::int32_t scale_h, scale_w;    // in 1/1024 pixels (N86)
  std::int32_t offset_h, offset_w;  // of the first position, in 1/1024 pixels
};
struct ResizeBilinearFloat {
  std::int32_t batches;
  std::int32_t in_h, in_w;
  std::int32_t out_h, out_w;
  std::int32_t channels;
  float scale_h, scale_w;  // N87
  bool half_pixel_centers;
};

Status prepare_resize_nearest(const ResizeNearestAttributes&, const NodeView&, ResizeNearest*);
Status prepare_resize_bilinear(const ResizeBilinearAttributes&, const NodeView&, ResizeBilinearInt*);
Status prepare_resize_bilinear(const ResizeBilinearAttributes&, const NodeView&, ResizeBilinearFloat*);

void resize_nearest(const ResizeNearest&, const void* input, void* output);
void resize_bilinear_s8(const ResizeBilinearInt&, const std::int8_t* input, std::int8_t* output);
void resize_bilinear_f32(const ResizeBilinearFloat&, const float* input, float* output);

struct ResizeNearestNeighborOp : OneResult {
  using Attributes = ResizeNearestAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct ResizeBilinearOp : OneResult {
  using Attributes = ResizeBilinearAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::ResizeNearestAttributes, align_corners, half_pixel_centers)
PIN_FIELDS(pin::ResizeBilinearAttributes, align_corners, half_pixel_centers)
PIN_FIELDS(pin::ResizeNearest, batches, in_h, in_w, out_h, out_w, pixel_bytes, scale_h, scale_w, offset, round)
PIN_FIELDS(pin::ResizeBilinearInt, batches, in_h, in_w, out_h, out_w, channels, scale_h, scale_w, offset_h, offset_w)
PIN_FIELDS(pin::ResizeBilinearFloat, batches, in_h, in_w, out_h, out_w, channels, scale_h, scale_w, half_pixel_centers)
