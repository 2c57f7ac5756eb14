// The door of the weighted kernels: what prepare accepts, computes and refuses.
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/pool_2d/pool_2d.h"
#include "tests/unit/device/exact.h"

namespace {

using pin::DType, pin::Status, pin::Tensor;

pin::Shape shape(std::vector<std::int32_t> dims) {
  pin::Shape s = {static_cast<std::int32_t>(dims.size()), {}};
  std::copy(dims.begin(), dims.end(), s.dim);
  return s;
}

// A well-made operator of three operands; tests spoil one thing.
struct Operands {
  std::vector<float> input_scales = {0.5f}, weights_scales, output_scales = {0.25f};
  Tensor input, weights, bias, output;

  Operands(DType type, std::vector<std::int32_t> in, std::vector<std::int32_t> w, std::vector<std::int32_t> out, std::int32_t axis) {
    const std::int32_t channels = w[axis];
    for (std::int32_t c = 0; c < channels; ++c) weights_scales.push_back(0.001f * static_cast<float>(c + 1));
    input = {type, shape(in), nullptr, false, 1, 0, nullptr, 0};
    weights = {type == DType::kFloat32 ? type : DType::kInt8, shape(w), nullptr, true, channels, axis, nullptr, 0};
    bias = {type == DType::kInt16 ? DType::kInt64 : type == DType::kInt8 ? DType::kInt32 : type,
            shape({channels}),
            nullptr,
            true,
            0,
            0,
            nullptr,
            0};
    output = {type, shape(out), nullptr, false, 1, 0, nullptr, 0};
  }
  void link() {
    input.scales = input_scales.data();
    weights.scales = weights_scales.data();
    output.scales = output_scales.data();
  }
};

Operands conv(DType type) { return {type, {1, 4, 4, 6}, {4, 3, 3, 6}, {1, 4, 4, 4}, 0}; }
Operands depthwise(DType type) { return {type, {1, 4, 4, 2}, {1, 3, 3, 4}, {1, 4, 4, 4}, 3}; }
Operands dense(DType type) { return {type, {2, 6}, {4, 6}, {2, 4}, 0}; }

using Spoil = std::function<void(Operands&)>;

Status prepare_conv(Operands o, const Spoil& spoil, pin::Conv2dAttributes a = {}) {
  spoil(o);
  o.link();
  pin::Conv2dInt integer;
  pin::Conv2dFloat real;
  std::vector<pin::Multiplier> rescale(600);
  return o.input.dtype == DType::kFloat32 ? pin::prepare_conv_2d(a, o.input, o.weights, &o.bias, o.output, &real)
                                          : pin::prepare_conv_2d(a, o.input, o.weights, &o.bias, o.output, &integer, rescale.data());
}
Status prepare_depthwise(Operands o, const Spoil& spoil) {
  spoil(o);
  o.link();
  pin::DepthwiseInt integer;
  std::vector<pin::Multiplier> rescale(600);
  return pin::prepare_depthwise_conv_2d({}, o.input, o.weights, &o.bias, o.output, &integer, rescale.data());
}
Status prepare_dense(Operands o, const Spoil& spoil, pin::FullyConnectedInt* params = nullptr, pin::Multiplier* first = nullptr) {
  spoil(o);
  o.link();
  pin::FullyConnectedInt integer;
  std::vector<pin::Multiplier> rescale(600);
  const Status status = pin::prepare_fully_connected({}, o.input, o.weights, &o.bias, o.output, &integer, rescale.data());
  if (params != nullptr) *params = integer;
  if (first != nullptr) *first = rescale[0];
  return status;
}

constexpr auto kNothing = [](Operands&) {};

TEST(PrepareConv2d, AcceptsWhatIsWellMade) {
  for (const DType type : {DType::kInt8, DType::kInt16, DType::kFloat32}) EXPECT_EQ(prepare_conv(conv(type), kNothing), Status::kOk);
  EXPECT_EQ(prepare_conv(conv(DType::kInt16), [](Operands& o) { o.bias.dtype = DType::kInt32; }), Status::kOk);
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.weights.dtype = DType::kInt4; }), Status::kOk);
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.weights.shape.dim[3] = 3; }), Status::kOk) << "two groups";
}

