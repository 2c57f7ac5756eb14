// Every kernel of kernels.def that is not portable gives the same bits as the portable one of its family, writes nothing outside its
// output and scratch, and reads nothing outside its operands (under AddressSanitizer: all of them are exact heap blocks).
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <map>

#include "device/kernels/add/dsp.h"
#include "device/kernels/conv_2d/dsp.h"
#include "device/kernels/depthwise_conv_2d/dsp.h"
#include "device/kernels/fully_connected/dsp.h"
#include "device/kernels/mul/dsp.h"
#include "device/kernels/pool_2d/dsp.h"
#include "tests/unit/device/kernels/sliding_cases.h"

namespace {

using namespace pinhole::test;

// Bytes between two walls that must stand when it dies. Filled with junk.
class Guarded {
 public:
  explicit Guarded(std::size_t bytes) : size_(bytes), words_((bytes + 2 * kWall + 3) / 4) {
    std::memset(words_.data(), 0xA5, words_.size() * 4);
    std::memset(data(), 0x3C, bytes);
  }
  ~Guarded() {
    const auto* all = reinterpret_cast<const std::uint8_t*>(words_.data());
    for (std::size_t i = 0; i < kWall; ++i) {
      EXPECT_EQ(all[i], 0xA5) << "wrote " << kWall - i << " bytes in front";
      EXPECT_EQ(all[kWall + size_ + i], 0xA5) << "wrote " << i << " bytes behind the end";
    }
  }
  void* data() { return reinterpret_cast<std::uint8_t*>(words_.data()) + kWall; }
  std::int8_t* bytes() { return static_cast<std::int8_t*>(data()); }
  std::vector<std::int8_t> copy() { return {bytes(), bytes() + size_}; }

