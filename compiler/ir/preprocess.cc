#include "compiler/ir/preprocess.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace pinhole {
namespace {

constexpr const char* kCrops[] = {"centre", "stretch", "rectangle"};
constexpr const char* kResizes[] = {"area", "bilinear"};

[[noreturn]] void fail(const std::string& word, const std::string& expected) {
  throw Error(
      {.file = {}, .place = "preprocessing", .problem = "the description cannot be read", .expected = expected, .got = word, .help = {}});
}

template <class T>
T number(std::string_view text, const std::string& word) {
  T value{};
  text = trim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) fail(word, "a number");
  return value;
}

template <class T>
void numbers(const std::string& text, T* values, std::size_t count, const std::string& word) {
  const std::vector<std::string> parts = split(text, ',');
  if (parts.size() != count) fail(word, fmt::format("{} numbers", count));
  for (std::size_t i = 0; i < count; ++i) values[i] = number<T>(parts[i], word);
}

template <class Enum, std::size_t N>
Enum choice(const std::string& text, const char* const (&names)[N], const std::string& word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (text == names[i]) return static_cast<Enum>(i);
  }
  fail(word, fmt::format("one of {}", fmt::join(names, ", ")));
}

}  // namespace

std::string preprocess_text(const pin::Preprocess& p) {
  return fmt::format("crop={}; resize={}; width={}; height={}; channels={}; mean={},{},{}; deviation={},{},{}; rectangle={},{},{},{}",
                     kCrops[static_cast<int>(p.crop)], kResizes[static_cast<int>(p.resize)], p.width, p.height, p.channels, p.mean[0],
                     p.mean[1], p.mean[2], p.deviation[0], p.deviation[1], p.deviation[2], p.rectangle.x, p.rectangle.y, p.rectangle.width,
                     p.rectangle.height);
}

pin::Preprocess parse_preprocess(const std::string& text) {
  pin::Preprocess p;
  for (const std::string& part : split(text, ';')) {
    const std::string word{trim(part)};
    if (word.empty()) continue;
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals), value = equals == std::string::npos ? "" : word.substr(equals + 1);
    std::int32_t rectangle[4];
    if (key == "crop") p.crop = choice<pin::Crop>(value, kCrops, word);
    else if (key == "resize") p.resize = choice<pin::Resize>(value, kResizes, word);
    else if (key == "width") p.width = number<std::int32_t>(value, word);
    else if (key == "height") p.height = number<std::int32_t>(value, word);
    else if (key == "channels") p.channels = number<std::int32_t>(value, word);
    else if (key == "mean") numbers(value, p.mean, 3, word);
    else if (key == "deviation") numbers(value, p.deviation, 3, word);
    else if (key == "rectangle") {
      numbers(value, rectangle, 4, word);
      p.rectangle = {rectangle[0], rectangle[1], rectangle[2], rectangle[3]};
    } else fail(word, "crop, resize, width, height, channels, mean, deviation or rectangle");
  }
  if (!pin::is_valid(p)) fail(text, "a valid size (1 to 2048), 1 or 3 channels, and deviations above 0");
  return p;
}

}  // namespace pinhole
