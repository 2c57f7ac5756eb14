// Every kernel of kernels.def that is not portable gives the same bits as the portable one of its family, writes nothing outside its
// output and scratch, and reads nothing outside its operands (under AddressSanitizer: all of them are exact heap blocks).
#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "device/kernels/conv_2d/dsp.h"
#include "device/kernels/depthwise_conv_2d/dsp.h"
#include "device/kernels/fully_connected/dsp.h"
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
  pin::depthwise_conv_2d_s8_dsp(dsp, in_place ? output.bytes() : input.data(), weights.data(), scales.data(), scratch.data(), output.bytes());
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
  const pin::FullyConnectedInt p = {rows, depth, out_c, s.input_zero_point, 0, s.output_zero_point, s.output_min, s.output_max,
                                    static_cast<std::int32_t>(seed / 2 % 2)};
  ASSERT_TRUE(pin::fully_connected_s8_dsp_supports(p));
  const auto weights = as<std::int8_t>(s.weights);
  const auto bias = as<std::int32_t>(s.bias);
  std::vector<std::int8_t> want(static_cast<std::size_t>(rows) * out_c);
  pin::fully_connected_s8(p, input.data(), weights.data(), or_null(bias), s.rescale.data(), want.data());
  Guarded packed(pin::fully_connected_s8_dsp_weights_bytes(p)), scratch(pin::fully_connected_s8_dsp_scratch_bytes(depth)), output(want.size());
  std::vector<pin::ChannelScale> scales(pin::padded_channels(out_c));
  const pin::FullyConnectedDsp dsp =
      pin::pack_fully_connected_s8_dsp(p, weights.data(), or_null(bias), s.rescale.data(), packed.bytes(), scales.data());
  pin::fully_connected_s8_dsp(dsp, input.data(), packed.bytes(), scales.data(), scratch.data(), output.bytes());
  EXPECT_EQ(output.copy(), want);
  count(s, dsp.requantization.fast != 0, want, covered);
}

using Run = void (*)(std::uint64_t seed, Covered*);
const std::map<std::string, Run>& runs() {
  static const std::map<std::string, Run> table = {
      {"conv_2d_s8_dsp", run_conv_2d_s8_dsp},
      {"depthwise_conv_2d_s8_dsp", run_depthwise_conv_2d_s8_dsp},
      {"fully_connected_s8_dsp", run_fully_connected_s8_dsp},
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

// N16, N17
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