TEST(PrepareConv2d, RefusesContradictingShapes) {
  const std::vector<Spoil> spoils = {
      [](Operands& o) { o.input.shape.rank = 3; },     [](Operands& o) { o.output.shape.rank = 3; },
      [](Operands& o) { o.weights.shape.rank = 2; },   [](Operands& o) { o.output.shape.dim[1] = 3; },
      [](Operands& o) { o.output.shape.dim[0] = 2; },  [](Operands& o) { o.weights.shape.dim[0] = 5; },
      [](Operands& o) { o.weights.shape.dim[3] = 4; }, [](Operands& o) { o.weights.shape.dim[3] = 0; },
      [](Operands& o) { o.bias.shape.dim[0] = 3; },    [](Operands& o) { o.weights.shape.dim[1] = 1 << 20; },
  };
  for (std::size_t i = 0; i < spoils.size(); ++i) EXPECT_EQ(prepare_conv(conv(DType::kInt8), spoils[i]), Status::kBadShape) << i;
  EXPECT_EQ(prepare_conv(conv(DType::kInt8),
                         [](Operands& o) {
                           o.input.shape.dim[3] = 12;  // four groups of three do not divide six outputs
                           o.weights.shape.dim[3] = 3;
                           o.weights.shape.dim[0] = o.output.shape.dim[3] = o.bias.shape.dim[0] = o.weights.scale_count = 6;
                           o.weights_scales.assign(6, 0.1f);
                         }),
            Status::kBadShape);
}

TEST(PrepareConv2d, RefusesStridesAndDilationsOutsideTheirRange) {
  for (const std::int32_t bad : {0, -1, std::numeric_limits<std::int32_t>::max()}) {
    EXPECT_EQ(prepare_conv(conv(DType::kInt8), kNothing, {.stride_h = bad}), Status::kBadShape) << bad;
    EXPECT_EQ(prepare_conv(conv(DType::kInt8), kNothing, {.dilation_w = bad}), Status::kBadShape) << bad;
  }
}

TEST(PrepareConv2d, RefusesTypesThatAreNoOperator) {
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.output.dtype = DType::kFloat32; }), Status::kUnsupportedType);
  EXPECT_EQ(prepare_conv(conv(DType::kFloat32), [](Operands& o) { o.weights.dtype = DType::kInt8; }), Status::kUnsupportedType);
  EXPECT_EQ(prepare_conv(conv(DType::kInt16), [](Operands& o) { o.weights.dtype = DType::kInt4; }), Status::kUnsupportedType);
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.bias.dtype = DType::kInt8; }), Status::kUnsupportedType);
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.input.dtype = DType::kBool; }), Status::kUnsupportedType);
}

TEST(PrepareConv2d, RefusesOperandsThatVary) {
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.weights.is_constant = false; }), Status::kNotConstant);
  EXPECT_EQ(prepare_conv(conv(DType::kInt8), [](Operands& o) { o.bias.is_constant = false; }), Status::kNotConstant);
}

// N8
TEST(PrepareConv2d, RefusesBadScalesAndZeroPoints) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
  for (const float bad : {0.0f, -0.1f, kNan, kInf}) {
    EXPECT_EQ(prepare_conv(conv(DType::kInt8), [&](Operands& o) { o.input_scales[0] = bad; }), Status::kBadQuantization) << bad;
    EXPECT_EQ(prepare_conv(conv(DType::kInt8), [&](Operands& o) { o.output_scales[0] = bad; }), Status::kBadQuantization) << bad;
    EXPECT_EQ(prepare_conv(conv(DType::kInt8), [&](Operands& o) { o.weights_scales[2] = bad; }), Status::kBadQuantization) << bad;
  }
  const std::vector<Spoil> spoils = {
      [](Operands& o) { o.input.scale_count = 0; },     [](Operands& o) { o.weights.scale_count = 0; },
      [](Operands& o) { o.weights.scale_count = 3; },   [](Operands& o) { o.weights.scale_axis = 3; },
      [](Operands& o) { o.input.zero_point = 128; },    [](Operands& o) { o.output.zero_point = -129; },
      [](Operands& o) { o.output_scales[0] = 1e-38f; }, [](Operands& o) { o.input.scale_count = 3; },
  };
  for (std::size_t i = 0; i < spoils.size(); ++i) EXPECT_EQ(prepare_conv(conv(DType::kInt8), spoils[i]), Status::kBadQuantization) << i;
  EXPECT_EQ(prepare_conv(conv(DType::kInt16), [](Operands& o) { o.input.zero_point = 1; }), Status::kBadQuantization);
}

