#include "training/data/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spng.h>

#include <cstring>

#include "base/error.h"
#include "tests/unit/training/data/make_pictures.h"
#include "training/data/codecs.h"

namespace pinhole {
namespace {

using testing::HasSubstr;

std::string message_of(const Bytes& bytes) {
  try {
    decode_picture(bytes, "a/b.jpg");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

Bytes encode_png_as(int color_type, int depth, const Bytes& rows, std::uint32_t width, std::uint32_t height) {
  spng_ctx* context = spng_ctx_new(SPNG_CTX_ENCODER);
  spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
  spng_ihdr header = {};
  header.width = width;
  header.height = height;
  header.bit_depth = static_cast<std::uint8_t>(depth);
  header.color_type = static_cast<std::uint8_t>(color_type);
  spng_set_ihdr(context, &header);
  spng_plte palette = {};
  palette.n_entries = 2;
  palette.entries[1] = {10, 20, 30, 255};
  if (color_type == SPNG_COLOR_TYPE_INDEXED) spng_set_plte(context, &palette);
  EXPECT_EQ(spng_encode_image(context, rows.data(), rows.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE), 0);
  std::size_t size = 0;
  int code = 0;
  void* buffer = spng_get_png_buffer(context, &size, &code);
  Bytes bytes(static_cast<std::byte*>(buffer), static_cast<std::byte*>(buffer) + size);
  std::free(buffer);
  spng_ctx_free(context);
  return bytes;
}

TEST(Png, ComesBackUnchanged) {
  for (const int channels : {1, 3}) {
    const Picture picture = make_picture(17, 5, channels, 3);
    const Picture back = decode_picture(encode_png(picture), "x");
    EXPECT_EQ(back.width, 17);
    EXPECT_EQ(back.height, 5);
    EXPECT_EQ(back.channels, channels);
    EXPECT_EQ(back.pixels, picture.pixels);
  }
}

TEST(Png, ReadsPalettesSixteenBitsAndTransparency) {
  using P = std::vector<std::uint8_t>;
  const auto bytes = [](std::initializer_list<int> v) {
    Bytes b;
    for (const int x : v) b.push_back(static_cast<std::byte>(x));
    return b;
  };
  const Picture palette = decode_picture(encode_png_as(SPNG_COLOR_TYPE_INDEXED, 8, bytes({1, 0}), 2, 1), "x");
  EXPECT_EQ(palette.pixels, (P{10, 20, 30, 0, 0, 0}));
  const Picture alpha = decode_picture(encode_png_as(SPNG_COLOR_TYPE_TRUECOLOR_ALPHA, 8, bytes({1, 2, 3, 0}), 1, 1), "x");
  EXPECT_EQ(alpha.pixels, (P{1, 2, 3}));
  const Picture gray_alpha = decode_picture(encode_png_as(SPNG_COLOR_TYPE_GRAYSCALE_ALPHA, 8, bytes({77, 9}), 1, 1), "x");
  EXPECT_EQ(gray_alpha.channels, 1);
  EXPECT_EQ(gray_alpha.pixels, P{77});
  const Picture deep = decode_picture(encode_png_as(SPNG_COLOR_TYPE_GRAYSCALE, 16, bytes({0x12, 0x12}), 1, 1), "x");
  EXPECT_EQ(deep.channels, 1);
  EXPECT_EQ(deep.pixels, P{0x12});
  const Picture bits = decode_picture(encode_png_as(SPNG_COLOR_TYPE_GRAYSCALE, 1, bytes({0x80}), 2, 1), "x");
  EXPECT_EQ(bits.pixels, (P{255, 0}));
}

TEST(Jpeg, IsReadInGrayColourAndProgressive) {
  for (const int channels : {1, 3}) {
    for (const bool progressive : {false, true}) {
      const Picture picture = make_picture(33, 21, channels, 5);
      const Picture back = decode_picture(encode_jpeg(picture, {.quality = 100, .progressive = progressive}), "x");
      ASSERT_EQ(back.channels, channels);
      ASSERT_EQ(back.pixels.size(), picture.pixels.size());
      for (std::size_t i = 0; i < back.pixels.size(); ++i) ASSERT_NEAR(back.pixels[i], picture.pixels[i], 6) << i;
    }
  }
}

TEST(Jpeg, TurnsCmykIntoRgb) {
  // libjpeg writes the Adobe marker: stored values are inverted, 255 is no ink.
  Picture cmyk{16, 16, 4, {}};
  for (int i = 0; i < 256; ++i) cmyk.pixels.insert(cmyk.pixels.end(), {255, 128, 0, 255});
  const Picture back = decode_picture(encode_jpeg(cmyk, {.quality = 100}), "x");
  EXPECT_EQ(back.channels, 3);
  EXPECT_NEAR(back.pixels[0], 255, 2);
  EXPECT_NEAR(back.pixels[1], 128, 2);
  EXPECT_NEAR(back.pixels[2], 0, 2);
}

// One entry: tag 0x0112, type 3, count 1.
std::string exif(int orientation, bool big) {
  std::string e("Exif\0\0", 6);
  const auto put = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) e.push_back(static_cast<char>(value >> (8 * (big ? size - 1 - i : i))));
  };
  e += big ? "MM" : "II";
  put(42, 2);
  put(8, 4);
  put(1, 2);
  put(0x0112, 2);
  put(3, 2);
  put(1, 4);
  put(static_cast<std::uint32_t>(orientation), 2);
  put(0, 2);
  put(0, 4);
  return e;
}

TEST(Jpeg, StandsUprightAsExifSays) {
  Picture picture{16, 8, 1, std::vector<std::uint8_t>(128, 0)};
  for (std::size_t y = 0; y < 4; ++y) std::fill_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(16 * y), 8, 255);  // upper left
  for (const bool big : {false, true}) {
    const Picture turned = decode_picture(encode_jpeg(picture, {.quality = 100, .app1 = exif(6, big)}), "x");
    EXPECT_EQ(turned.width, 8);  // orientation 6: a quarter turn clockwise, upper left goes to upper right
    EXPECT_EQ(turned.height, 16);
    EXPECT_NEAR(turned.pixels[7], 255, 3);
    EXPECT_NEAR(turned.pixels[0], 0, 3);
  }
}

TEST(Upright, UndoesEachOfTheEightOrientations) {
  // 2 x 1 picture "a b" as it would be stored under each orientation, from Exif 2.32, 4.6.4: where row 0 and column 0 lie.
  const struct {
    int orientation, width, height;
    std::vector<std::uint8_t> stored;
  } cases[] = {{1, 3, 2, {1, 2, 3, 4, 5, 6}}, {2, 3, 2, {3, 2, 1, 6, 5, 4}}, {3, 3, 2, {6, 5, 4, 3, 2, 1}}, {4, 3, 2, {4, 5, 6, 1, 2, 3}},
               {5, 2, 3, {1, 4, 2, 5, 3, 6}}, {6, 2, 3, {3, 6, 2, 5, 1, 4}}, {7, 2, 3, {6, 3, 5, 2, 4, 1}}, {8, 2, 3, {4, 1, 5, 2, 6, 3}}};
  for (const auto& c : cases) {
    const Picture out = upright({c.width, c.height, 1, c.stored}, c.orientation);
    EXPECT_EQ(out.width, 3) << c.orientation;
    EXPECT_EQ(out.pixels, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6})) << c.orientation;
  }
}

