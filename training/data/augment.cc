#include "training/data/augment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace pinhole {
namespace {

struct Shape {
  int height, width, channels;
  std::size_t at(int y, int x) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
           static_cast<std::size_t>(channels);
  }
  std::size_t pixels() const { return static_cast<std::size_t>(height) * static_cast<std::size_t>(width); }
};

// Everything that is drawn, always in this order and always all of it: switching one change on leaves the others as they are.
struct Draw {
  bool flip_x, flip_y;
  double shift_x, shift_y;  // pixels
  double angle, scale;
  double brightness, contrast;
  double cut_x, cut_y, cut_side;  // 0..1
};

Draw draw(const Augment& a, const Shape& shape, Random random) {
  Draw d;
  d.flip_x = random.below(2) == 1 && a.flip_horizontal;
  d.flip_y = random.below(2) == 1 && a.flip_vertical;
  d.shift_x = random.uniform(-1, 1) * a.shift * shape.width;
  d.shift_y = random.uniform(-1, 1) * a.shift * shape.height;
  d.angle = random.uniform(-1, 1) * a.rotate_deg * std::numbers::pi / 180;
  d.scale = std::pow(1 - a.zoom, random.uniform(-1, 1));
  d.contrast = 1 + random.uniform(-1, 1) * a.contrast;
  d.brightness = random.uniform(-1, 1) * a.brightness * 255;
  d.cut_x = random.uniform();
  d.cut_y = random.uniform();
  d.cut_side = random.uniform() * a.cutout;
  return d;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  return Random(hash ^ (value * 0x9e3779b97f4a7c15u + 0x632be59bd9b4e019u)).next();
}

void flip_and_shift(const std::uint8_t* in, const Shape& s, const Draw& d, std::uint8_t* out) {
  const int dx = static_cast<int>(std::lround(d.shift_x)), dy = static_cast<int>(std::lround(d.shift_y));
  for (int y = 0; y < s.height; ++y) {
    int from_y = std::clamp(y - dy, 0, s.height - 1);
    if (d.flip_y) from_y = s.height - 1 - from_y;
    for (int x = 0; x < s.width; ++x) {
      int from_x = std::clamp(x - dx, 0, s.width - 1);
      if (d.flip_x) from_x = s.width - 1 - from_x;
      std::memcpy(out + s.at(y, x), in + s.at(from_y, from_x), static_cast<std::size_t>(s.channels));
    }
  }
}

// The inverse of flip, then turn and scale about the centre, then shift: where each output pixel comes from.
void sample(const std::uint8_t* in, const Shape& s, const Draw& d, std::uint8_t* out) {
  const double cx = (s.width - 1) / 2.0, cy = (s.height - 1) / 2.0;
  const double c = std::cos(d.angle) / d.scale, n = std::sin(d.angle) / d.scale;
  for (int y = 0; y < s.height; ++y) {
    for (int x = 0; x < s.width; ++x) {
      const double u = x - cx - d.shift_x, v = y - cy - d.shift_y;
      double px = c * u + n * v, py = -n * u + c * v;
      if (d.flip_x) px = -px;
      if (d.flip_y) py = -py;
      px = std::clamp(px + cx, 0.0, s.width - 1.0);
      py = std::clamp(py + cy, 0.0, s.height - 1.0);
      const int x0 = static_cast<int>(px), y0 = static_cast<int>(py);
      const int x1 = std::min(x0 + 1, s.width - 1), y1 = std::min(y0 + 1, s.height - 1);
      const double fx = px - x0, fy = py - y0;
      for (int k = 0; k < s.channels; ++k) {
        const std::size_t channel = static_cast<std::size_t>(k);
        const double above = in[s.at(y0, x0) + channel] * (1 - fx) + in[s.at(y0, x1) + channel] * fx;
        const double below = in[s.at(y1, x0) + channel] * (1 - fx) + in[s.at(y1, x1) + channel] * fx;
        out[s.at(y, x) + channel] = static_cast<std::uint8_t>(above * (1 - fy) + below * fy + 0.5);
      }
    }
  }
}

