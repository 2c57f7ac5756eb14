// A test card for byte-order mistakes: eight colour bars above a gray ramp, in any pixel format. Used by tests, by the
// firmware's self-check, and to find out what a camera really delivers: most sensors (OV2640, OV7670, OV7675, OV3660) can be
// told to send colour bars, and guess_format() names the format under which they are the bars.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/frame/colour.h"
#include "device/frame/frame.h"

namespace pin {

// White, yellow, cyan, green, magenta, red, blue, black: the order of SMPTE EG 1 and of the sensors' own bars.
inline constexpr Rgb kBars[8] = {{255, 255, 255}, {255, 255, 0}, {0, 255, 255}, {0, 255, 0},
                                 {255, 0, 255},   {255, 0, 0},   {0, 0, 255},   {0, 0, 0}};

// The card's pixel at (x, y) of width x height: the upper three quarters are bars of width / 8, below runs a gray ramp from
// black (left) to white (right). Narrower than 8 pixels, the bars that have no pixel are missing.
Rgb test_card_pixel(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height);

// One row of R, G, B pixels [width, 3] written as `format` to row (row_bytes(format, width) bytes). YUV chroma is the rounded
// mean of the pair (an odd last pixel alone). Gray is rule C1, 565 keeps the high bits.
void encode_row(const std::uint8_t* rgb, std::int32_t width, PixelFormat format, std::uint8_t* row);

// The card into a frame's memory: height rows of stride_bytes. Bytes between rows are left alone.
void fill_test_card(std::uint8_t* data, std::int32_t width, std::int32_t height, std::int32_t stride_bytes, PixelFormat format);

// Which two-byte format (565 or YUV) makes these bytes the colour bars: the one with the least distance at the centres of
// the bars, one quarter down the frame. `distance` is its mean absolute difference a channel, 0..255: below about 60 is a
// match (real sensors send 75 % bars), above means that the frame does not show bars. width at least 16.
struct FormatGuess {
  PixelFormat format;
  std::int32_t distance;
};
FormatGuess guess_format(const std::uint8_t* data, std::int32_t width, std::int32_t height, std::int32_t stride_bytes);

}  // namespace pin
