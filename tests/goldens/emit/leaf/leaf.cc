// leaf: i8 1x12x12x3 -> i8 1x3: the layers, one call each. Declared in leaf.h, weights in leaf_weights.cc.
//
// Arena of 832 bytes: where each tensor lies, and the layers during which it is needed (-1: before the first).
//         0 .. 431     layers  -1 to 0    image
//         0 .. 143     layers   1 to 2    block
//         0 .. 2       layers   3 to 4    head
//        16 .. 18      layers   4 to 5    scores
//       144 .. 371     layers   1 to 1    scratch of block
//       144 .. 147     layers   2 to 3    pool
//       432 .. 575     layers   0 to 1    stem
//       576 .. 827     layers   0 to 0    scratch of stem

#include "leaf.h"

#include "device/kernels/conv_2d/dsp.h"
#include "device/kernels/depthwise_conv_2d/dsp.h"
#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/pool_2d/dsp.h"
#include "device/kernels/softmax/softmax.h"
#include "leaf_c.h"

// With -DPINHOLE_PROFILE, pinhole_layer(i) is yours to write: called before layer i, and with kLayerCount at the end.
#ifdef PINHOLE_PROFILE
extern "C" void pinhole_layer(std::int32_t layer);
#define PINHOLE_LAYER(i) pinhole_layer(i)
#else
#define PINHOLE_LAYER(i) static_cast<void>(0)
#endif

namespace leaf {

namespace weights {
extern const std::int8_t stem_weights[112];
extern const pin::ChannelScale stem_scales[4];
extern const std::int8_t block_weights[36];
extern const pin::ChannelScale block_scales[4];
extern const std::int8_t head_weights[12];
extern const std::int32_t head_bias[3];
extern const pin::Multiplier head_rescale[1];
}  // namespace weights

namespace {

// Layer 0, stem.
constexpr pin::Conv2dDsp kStep0 = {
    {                      // window
        1,                 // batches
        12, 12, 3,         // in_h, in_w, in_c
        6, 6, 4,           // out_h, out_w, out_c
        3, 3,              // kernel_h, kernel_w
        2, 2,              // stride_h, stride_w
        1, 1,              // dilation_h, dilation_w
        0, 0,              // pad_top, pad_left
    },
    0,                     // input_zero_point
    {1, -128, -128, 127},  // requantization: fast, output_zero_point, output_min, output_max
};

// Layer 1, block.
constexpr pin::DepthwiseDsp kStep1 = {
    {                      // window
        1,                 // batches
        6, 6, 4,           // in_h, in_w, in_c
        6, 6, 4,           // out_h, out_w, out_c
        3, 3,              // kernel_h, kernel_w
        1, 1,              // stride_h, stride_w
        1, 1,              // dilation_h, dilation_w
        1, 1,              // pad_top, pad_left
    },
    1,                     // depth_multiplier
    -128,                  // input_zero_point
    {1, -128, -128, 127},  // requantization: fast, output_zero_point, output_min, output_max
};

// Layer 2, pool.
constexpr pin::Pool2dInt kStep2 = {
    {             // window
        1,        // batches
        6, 6, 4,  // in_h, in_w, in_c
        1, 1, 4,  // out_h, out_w, out_c
        6, 6,     // kernel_h, kernel_w
        6, 6,     // stride_h, stride_w
        1, 1,     // dilation_h, dilation_w
        0, 0,     // pad_top, pad_left
    },
    -128, 127,    // output_min, output_max
};

// Layer 3, head.
constexpr pin::FullyConnectedInt kStep3 = {
    1,             // rows
    4,             // depth
    3,             // out_c
    -128,          // input_zero_point
    0,             // weights_zero_point
    7, -128, 127,  // output_zero_point, output_min, output_max
    0,             // per_channel
};

// Layer 4, scores.
constexpr pin::SoftmaxInt kStep4 = {
    1,                 // rows
    3,                 // depth
    {1073741824, 24},  // input_beta: value, shift
    -124,              // diff_min
};

// The tensor that lies `offset` bytes into the arena.
template <class T>
T* at(std::uint8_t* arena, std::size_t offset) {
  return reinterpret_cast<T*>(arena + offset);
}

}  // namespace

void Model::run() {
  std::uint8_t* const a = arena_;
  // 0  stem: conv_2d 12x12x3 -> 6x6x4, 3x3 stride 2, relu6
  //    3,888 MACs, 176 B of weights, about 9,448 cycles
  PINHOLE_LAYER(0);
  pin::conv_2d_s8_dsp(kStep0, at<const std::int8_t>(a, 0), weights::stem_weights, weights::stem_scales,
                      at<std::uint8_t>(a, 576), at<std::int8_t>(a, 432));

  // 1  block: depthwise_conv_2d 6x6x4 -> 6x6x4, 3x3, relu6
  //    1,296 MACs, 100 B of weights, about 7,310 cycles
  PINHOLE_LAYER(1);
  pin::depthwise_conv_2d_s8_dsp(kStep1, at<const std::int8_t>(a, 432), weights::block_weights, weights::block_scales,
                                at<std::uint8_t>(a, 144), at<std::int8_t>(a, 0));

  // 2  pool: average_pool_2d 6x6x4 -> 1x1x4, 6x6
  //    about 1,028 cycles
  PINHOLE_LAYER(2);
  pin::average_pool_2d_s8_dsp(kStep2, at<const std::int8_t>(a, 0), at<std::int8_t>(a, 144));

  // 3  head: fully_connected 1x1x4 -> 3
  //    12 MACs, 32 B of weights, about 474 cycles
  PINHOLE_LAYER(3);
  pin::fully_connected_s8(kStep3, at<const std::int8_t>(a, 144), weights::head_weights, weights::head_bias,
                          weights::head_rescale, at<std::int8_t>(a, 0));

  // 4  scores: softmax 1x3
  //    about 1,494 cycles
  PINHOLE_LAYER(4);
  pin::softmax_s8(kStep4, at<const std::int8_t>(a, 0), at<std::int8_t>(a, 16));

  PINHOLE_LAYER(kLayerCount);
}

Top Model::top() const {
  const std::int8_t* scores = output().data;
  std::int32_t best = 0;
  for (std::int32_t i = 1; i < Output::kCount; ++i) {
    if (scores[i] > scores[best]) best = i;
  }
  return {best, kLabels[best], Output::kScale * static_cast<float>(scores[best] - Output::kZeroPoint)};
}

namespace {

constexpr int kPixelTables = pin::tables_needed(kPreprocess);
constexpr pin::PixelTable<std::int8_t, kPixelTables> kPixelTable = pin::table_s8<kPixelTables>(kPreprocess);

}  // namespace

pin::FrameStatus preprocess(const pin::Frame& frame, Input input) {
  return pin::frame_to_s8(frame, kPreprocess, kPixelTable.view(), input.data, input.scratch, input.scratch_bytes);
}

}  // namespace leaf

static_assert(sizeof(leaf_model) == sizeof(leaf::Model), "the C and the C++ model are the same bytes");

extern "C" int8_t* leaf_input(leaf_model* model) {
  return reinterpret_cast<leaf::Model*>(model)->input().data;
}

extern "C" void leaf_run(leaf_model* model) {
  reinterpret_cast<leaf::Model*>(model)->run();
}

extern "C" const int8_t* leaf_output(const leaf_model* model) {
  return reinterpret_cast<const leaf::Model*>(model)->output().data;
}

extern "C" int32_t leaf_top(const leaf_model* model) {
  return reinterpret_cast<const leaf::Model*>(model)->top().index;
}