// The mean of each channel, and of all of them in [3].
void means(const std::uint8_t* pixels, const Shape& s, double (&mean)[4]) {
  std::uint64_t sums[3] = {};
  const std::size_t channels = static_cast<std::size_t>(s.channels);
  for (std::size_t i = 0; i < s.pixels() * channels; ++i) sums[i % channels] += pixels[i];
  mean[3] = 0;
  for (std::size_t c = 0; c < channels; ++c) {
    mean[c] = static_cast<double>(sums[c]) / static_cast<double>(s.pixels());
    mean[3] += mean[c] / s.channels;
  }
}

void change_light(std::uint8_t* pixels, const Shape& s, const Draw& d) {
  double mean[4];
  means(pixels, s, mean);
  std::uint8_t table[256];
  for (int v = 0; v < 256; ++v) {
    const double value = (v - mean[3]) * d.contrast + mean[3] + d.brightness;
    table[v] = static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
  }
  for (std::size_t i = 0; i < s.pixels() * static_cast<std::size_t>(s.channels); ++i) pixels[i] = table[pixels[i]];
}

void cut_out(std::uint8_t* pixels, const Shape& s, const Draw& d) {
  const int side = static_cast<int>(std::lround(d.cut_side * std::min(s.height, s.width)));
  if (side == 0) return;
  double mean[4];
  means(pixels, s, mean);
  const int left = static_cast<int>(d.cut_x * (s.width - side + 1)), top = static_cast<int>(d.cut_y * (s.height - side + 1));
  for (int y = top; y < top + side; ++y) {
    for (int x = left; x < left + side; ++x) {
      for (int c = 0; c < s.channels; ++c) pixels[s.at(y, x) + static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(mean[c] + 0.5);
    }
  }
}

}  // namespace

bool operator==(const Augment& a, const Augment& b) {
  return a.flip_horizontal == b.flip_horizontal && a.flip_vertical == b.flip_vertical && a.shift == b.shift &&
         a.rotate_deg == b.rotate_deg && a.zoom == b.zoom && a.brightness == b.brightness && a.contrast == b.contrast &&
         a.cutout == b.cutout;
}

bool is_off(const Augment& a) { return a == Augment{}; }

void check_augment(const Augment& a) {
  const struct {
    const char* name;
    double value, most;
  } ranges[] = {{"shift", a.shift, 0.5},         {"rotate_deg", a.rotate_deg, 180}, {"zoom", a.zoom, 0.5},
                {"brightness", a.brightness, 1}, {"contrast", a.contrast, 1},       {"cutout", a.cutout, 1}};
  for (const auto& range : ranges) {
    if (range.value >= 0 && range.value <= range.most) continue;
    throw Error({.file = {},
                 .place = "augment",
                 .problem = fmt::format("{} is out of range", range.name),
                 .expected = fmt::format("0 to {}", range.most),
                 .got = fmt::format("{}", range.value),
                 .help = {}});
  }
}

void augment_picture(std::span<const std::uint8_t> picture, int height, int width, int channels, const Augment& augment, std::uint64_t seed,
                     std::uint64_t epoch, std::uint64_t index, std::span<std::uint8_t> out) {
  const Shape shape{height, width, channels};
  PIN_CHECK(picture.size() == shape.pixels() * static_cast<std::size_t>(channels) && out.size() == picture.size(), "sizes to augment");
  const Draw d = draw(augment, shape, Random(mix(mix(mix(0, seed), epoch), index)));
  if (augment.rotate_deg == 0 && augment.zoom == 0) {
    flip_and_shift(picture.data(), shape, d, out.data());
  } else {
    sample(picture.data(), shape, d, out.data());
  }
  if (augment.brightness != 0 || augment.contrast != 0) change_light(out.data(), shape, d);
  if (augment.cutout != 0) cut_out(out.data(), shape, d);
}

}  // namespace pinhole
