#include "compiler/formats/keras/fields.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"

namespace pinhole::keras {

void fail(std::string place, std::string problem, std::string expected, std::string got, std::string help) {
  throw Error({.file = {},
               .place = std::move(place),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = std::move(help)});
}

Json parse_json(std::string_view text, const std::string& place) {
  if (text.size() > kMostJsonBytes) {
    fail(place, "the model's description is too long", fmt::format("at most {} bytes of JSON", kMostJsonBytes),
         fmt::format("{}", text.size()));
  }
  const auto check_depth = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kMostJsonDepth) {
      fail(place, "the model's description is nested too deeply", fmt::format("at most {} levels of JSON", kMostJsonDepth), "more");
    }
    return true;
  };
  try {
    return Json::parse(text, check_depth);
  } catch (const Json::parse_error& error) {
    fail(fmt::format("{}, byte {}", place, error.byte), "the model's description is no JSON", "Keras' JSON",
         text.empty() ? "nothing" : "something that cannot be read from there on", "save the model again; the file is damaged");
  } catch (const Json::exception&) {  // a number that no type holds
    fail(place, "the model's description is no JSON", "Keras' JSON", "a number that is too large");
  }
}

std::string shown(const Json& value) {
  constexpr std::size_t kMostShown = 60;
  if (value.is_structured() && value.size() > kMostShown) return value.is_array() ? "a long list" : "a large object";
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kMostShown) text = text.substr(0, kMostShown) + "...";
  return text;
}

Fields::Fields(const Json& object, std::string place) : object_(object), place_(std::move(place)) {
  if (!object.is_object()) fail(place_, "the description is not an object", "a JSON object", shown(object));
}

const Json* Fields::find(const char* key) const {
  const auto at = object_.find(key);
  return at == object_.end() || at->is_null() ? nullptr : &*at;
}

const Json& Fields::need(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) fail(place_, fmt::format("'{}' is missing", key), "a member of that name", "none");
  return *value;
}

void Fields::wrong(const char* key, const std::string& expected, const Json& got) const {
  fail(place_, fmt::format("'{}' is not usable", key), expected, shown(got));
}

std::int32_t Fields::element(const char* key, const Json& value, std::int64_t least, std::int64_t most) const {
  const auto refuse = [&] { wrong(key, fmt::format("a whole number from {} to {}", least, most), value); };
  std::int64_t n = 0;
  if (value.is_number_unsigned()) {
    if (value.get<std::uint64_t>() > static_cast<std::uint64_t>(kMostExtent)) refuse();
    n = static_cast<std::int64_t>(value.get<std::uint64_t>());
  } else if (value.is_number_integer()) {
    n = value.get<std::int64_t>();
  } else if (value.is_number_float() && std::abs(value.get<double>()) <= static_cast<double>(kMostExtent) &&
             std::trunc(value.get<double>()) == value.get<double>()) {
    n = static_cast<std::int64_t>(value.get<double>());
  } else {
    refuse();
  }
  if (n < least || n > most) refuse();
  return static_cast<std::int32_t>(n);
}

std::int32_t Fields::integer(const char* key, std::int64_t least, std::int64_t most, std::optional<std::int32_t> fallback) const {
  if (fallback.has_value() && find(key) == nullptr) return *fallback;
  return element(key, need(key), least, most);
}

double Fields::number(const char* key, double fallback) const {
  const Json* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_number()) wrong(key, "a number", *value);
  return value->get<double>();
}

bool Fields::flag(const char* key, bool fallback) const {
  const Json* value = find(key);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  if (*value == 0 || *value == 1) return *value == 1;
  wrong(key, "true or false", *value);
}

std::string Fields::text(const char* key, std::optional<std::string> fallback) const {
  if (fallback.has_value() && find(key) == nullptr) return *fallback;
  const Json& value = need(key);
  if (!value.is_string()) wrong(key, "text", value);
  return value.get<std::string>();
}

Pair Fields::pair(const char* key, std::int64_t least, std::int64_t most, std::optional<Pair> fallback) const {
  if (fallback.has_value() && find(key) == nullptr) return *fallback;
  const Json& value = need(key);
  if (!value.is_array()) {
    const std::int32_t both = element(key, value, least, most);
    return {both, both};
  }
  if (value.size() != 2) wrong(key, "two numbers: height and width", value);
  return {element(key, value[0], least, most), element(key, value[1], least, most)};
}

}  // namespace pinhole::keras
