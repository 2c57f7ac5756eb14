#include "device/frame/test_card.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "device/frame/frame_to_tensor.h"

namespace pin {
namespace {

constexpr PixelFormat kTwoByteFormats[] = {PixelFormat::kRgb565BigEndian, PixelFormat::kRgb565LittleEndian, PixelFormat::kYuyv,
                                           PixelFormat::kUyvy};

TEST(TestCard, TellsEveryTwoByteFormatFromTheOthers) {
  for (const PixelFormat format : kTwoByteFormats) {
    std::vector<std::uint8_t> data(160 * 120 * 2);
    fill_test_card(data.data(), 160, 120, 320, format);
    const FormatGuess guess = guess_format(data.data(), 160, 120, 320);
    EXPECT_EQ(guess.format, format);
    EXPECT_LE(guess.distance, 1);
  }
}

TEST(TestCard, IsNotFoundInNoise) {
  pinhole::Random random(3);
  std::vector<std::uint8_t> data(160 * 120 * 2);
  for (auto& b : data) b = static_cast<std::uint8_t>(random.below(256));
  EXPECT_GT(guess_format(data.data(), 160, 120, 320).distance, 60);
}

TEST(TestCard, LeavesTheBytesBetweenRowsAlone) {
  std::vector<std::uint8_t> data(10 * 4, 0x5a);
  fill_test_card(data.data(), 3, 4, 10, PixelFormat::kYuyv);  // 8 bytes a row
  for (std::size_t y = 0; y < 4; ++y) {
    EXPECT_EQ(data[10 * y + 8], 0x5a);
    EXPECT_EQ(data[10 * y + 9], 0x5a);
  }
}

// Mean absolute difference of neighbours in gray, divided by the standard deviation: bytes read in their own format give
// the smoothest picture for its contrast.
double roughness(const std::vector<std::uint8_t>& bytes, PixelFormat format) {
  const Frame frame = {bytes.data(), 160, 120, 320, format};
  Preprocess p;
  p.crop = Crop::kStretch;
  p.width = 160;
  p.height = 120;
  p.channels = 1;
  std::vector<std::uint8_t> out(160 * 120);
  std::vector<std::uint32_t> scratch(row_resizer_scratch_bytes(p, 160, 120, format) / 4);
  EXPECT_EQ(frame_to_pixels(frame, p, out.data(), scratch.data(), scratch.size() * 4), FrameStatus::kOk);
  double differences = 0, sum = 0, squares = 0;
  for (std::size_t i = 161; i < out.size(); ++i) {
    differences += std::abs(out[i] - out[i - 1]) + std::abs(out[i] - out[i - 160]);
    sum += out[i];
    squares += out[i] * out[i];
  }
  const double n = static_cast<double>(out.size() - 161);
  return differences / n / std::sqrt(squares / n - sum / n * sum / n);
}

TEST(CameraRaw, IsSmoothestAsUyvy) {
  const std::filesystem::path folder = std::filesystem::path(PINHOLE_SOURCE_DIR) / "../shared/data/camera_raw/yuv422_160x120";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "needs ../shared/data/camera_raw";
  int frames = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto file = pinhole::read_file(entry.path());
    ASSERT_EQ(file.size(), 38400u);
    std::vector<std::uint8_t> bytes(file.size());
    std::memcpy(bytes.data(), file.data(), file.size());
    const double as_uyvy = roughness(bytes, PixelFormat::kUyvy);
    for (const PixelFormat other : {PixelFormat::kRgb565BigEndian, PixelFormat::kRgb565LittleEndian, PixelFormat::kYuyv}) {
      EXPECT_LT(as_uyvy, roughness(bytes, other)) << entry.path() << " format " << static_cast<int>(other);
    }
    ++frames;
  }
  EXPECT_EQ(frames, 4);
}

}  // namespace
}  // namespace pin