 private:
  static constexpr std::size_t kWall = 32;
  std::size_t size_;
  std::vector<std::uint32_t> words_;
};

// What the runs of one variant covered.
struct Covered {
  std::size_t cases = 0, fast = 0, slow = 0, limited = 0, borders = 0, differing_outputs = 0;
};

void count(const Sliding& s, bool fast, const std::vector<std::int8_t>& output, Covered* covered) {
  ++covered->cases;
  ++(fast ? covered->fast : covered->slow);
  covered->limited += s.output_min > -128 || s.output_max < 127;
  covered->borders += s.window.pad_top + s.window.pad_left > 0;
  covered->differing_outputs += std::adjacent_find(output.begin(), output.end(), std::not_equal_to<>()) != output.end();
}

// Most random cases have one multiplier out of the ordinary; half of them get it mended, so that the fast path is met too.
Sliding case_of(std::uint64_t seed, const SlidingOptions& options) {
  Sliding s = any_sliding(seed, options);
  if (seed % 2 == 0) {
    for (pin::Multiplier& m : s.rescale) m.shift = std::clamp(m.shift, -20, -1);
    for (std::int64_t& b : s.bias) b %= 1 << 20;
  }
  return s;
}

template <class T>
const T* or_null(const std::vector<T>& values) {
  return values.empty() ? nullptr : values.data();
}

void run_conv_2d_s8_dsp(std::uint64_t seed, Covered* covered) {
  const Sliding s = case_of(seed, {.one_group = true});
  const pin::Conv2dInt p = {s.window, s.filter_c, s.input_zero_point, s.output_zero_point, s.output_min, s.output_max};
  ASSERT_TRUE(pin::conv_2d_s8_dsp_supports(p));
  const auto input = as<std::int8_t>(s.input), weights = as<std::int8_t>(s.weights);
  const auto bias = as<std::int32_t>(s.bias);
  const std::size_t outputs = static_cast<std::size_t>(s.window.batches) * s.window.out_h * s.window.out_w * s.window.out_c;
  std::vector<std::int8_t> want(outputs);
  pin::conv_2d_s8(p, input.data(), weights.data(), or_null(bias), s.rescale.data(), want.data());
  Guarded packed(pin::conv_2d_s8_dsp_weights_bytes(p)), scratch(pin::conv_2d_s8_dsp_scratch_bytes(p.window)), output(outputs);
  std::vector<pin::ChannelScale> scales(pin::padded_channels(s.window.out_c));
  const pin::Conv2dDsp dsp = pin::pack_conv_2d_s8_dsp(p, weights.data(), or_null(bias), s.rescale.data(), packed.bytes(), scales.data());
  pin::conv_2d_s8_dsp(dsp, input.data(), packed.bytes(), scales.data(), scratch.data(), output.bytes());
  EXPECT_EQ(output.copy(), want);
  count(s, dsp.requantization.fast != 0, want, covered);
}

void run_depthwise_conv_2d_s8_dsp(std::uint64_t seed, Covered* covered) {
  const Sliding s = case_of(seed, {.depthwise = true, .dilation = false});
  const pin::Window& w = s.window;
  const pin::DepthwiseInt p = {w, w.out_c / w.in_c, s.input_zero_point, s.output_zero_point, s.output_min, s.output_max};
  ASSERT_TRUE(pin::depthwise_conv_2d_s8_dsp_supports(p));
  const auto input = as<std::int8_t>(s.input), weights = as<std::int8_t>(s.weights);  // any order of random weights will do
  const auto bias = as<std::int32_t>(s.bias);
  const std::size_t outputs = static_cast<std::size_t>(w.batches) * w.out_h * w.out_w * w.out_c;
  std::vector<std::int8_t> want(outputs);
  pin::depthwise_conv_2d_s8(p, input.data(), weights.data(), or_null(bias), s.rescale.data(), want.data());
  Guarded scratch(pin::depthwise_conv_2d_s8_dsp_scratch_bytes(w)), output(outputs);
  std::vector<pin::ChannelScale> scales(pin::padded_channels(w.out_c));
  const pin::DepthwiseDsp dsp = pin::pack_depthwise_conv_2d_s8_dsp(p, weights.data(), or_null(bias), s.rescale.data(), scales.data());
  const bool in_place = pin::depthwise_conv_2d_s8_dsp_in_place(p);
  if (in_place) std::memcpy(output.bytes(), input.data(), outputs);
  pin::depthwise_conv_2d_s8_dsp(dsp, in_place ? output.bytes() : input.data(), weights.data(), scales.data(), scratch.data(),
                                output.bytes());
  EXPECT_EQ(output.copy(), want);
  count(s, dsp.requantization.fast != 0, want, covered);
}

void run_fully_connected_s8_dsp(std::uint64_t seed, Covered* covered) {
  const Sliding s = case_of(seed, {.one_group = true});
  const std::int32_t depth = s.window.kernel_h * s.window.kernel_w * s.filter_c, out_c = s.window.out_c;
  const std::int32_t rows = std::max<std::int32_t>(1, static_cast<std::int32_t>(s.input.size()) / depth);
  auto input = as<std::int8_t>(s.input);
  input.resize(static_cast<std::size_t>(rows) * depth, -128);
  input.shrink_to_fit();
  const pin::FullyConnectedInt p = {
      rows, depth, out_c, s.input_zero_point, 0, s.output_zero_point, s.output_min, s.output_max, static_cast<std::int32_t>(seed / 2 % 2)};
  ASSERT_TRUE(pin::fully_connected_s8_dsp_supports(p));
  const auto weights = as<std::int8_t>(s.weights);
  const auto bias = as<std::int32_t>(s.bias);
  std::vector<std::int8_t> want(static_cast<std::size_t>(rows) * out_c);
  pin::fully_connected_s8(p, input.data(), weights.data(), or_null(bias), s.rescale.data(), want.data());
  Guarded packed(pin::fully_connected_s8_dsp_weights_bytes(p)), scratch(pin::fully_connected_s8_dsp_scratch_bytes(depth)),
      output(want.size());
  std::vector<pin::ChannelScale> scales(pin::padded_channels(out_c));
  const pin::FullyConnectedDsp dsp =
      pin::pack_fully_connected_s8_dsp(p, weights.data(), or_null(bias), s.rescale.data(), packed.bytes(), scales.data());
  pin::fully_connected_s8_dsp(dsp, input.data(), packed.bytes(), scales.data(), scratch.data(), output.bytes());
  EXPECT_EQ(output.copy(), want);
  count(s, dsp.requantization.fast != 0, want, covered);
}

// Every eighth pool is of the whole picture, up to 900 taps, so that 16-bit sums are emptied on the way.
template <class Kernel>
void run_pool_2d(std::uint64_t seed, Kernel portable, Kernel dsp, Covered* covered) {
  Sliding s = case_of(seed, {.depthwise = true, .dilation = false});
  pin::Window& w = s.window;
  w.out_c = w.in_c;
  if (seed % 8 == 0) {  // one window, the whole picture
    w.in_w = 1 + static_cast<std::int32_t>(seed / 8 % 100);
    w.in_h = 1 + static_cast<std::int32_t>(seed / 16 % 9);
    w.kernel_h = w.in_h, w.kernel_w = w.in_w, w.out_h = w.out_w = 1, w.pad_top = w.pad_left = 0;
    s.input.resize(static_cast<std::size_t>(w.batches) * w.in_h * w.in_w * w.in_c, seed % 16 == 0 ? -128 : 127);
  }
  const auto input = as<std::int8_t>(s.input);
  const std::size_t outputs = static_cast<std::size_t>(w.batches) * w.out_h * w.out_w * w.out_c;
  std::vector<std::int8_t> want(outputs);
  const pin::Pool2dInt p = {w, s.output_min, s.output_max};
  portable(p, input.data(), want.data());
  Guarded output(outputs);
  dsp(p, input.data(), output.bytes());
  EXPECT_EQ(output.copy(), want);
  count(s, seed % 2 == 0, want, covered);
}
void run_average_pool_2d_s8_dsp(std::uint64_t seed, Covered* covered) {
  run_pool_2d(seed, pin::average_pool_2d_s8, pin::average_pool_2d_s8_dsp, covered);
}
void run_max_pool_2d_s8_dsp(std::uint64_t seed, Covered* covered) {
  run_pool_2d(seed, pin::max_pool_2d_s8, pin::max_pool_2d_s8_dsp, covered);
}

// Two operands of [n, m], one of which may be repeated along an axis, and the answer in place of a whole one.
struct Pair {
  pin::Tensor a = {}, b = {}, output = {};
  float scale_a, scale_b, scale_output;
  std::vector<std::int8_t> data_a, data_b;
  pin::Activation activation;
};

void any_pair(std::uint64_t seed, Pair* pair) {
  pinhole::Random random(seed);
  const auto n = static_cast<std::int32_t>(random.between(1, 5)), m = static_cast<std::int32_t>(random.between(1, 40));
  const pin::Shape whole = {2, {n, m}}, shapes[] = {whole, {2, {1, m}}, {2, {n, 1}}};
  const auto tensor = [&](pin::Tensor* t, const pin::Shape& shape, float* scale, double least) {
    *scale = static_cast<float>(std::exp(random.uniform(least, 0)));
    *t = {pin::DType::kInt8, shape, nullptr, false, 1, 0, scale, static_cast<std::int32_t>(random.between(-128, 127))};
  };
  const std::size_t repeated = random.below(6);
  tensor(&pair->a, repeated == 1 || repeated == 2 ? shapes[repeated] : whole, &pair->scale_a, -6);
  tensor(&pair->b, repeated == 3 || repeated == 4 ? shapes[repeated - 2] : whole, &pair->scale_b, -6);
  tensor(&pair->output, whole, &pair->scale_output, -4);
  if (seed % 5 == 0) pair->scale_b = pair->scale_a;
  if (seed % 3 == 0) pair->scale_output = static_cast<float>(pair->scale_output * std::exp(random.uniform(-6, 14)));
  const auto fill = [&](const pin::Shape& shape, std::vector<std::int8_t>* data) {
    data->resize(static_cast<std::size_t>(shape.count()));
    for (std::int8_t& x : *data)
      x = static_cast<std::int8_t>(random.below(6) == 0 ? (random.below(2) == 0 ? -128 : 127) : random.between(-128, 127));
  };
  fill(pair->a.shape, &pair->data_a);
  fill(pair->b.shape, &pair->data_b);
  pair->activation = random.below(3) == 0 ? pin::Activation::kRelu : pin::Activation::kNone;
}

template <class Params, class Packed, class Kernel, class DspKernel>
void run_pair(std::uint64_t seed, Kernel portable, bool (*pack)(const Params&, Packed*), DspKernel dsp, bool (*swaps)(const Params&),
              Covered* covered) {
  Pair pair;
  any_pair(seed, &pair);
  Params params = {};
  if constexpr (std::is_same_v<Params, pin::AddInt>) {
    if (pin::prepare_add({pair.activation, true}, pair.a, pair.b, pair.output, &params) != pin::Status::kOk) return void(++covered->cases);
  } else {
    if (pin::prepare_mul({pair.activation}, pair.a, pair.b, pair.output, &params) != pin::Status::kOk) return void(++covered->cases);
  }
  std::vector<std::int8_t> want(static_cast<std::size_t>(pair.output.shape.count()));
  portable(params, pair.data_a.data(), pair.data_b.data(), want.data());
  Packed packed;
  const bool fast = pack(params, &packed);
  if (fast) {
    Guarded output(want.size());
    const std::int8_t *a = pair.data_a.data(), *b = pair.data_b.data();
    if (seed % 4 == 1 && pair.data_a.size() == want.size()) a = static_cast<std::int8_t*>(std::memcpy(output.bytes(), a, want.size()));
    else if (seed % 4 == 3 && pair.data_b.size() == want.size()) b = static_cast<std::int8_t*>(std::memcpy(output.bytes(), b, want.size()));
    const bool swap = swaps(params);
    dsp(packed, swap ? b : a, swap ? a : b, output.bytes());
    EXPECT_EQ(output.copy(), want);
  }
  ++covered->cases;
  ++(fast ? covered->fast : covered->slow);
  covered->limited += params.output_min > -128;
  covered->borders += params.broadcast.rank > 1;
  covered->differing_outputs += std::adjacent_find(want.begin(), want.end(), std::not_equal_to<>()) != want.end();
}
void run_add_s8_dsp(std::uint64_t seed, Covered* covered) {
  run_pair<pin::AddInt, pin::AddDsp>(
      seed, pin::add_s8, pin::pack_add_s8_dsp, pin::add_s8_dsp, [](const pin::AddInt& p) { return pin::add_s8_dsp_swaps(p); }, covered);
}
void run_mul_s8_dsp(std::uint64_t seed, Covered* covered) {
  run_pair<pin::MulInt, pin::MulDsp>(
      seed, pin::mul_s8, pin::pack_mul_s8_dsp, pin::mul_s8_dsp, [](const pin::MulInt&) { return false; }, covered);
}

using Run = void (*)(std::uint64_t seed, Covered*);
const std::map<std::string, Run>& runs() {
  static const std::map<std::string, Run> table = {
      {"conv_2d_s8_dsp", run_conv_2d_s8_dsp},
      {"depthwise_conv_2d_s8_dsp", run_depthwise_conv_2d_s8_dsp},
      {"fully_connected_s8_dsp", run_fully_connected_s8_dsp},
      {"average_pool_2d_s8_dsp", run_average_pool_2d_s8_dsp},
      {"max_pool_2d_s8_dsp", run_max_pool_2d_s8_dsp},
      {"add_s8_dsp", run_add_s8_dsp},
      {"mul_s8_dsp", run_mul_s8_dsp},
  };
  return table;
}

struct Row {
  std::string function, family, isa;
};
const Row kRows[] = {
#define PIN_KERNEL(function, family, isa) {#function, #family, #isa},
#include "device/kernels/kernels.def"
};

class Variant : public ::testing::TestWithParam<std::string> {};

// N16, N17, N18, N19
TEST_P(Variant, GivesTheBitsOfThePortableKernel) {
  const auto run = runs().find(GetParam());
  ASSERT_NE(run, runs().end()) << "kernels.def has a variant that this test cannot run";
  Covered covered;
  for_seeds(1500, [&](std::uint64_t seed) { run->second(seed, &covered); });
  if (std::getenv("PINHOLE_SEED") != nullptr) return;
  EXPECT_EQ(covered.cases, 1500u);
  EXPECT_GT(covered.fast, 200u);
  EXPECT_GT(covered.slow, 100u);
  EXPECT_GT(covered.limited, 200u);
  EXPECT_GT(covered.borders, 200u);
  EXPECT_GT(covered.differing_outputs, 500u);
}

std::vector<std::string> variants() {
  std::vector<std::string> names;
  for (const Row& row : kRows) {
    if (row.isa != "portable") names.push_back(row.function);
  }
  return names;
}
INSTANTIATE_TEST_SUITE_P(KernelsDef, Variant, ::testing::ValuesIn(variants()), [](const auto& info) { return info.param; });

TEST(KernelsDef, NamesEveryVariantOnceAndAPortableOneForEveryFamily) {
  std::map<std::string, int> functions;
  std::map<std::string, bool> portable;
  for (const Row& row : kRows) {
    EXPECT_EQ(++functions[row.function], 1) << row.function;
    portable[row.family] = portable[row.family] || row.isa == "portable";
  }
  for (const auto& [family, there] : portable) EXPECT_TRUE(there) << family;
}

}  // namespace
