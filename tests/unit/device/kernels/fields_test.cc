// No struct has a field that its PIN_FIELDS forgot: the list is compared with how many members the compiler accepts, each given as
// one braced initialiser.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <utility>

#include "base/file.h"
#include "device/kernels/add/dsp.h"
#include "device/kernels/concatenation/concatenation.h"
#include "device/kernels/conv_2d/dsp.h"
#include "device/kernels/copy/view.h"
#include "device/kernels/depthwise_conv_2d/dsp.h"
#include "device/kernels/dequantize/dequantize.h"
#include "device/kernels/fully_connected/dsp.h"
#include "device/kernels/gather/gather.h"
#include "device/kernels/logistic/logistic.h"
#include "device/kernels/mean/mean.h"
#include "device/kernels/mirror_pad/mirror_pad.h"
#include "device/kernels/move/rearrange.h"
#include "device/kernels/move/slice.h"
#include "device/kernels/move/split.h"
#include "device/kernels/mul/dsp.h"
#include "device/kernels/pad/pad.h"
#include "device/kernels/pool_2d/pool_2d.h"
#include "device/kernels/quantize/quantize.h"
#include "device/kernels/relu/relu.h"
#include "device/kernels/resize/resize.h"
#include "device/kernels/shape/shape.h"
#include "device/kernels/softmax/softmax.h"
#include "device/kernels/space_to_batch/space_to_batch.h"
#include "device/kernels/update_slice/update_slice.h"

namespace pinhole {
namespace {

struct Anything {
  template <class T>
  operator T() const;  // never defined: only asked whether it could be called
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{{(static_cast<void>(I), Anything{})}...}; };
}

// Members of an aggregate. An array and a struct inside count as one.
template <class T>
constexpr int members() {
  return []<std::size_t... N>(std::index_sequence<N...>) {
    int most = 0;
    ((takes<T>(std::make_index_sequence<N + 1>()) ? most = static_cast<int>(N) + 1 : 0), ...);
    return most;
  }
  (std::make_index_sequence<32>());
}

struct Four {
  int a;
  float b[3];
  pin::Shape c;
  bool d;
};
static_assert(members<Four>() == 4);
static_assert(members<pin::NoAttributes>() == 0);

template <class... T>
struct Types {};

using Listed =
    Types<pin::Shape, pin::Multiplier, pin::Window, pin::Broadcast, pin::ChannelScale, pin::Requantization,                              //
          pin::Conv2dAttributes, pin::Conv2dInt, pin::Conv2dFloat, pin::Conv2dDsp,                                                       //
          pin::DepthwiseConv2dAttributes, pin::DepthwiseInt, pin::DepthwiseFloat, pin::DepthwiseDsp,                                     //
          pin::FullyConnectedAttributes, pin::FullyConnectedInt, pin::FullyConnectedFloat, pin::FullyConnectedDsp,                       //
          pin::Pool2dAttributes, pin::Pool2dInt, pin::Pool2dFloat,                                                                       //
          pin::AddAttributes, pin::AddInt, pin::AddInt32, pin::AddFloat, pin::MulAttributes, pin::MulInt, pin::MulInt32, pin::MulFloat,  //
          pin::FastScale, pin::AddDsp, pin::MulDsp,                                                                                      //
          pin::PadParams, pin::ReshapeAttributes, pin::StridedCopy, pin::ConcatenationAttributes,                                        //
          pin::Move, pin::BlockAttributes, pin::StridedSliceAttributes, pin::SplitAttributes, pin::PackAttributes,
          pin::UnpackAttributes,                                                                                       //
          pin::GatherAttributes, pin::GatherParams, pin::EmbeddingParams, pin::UpdateSlice, pin::SpaceToBatch,         //
          pin::MirrorPadAttributes, pin::MirrorPad, pin::SqueezeAttributes, pin::ShapeAttributes, pin::BroadcastArgs,  //
          pin::ResizeNearestAttributes, pin::ResizeBilinearAttributes, pin::ResizeNearest, pin::ResizeBilinearInt,     //
          pin::ResizeBilinearFloat,                                                                                    //
          pin::SoftmaxAttributes, pin::SoftmaxInt, pin::SoftmaxFloat, pin::LogisticInt8, pin::LogisticInt16,           //
          pin::ReluInt, pin::ClampInt, pin::MeanAttributes, pin::Reduction, pin::MeanInt,                              //
          pin::QuantizeFloat, pin::Requantize, pin::DequantizeParams>;

template <class... T, class Visitor>
void for_each_type(Types<T...>, const Visitor& visitor) {
  (visitor.template operator()<T>(), ...);
}

TEST(Fields, EveryMemberIsInTheList) {
  for_each_type(Listed{}, []<class T>() { EXPECT_EQ(members<T>(), pin::Fields<T>::kCount) << pin::Fields<T>::kName; });
}

TEST(Fields, EveryListInTheKernelsIsHeldByThisTest) {
  std::set<std::string> held, written;
  for_each_type(Listed{}, [&]<class T>() { held.insert(pin::Fields<T>::kName); });
  const std::regex pattern(R"(\nPIN_FIELDS\((pin::\w+))");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PINHOLE_SOURCE_DIR) + "/device/kernels")) {
    if (entry.path().extension() != ".h") continue;
    const std::string text = read_text_file(entry.path());
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i) written.insert((*i)[1]);
  }
  EXPECT_EQ(held, written);
}

}  // namespace
}  // namespace pinhole
