// pair: i8 1x8, i8 1x8 -> i8 1x8: the layers, one call each. Declared in pair.h, weights in pair_weights.cc.
//
// Arena of 32 bytes: where each tensor lies, and the layers during which it is needed (-1: before the first).
//         0 .. 7       layers  -1 to 0    left
//         0 .. 7       layers   0 to 1    sum
//        16 .. 23      layers  -1 to 0    right

#include "pair.h"

#include "device/kernels/add/dsp.h"
#include "pair_c.h"

// With -DPINHOLE_PROFILE, pinhole_layer(i) is yours to write: called before layer i, and with kLayerCount at the end.
#ifdef PINHOLE_PROFILE
extern "C" void pinhole_layer(std::int32_t layer);
#define PINHOLE_LAYER(i) pinhole_layer(i)
#else
#define PINHOLE_LAYER(i) static_cast<void>(0)
#endif

namespace pair {

namespace weights {
}  // namespace weights

namespace {

// Layer 0, sum.
constexpr pin::AddDsp kStep0 = {
    {1, {8, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0}},  // broadcast: rank, dim, stride_a, stride_b
    -3145728,                  // a_offset
    8388608,                   // b_offset
    {1073741824, 1, 1},        // b: multiplier, addend, shift
    {1431655765, 786432, 19},  // output: multiplier, addend, shift
    -128, 127,                 // output_min, output_max
};

// The tensor that lies `offset` bytes into the arena.
template <class T>
T* at(std::uint8_t* arena, std::size_t offset) {
  return reinterpret_cast<T*>(arena + offset);
}

}  // namespace

void Model::run() {
  std::uint8_t* const a = arena_;
  // 0  sum: add 1x8 and 1x8 -> 1x8
  //    about 418 cycles
  PINHOLE_LAYER(0);
  pin::add_s8_dsp(kStep0, at<const std::int8_t>(a, 0), at<const std::int8_t>(a, 16), at<std::int8_t>(a, 0));

  PINHOLE_LAYER(kLayerCount);
}

Top Model::top() const {
  const std::int8_t* scores = output().data;
  std::int32_t best = 0;
  for (std::int32_t i = 1; i < Output::kCount; ++i) {
    if (scores[i] > scores[best]) best = i;
  }
  return {best, "", Output::kScale * static_cast<float>(scores[best] - Output::kZeroPoint)};
}

}  // namespace pair

static_assert(sizeof(pair_model) == sizeof(pair::Model), "the C and the C++ model are the same bytes");

extern "C" int8_t* pair_input0(pair_model* model) {
  return reinterpret_cast<pair::Model*>(model)->input0().data;
}

extern "C" int8_t* pair_input1(pair_model* model) {
  return reinterpret_cast<pair::Model*>(model)->input1().data;
}

extern "C" void pair_run(pair_model* model) {
  reinterpret_cast<pair::Model*>(model)->run();
}

extern "C" const int8_t* pair_output(const pair_model* model) {
  return reinterpret_cast<const pair::Model*>(model)->output().data;
}

extern "C" int32_t pair_top(const pair_model* model) {
  return reinterpret_cast<const pair::Model*>(model)->top().index;
}
