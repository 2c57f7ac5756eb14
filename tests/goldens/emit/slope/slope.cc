// slope: f32 1x1x16x2 -> f32 1x1: the layers, one call each. Declared in slope.h, weights in slope_weights.cc.
//
// Arena of 320 bytes: where each tensor lies, and the layers during which it is needed (-1: before the first).
//         0 .. 191     layers   0 to 1    conv
//         0 .. 3       layers   2 to 3    slope
//       192 .. 319     layers  -1 to 0    signal
//       192 .. 239     layers   1 to 2    pool

#include "slope.h"

#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/pool_2d/pool_2d.h"
#include "slope_c.h"

// With -DPINHOLE_PROFILE, pinhole_layer(i) is yours to write: called before layer i, and with kLayerCount at the end.
#ifdef PINHOLE_PROFILE
extern "C" void pinhole_layer(std::int32_t layer);
#define PINHOLE_LAYER(i) pinhole_layer(i)
#else
#define PINHOLE_LAYER(i) static_cast<void>(0)
#endif

namespace slope {

namespace weights {
extern const float conv_weights[18];
extern const float conv_bias[3];
extern const float slope_weights[12];
extern const float slope_bias[1];
}  // namespace weights

namespace {

// Layer 0, conv.
constexpr pin::Conv2dFloat kStep0 = {
    {                      // window
        1,                 // batches
        1, 16, 2,          // in_h, in_w, in_c
        1, 16, 3,          // out_h, out_w, out_c
        1, 3,              // kernel_h, kernel_w
        1, 1,              // stride_h, stride_w
        1, 1,              // dilation_h, dilation_w
        0, 1,              // pad_top, pad_left
    },
    2,                     // filter_c
    0.0f, 3.4028235e+38f,  // output_min, output_max
};

// Layer 1, pool.
constexpr pin::Pool2dFloat kStep1 = {
    {                                 // window
        1,                            // batches
        1, 16, 3,                     // in_h, in_w, in_c
        1, 4, 3,                      // out_h, out_w, out_c
        1, 4,                         // kernel_h, kernel_w
        1, 4,                         // stride_h, stride_w
        1, 1,                         // dilation_h, dilation_w
        0, 0,                         // pad_top, pad_left
    },
    -3.4028235e+38f, 3.4028235e+38f,  // output_min, output_max
};

// Layer 2, slope.
constexpr pin::FullyConnectedFloat kStep2 = {
    1,                                // rows
    12,                               // depth
    1,                                // out_c
    -3.4028235e+38f, 3.4028235e+38f,  // output_min, output_max
};

// The tensor that lies `offset` bytes into the arena.
template <class T>
T* at(std::uint8_t* arena, std::size_t offset) {
  return reinterpret_cast<T*>(arena + offset);
}

}  // namespace

void Model::run() {
  std::uint8_t* const a = arena_;
  // 0  conv: conv_2d 1x16x2 -> 1x16x3, 1x3, relu
  //    288 MACs, 84 B of weights, about 4,048 cycles
  PINHOLE_LAYER(0);
  pin::conv_2d_f32(kStep0, at<const float>(a, 192), weights::conv_weights, weights::conv_bias, at<float>(a, 0));

  // 1  pool: max_pool_2d 1x16x3 -> 1x4x3, 1x4
  //    about 1,028 cycles
  PINHOLE_LAYER(1);
  pin::max_pool_2d_f32(kStep1, at<const float>(a, 0), at<float>(a, 192));

  // 2  slope: fully_connected 1x4x3 -> 1
  //    12 MACs, 52 B of weights, about 394 cycles
  PINHOLE_LAYER(2);
  pin::fully_connected_f32(kStep2, at<const float>(a, 192), weights::slope_weights, weights::slope_bias,
                           at<float>(a, 0));

  PINHOLE_LAYER(kLayerCount);
}

}  // namespace slope

static_assert(sizeof(slope_model) == sizeof(slope::Model), "the C and the C++ model are the same bytes");

extern "C" float* slope_input(slope_model* model) {
  return reinterpret_cast<slope::Model*>(model)->input().data;
}

extern "C" void slope_run(slope_model* model) {
  reinterpret_cast<slope::Model*>(model)->run();
}

extern "C" const float* slope_output(const slope_model* model) {
  return reinterpret_cast<const slope::Model*>(model)->output().data;
}
