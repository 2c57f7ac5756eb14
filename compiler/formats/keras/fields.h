// Typed reading of Keras' JSON. Used by the files of this room only. Everything in the JSON is hostile: a value of the wrong type, or
// out of range, is an Error whose place is the layer.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace pinhole::keras {

using Json = nlohmann::json;

inline constexpr std::size_t kMostJsonBytes = std::size_t{1} << 24;  // of a model's description; the largest of keras.applications has 1 MB
inline constexpr int kMostJsonDepth = 64;
inline constexpr std::int64_t kMostExtent = std::int64_t{1} << 24;  // of an axis, a padding, a filter

[[noreturn]] void fail(std::string place, std::string problem, std::string expected, std::string got, std::string help = {});

// Throws Error (place: `place` and the byte) for what is no JSON, is too long or nested too deeply.
Json parse_json(std::string_view text, const std::string& place);

// At most 60 characters of a value, for messages.
std::string shown(const Json& value);

using Pair = std::array<std::int32_t, 2>;  // height, width

// The object's members by name. A member that is null counts as absent. Keeps a reference to the object.
class Fields {
 public:
  // Throws Error when `object` is none.
  Fields(const Json& object, std::string place);

  const std::string& place() const { return place_; }
  const Json& object() const { return object_; }
  const Json* find(const char* key) const;  // or null
  const Json& need(const char* key) const;

  // Without a fallback the member must be there. Throws Error for another type, and for numbers outside least..most.
  std::int32_t integer(const char* key, std::int64_t least, std::int64_t most, std::optional<std::int32_t> fallback = {}) const;
  double number(const char* key, double fallback) const;
  bool flag(const char* key, bool fallback) const;  // 0 and 1 count: some files have them
  std::string text(const char* key, std::optional<std::string> fallback = {}) const;
  // [height, width], or one number for both.
  Pair pair(const char* key, std::int64_t least, std::int64_t most, std::optional<Pair> fallback = {}) const;

  // An element of a member as a number in least..most.
  std::int32_t element(const char* key, const Json& value, std::int64_t least, std::int64_t most) const;
  [[noreturn]] void wrong(const char* key, const std::string& expected, const Json& got) const;

 private:
  const Json& object_;
  std::string place_;
};

}  // namespace pinhole::keras
