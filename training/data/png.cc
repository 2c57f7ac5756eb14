// PNG by libspng, in and out.
#include <fmt/format.h>
#include <spng.h>

#include <cstdlib>
#include <memory>

#include "base/error.h"
#include "training/data/codecs.h"

namespace pinhole {
namespace {

// Text, colour profiles and the like; the picture itself is limited by its size.
constexpr std::size_t kChunkLimitBytes = std::size_t{16} << 20;

using Context = std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)>;

Context make_context(int flags) {
  Context context(spng_ctx_new(flags), &spng_ctx_free);
  if (!context) throw std::bad_alloc();
  return context;
}

// Every third byte: the gray of an R = G = B picture.
void keep_first_channel(std::vector<std::uint8_t>& pixels) {
  const std::size_t count = pixels.size() / 3;
  for (std::size_t i = 0; i < count; ++i) pixels[i] = pixels[3 * i];
  pixels.resize(count);
}

}  // namespace

Picture decode_png(std::span<const std::byte> bytes, const std::string& name) {
  const Context context = make_context(0);
  const auto check = [&](int code) {
    if (code != 0) damaged_picture(name, "PNG", spng_strerror(code));
  };
  check(spng_set_chunk_limits(context.get(), kChunkLimitBytes, kChunkLimitBytes));
  check(spng_set_png_buffer(context.get(), bytes.data(), bytes.size()));
  spng_ihdr header;
  check(spng_get_ihdr(context.get(), &header));
  check_picture_size(header.width, header.height, name);
  const bool gray = header.color_type == SPNG_COLOR_TYPE_GRAYSCALE || header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA;
  const bool direct = header.color_type == SPNG_COLOR_TYPE_GRAYSCALE && header.bit_depth <= 8;
  const int format = direct ? SPNG_FMT_G8 : SPNG_FMT_RGB8;
  std::size_t size = 0;
  check(spng_decoded_image_size(context.get(), format, &size));
  Picture picture{static_cast<int>(header.width), static_cast<int>(header.height), gray ? 1 : 3, {}};
  const std::size_t expected = std::size_t{header.width} * header.height * (direct ? 1 : 3);
  PIN_CHECK(size == expected, "the decoded size of a PNG picture");
  picture.pixels.resize(size);
  check(spng_decode_image(context.get(), picture.pixels.data(), size, format, 0));
  check(spng_decode_chunks(context.get()));  // what follows the pixels: a file cut short is damaged
  if (gray && !direct) keep_first_channel(picture.pixels);
  return picture;
}

Bytes encode_png(const Picture& picture) {
  const Context context = make_context(SPNG_CTX_ENCODER);
  const auto check = [](int code) { PIN_CHECK(code == 0, std::string("encoding a PNG picture: ") + spng_strerror(code)); };
  PIN_CHECK(picture.channels == 1 || picture.channels == 3, "pictures have one or three channels");
  spng_ihdr header = {};
  header.width = static_cast<std::uint32_t>(picture.width);
  header.height = static_cast<std::uint32_t>(picture.height);
  header.bit_depth = 8;
  header.color_type = picture.channels == 1 ? SPNG_COLOR_TYPE_GRAYSCALE : SPNG_COLOR_TYPE_TRUECOLOR;
  check(spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1));
  check(spng_set_ihdr(context.get(), &header));
  check(spng_encode_image(context.get(), picture.pixels.data(), picture.pixels.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE));
  std::size_t size = 0;
  int code = 0;
  const std::unique_ptr<void, decltype(&std::free)> buffer(spng_get_png_buffer(context.get(), &size, &code), &std::free);
  check(code);
  const std::byte* data = static_cast<const std::byte*>(buffer.get());
  return Bytes(data, data + size);
}

}  // namespace pinhole