TEST(Exif, SurvivesEveryTruncationAndFlippedByte) {
  const std::string whole = exif(6, false);
  for (std::size_t n = 6; n <= whole.size(); ++n) {
    const Bytes bytes = bytes_of(whole.substr(0, n));
    const int got = exif_orientation(bytes);
    EXPECT_TRUE(got >= 1 && got <= 8);
    for (std::size_t i = 6; i < n; ++i) {
      Bytes broken = bytes;
      broken[i] ^= std::byte{0xff};
      const int other = exif_orientation(broken);
      EXPECT_TRUE(other >= 1 && other <= 8);
    }
  }
}

TEST(Netpbm, ReadsPlainAndBinaryWithComments) {
  using P = std::vector<std::uint8_t>;
  EXPECT_EQ(decode_picture(bytes_of("P2 # c\n2 1\n255\n7 9\n"), "x").pixels, (P{7, 9}));
  EXPECT_EQ(decode_picture(bytes_of("P5\n#c\n2 1 255\nab"), "x").pixels, (P{'a', 'b'}));
  EXPECT_EQ(decode_picture(bytes_of("P3\n1 1\n15\n15 0 5"), "x").pixels, (P{255, 0, 85}));
  EXPECT_EQ(decode_picture(bytes_of("P6\n1 1\n255\nxyz"), "x").channels, 3);
  EXPECT_EQ(decode_picture(bytes_of(std::string_view("P5 1 1 65535 \xff\x00", 15)), "x").pixels, P{254});
}

TEST(DecodePicture, NamesFileAndContentItCannotRead) {
  EXPECT_THAT(message_of(bytes_of(std::string_view("RIFF\0\0\0\0WEBPVP8 ", 16))), HasSubstr("a/b.jpg"));
  EXPECT_THAT(message_of(bytes_of(std::string_view("RIFF\0\0\0\0WEBPVP8 ", 16))), HasSubstr("a WebP picture"));
  EXPECT_THAT(message_of({}), HasSubstr("an empty file"));
  EXPECT_THAT(message_of(bytes_of("hello")), HasSubstr("not a picture"));
  EXPECT_THAT(message_of(bytes_of("P5 1 2 255 a")), HasSubstr("1 bytes of pixels instead of 2"));
}

TEST(DecodePicture, RefusesHugeSizesBeforeTakingMemory) {
  EXPECT_THAT(message_of(bytes_of("P5 40000 1 255 ")), HasSubstr("40000 x 1"));
  EXPECT_THAT(message_of(bytes_of("P6 30000 30000 255 ")), HasSubstr("at most 67108864 pixels"));
  Bytes png = encode_png(make_picture(4, 4, 3, 1));
  png[16] = std::byte{0x7f};  // the width's highest byte; its checksum is wrong too
  EXPECT_THAT(message_of(png), HasSubstr("damaged"));
}

TEST(DecodePicture, RefusesEveryTruncation) {
  for (const Bytes& whole : {encode_png(make_picture(9, 7, 3, 2)), encode_jpeg(make_picture(24, 24, 3, 2)),
                             encode_jpeg(make_picture(24, 24, 1, 2), {.progressive = true})}) {
    for (std::size_t n = 0; n + 4 < whole.size(); n += 3) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
      EXPECT_NE(message_of(part), "no error") << n << " of " << whole.size();
    }
  }
}

TEST(DecodePicture, SurvivesFlippedBytes) {
  int refused = 0;
  for (const Bytes& whole : {encode_png(make_picture(9, 7, 3, 2)), encode_jpeg(make_picture(24, 24, 3, 2)), bytes_of("P3 1 1 255 1 2 3")}) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      Random random(seed);
      Bytes broken = whole;
      for (int k = 0; k < 3; ++k) broken[random.below(broken.size())] = static_cast<std::byte>(random.below(256));
      refused += message_of(broken) == "no error" ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 400);
}

}  // namespace
}  // namespace pinhole
