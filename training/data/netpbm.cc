// PGM and PPM, plain (P2, P3) and binary (P5, P6): netpbm.sourceforge.net/doc/pgm.html and ppm.html.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "training/data/codecs.h"

namespace pinhole {
namespace {

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  // A decimal number of at most `most` after white space and comments (# to the end of the line).
  std::uint32_t number(std::uint32_t most) {
    while (at_ < bytes_.size() && (is_space(peek()) || peek() == '#')) {
      if (peek() == '#') {
        while (at_ < bytes_.size() && peek() != '\n') ++at_;
      } else {
        ++at_;
      }
    }
    std::uint64_t value = 0;
    const std::size_t begin = at_;
    for (; at_ < bytes_.size() && peek() >= '0' && peek() <= '9'; ++at_) {
      value = value * 10 + static_cast<std::uint64_t>(peek() - '0');
      if (value > most) fail(fmt::format("a number over {}", most));
    }
    if (at_ == begin) fail(at_ == bytes_.size() ? "the end of the file" : "something that is no number");
    return static_cast<std::uint32_t>(value);
  }

  void skip_one_space() {
    if (at_ == bytes_.size() || !is_space(peek())) fail("no white space after the header");
    ++at_;
  }

  std::uint32_t sample(std::size_t size) {
    std::uint32_t value = std::to_integer<std::uint32_t>(bytes_[at_++]);
    if (size == 2) value = value << 8 | std::to_integer<std::uint32_t>(bytes_[at_++]);
    return value;
  }

  std::size_t left() const { return bytes_.size() - at_; }

  [[noreturn]] void fail(const std::string& got) const { damaged_picture(name_, "PGM or PPM", fmt::format("{} at byte {}", got, at_)); }

 private:
  static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
  char peek() const { return static_cast<char>(bytes_[at_]); }

  std::span<const std::byte> bytes_;
  const std::string& name_;
  std::size_t at_ = 2;  // behind "P5"
};

}  // namespace

Picture decode_netpbm(std::span<const std::byte> bytes, const std::string& name) {
  const char kind = static_cast<char>(bytes[1]);
  const bool plain = kind == '2' || kind == '3';
  Reader reader(bytes, name);
  const std::uint32_t width = reader.number(1u << 30), height = reader.number(1u << 30);
  const std::uint32_t most = reader.number(65535);
  check_picture_size(width, height, name);
  if (most == 0) reader.fail("a largest value of 0");
  Picture picture{static_cast<int>(width), static_cast<int>(height), kind == '2' || kind == '5' ? 1 : 3, {}};
  const std::size_t samples = std::size_t{width} * height * static_cast<std::size_t>(picture.channels);
  const std::size_t sample_bytes = most > 255 ? 2 : 1;
  if (!plain) reader.skip_one_space();
  const std::size_t needed = plain ? 2 * samples - 1 : samples * sample_bytes;
  if (reader.left() < needed) reader.fail(fmt::format("{} bytes of pixels instead of {}", reader.left(), needed));
  picture.pixels.reserve(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const std::uint32_t value = plain ? reader.number(most) : std::min(most, reader.sample(sample_bytes));
    picture.pixels.push_back(static_cast<std::uint8_t>(most == 255 ? value : (value * 255 + most / 2) / most));
  }
  return picture;
}

}  // namespace pinhole