TEST(PrepareDepthwise, RefusesWhatIsNotADepthwiseConvolution) {
  EXPECT_EQ(prepare_depthwise(depthwise(DType::kInt8), kNothing), Status::kOk);
  EXPECT_EQ(prepare_depthwise(depthwise(DType::kInt16), kNothing), Status::kOk);
  EXPECT_EQ(prepare_depthwise(depthwise(DType::kInt16), [](Operands& o) { o.bias.dtype = DType::kInt32; }), Status::kUnsupportedType);
  EXPECT_EQ(prepare_depthwise(depthwise(DType::kInt8), [](Operands& o) { o.weights.shape.dim[0] = 2; }), Status::kBadShape);
  EXPECT_EQ(prepare_depthwise(depthwise(DType::kInt8), [](Operands& o) { o.input.shape.dim[3] = 3; }), Status::kBadShape);
  EXPECT_EQ(prepare_depthwise(depthwise(DType::kInt8), [](Operands& o) { o.weights.scale_axis = 0; }), Status::kBadQuantization);
}

TEST(PrepareFullyConnected, ReadsAnyRankAsRows) {
  pin::FullyConnectedInt p = {};
  EXPECT_EQ(prepare_dense(
                dense(DType::kInt8),
                [](Operands& o) {
                  o.input.shape = shape({1, 2, 2, 3});
                },
                &p),
            Status::kOk);
  EXPECT_EQ(p.rows, 2);
  EXPECT_EQ(p.per_channel, 1);
  EXPECT_EQ(prepare_dense(dense(DType::kInt8), [](Operands& o) { o.input.shape = shape({5}); }), Status::kBadShape);
  EXPECT_EQ(prepare_dense(dense(DType::kInt8), [](Operands& o) { o.output.shape = shape({2, 5}); }), Status::kBadShape);
}

TEST(PrepareFullyConnected, TakesVaryingWeightsOnlyAsInt8OrFloat) {
  const auto varying = [](Operands& o) { o.weights.is_constant = false; };
  EXPECT_EQ(prepare_dense(dense(DType::kInt8), varying), Status::kOk);
  EXPECT_EQ(prepare_dense(dense(DType::kInt16), varying), Status::kNotConstant);
  EXPECT_EQ(prepare_dense(dense(DType::kInt16), [](Operands& o) { o.bias.dtype = DType::kInt32; }), Status::kUnsupportedType);
  EXPECT_EQ(prepare_dense(dense(DType::kInt8), [](Operands& o) { o.weights.dtype = DType::kInt4; }), Status::kUnsupportedType);
}

// N13: these three scales give another multiplier when the product is made in double.
TEST(PrepareFullyConnected, MultipliesPerTensorScalesInFloat32) {
  const float in = 0.1f, w = 0.3f, out = 0.7f;
  pin::Multiplier got = {};
  const auto per_tensor = [&](Operands& o) {
    o.input_scales[0] = in;
    o.weights_scales = {w};
    o.weights.scale_count = 1;
    o.output_scales[0] = out;
  };
  ASSERT_EQ(prepare_dense(dense(DType::kInt8), per_tensor, nullptr, &got), Status::kOk);
  const float product = in * w;
  const pin::Multiplier want = pinhole::test::exact_multiplier(double{product} / double{out});
  const pin::Multiplier other = pinhole::test::exact_multiplier(double{in} * double{w} / double{out});
  EXPECT_EQ(got.value, want.value);
  EXPECT_NE(want.value, other.value) << "the scales do not tell the two apart";
}

// N13
TEST(PrepareFullyConnected, RefusesABiasScaleThatIsFarOff) {
  static const float far_off = 0.1f, near = 0.0005f;
  const auto with_bias_scale = [](const float* scale) {
    return [scale](Operands& o) {
      o.weights.scale_count = 1;
      o.bias.scale_count = 1;
      o.bias.scales = scale;
    };
  };
  EXPECT_EQ(prepare_dense(dense(DType::kInt8), with_bias_scale(&near)), Status::kOk);
  EXPECT_EQ(prepare_dense(dense(DType::kInt8), with_bias_scale(&far_off)), Status::kBadQuantization);
}

TEST(PreparePool, RefusesWindowsThatCannotBe) {
  Operands o(DType::kInt8, {1, 6, 6, 2}, {2}, {1, 3, 3, 2}, 0);
  o.link();
  pin::Pool2dInt p = {};
  pin::Pool2dAttributes a = {pin::Padding::kValid, 2, 2, 2, 2, pin::Activation::kNone};
  EXPECT_EQ(pin::prepare_pool_2d(a, o.input, o.output, &p), Status::kOk);
  for (const std::int32_t bad : {0, -2, 9, std::numeric_limits<std::int32_t>::max()}) {
    a.filter_h = bad;
    EXPECT_EQ(pin::prepare_pool_2d(a, o.input, o.output, &p), Status::kBadShape) << bad;
  }
  a.filter_h = 2;
  o.output.shape.dim[3] = 3;
  EXPECT_EQ(pin::prepare_pool_2d(a, o.input, o.output, &p), Status::kBadShape);
}

}  // namespace
