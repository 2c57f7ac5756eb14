#include "compiler/ir/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace pinhole {
namespace {

constexpr const char* kPaddings[] = {"same", "valid"};
constexpr const char* kActivations[] = {"none", "relu", "relu_n1_to_1", "relu6", "tanh", "sign_bit"};
constexpr DType kTypes[] = {DType::kFloat32, DType::kInt8,   DType::kInt16, DType::kInt32, DType::kInt64,
                            DType::kUint8,   DType::kUint32, DType::kBool,  DType::kInt4};

template <class Enum, std::size_t N>
bool parse_name(std::string_view text, const char* const (&names)[N], Enum* value, std::string* expected) {
  for (std::size_t i = 0; i < N; ++i) {
    if (text == names[i]) {
      *value = static_cast<Enum>(i);
      return true;
    }
  }
  *expected = fmt::format("one of {}", fmt::join(names, ", "));
  return false;
}

template <class T>
bool parse_number(std::string_view text, T* value) {
  T parsed{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  *value = parsed;
  return true;
}

}  // namespace

std::string field_text(std::int32_t value) { return std::to_string(value); }
std::string field_text(bool value) { return value ? "true" : "false"; }
std::string field_text(float value) { return fmt::format("{}", value); }
std::string field_text(pin::Padding value) { return kPaddings[static_cast<int>(value)]; }
std::string field_text(pin::Activation value) { return kActivations[static_cast<int>(value)]; }
std::string field_text(DType value) { return to_string(value); }
std::string field_text(const Shape& value) { return to_string(value); }

bool parse_field(std::string_view text, std::int32_t* value, std::string* expected) {
  *expected = "a whole number";
  return parse_number(text, value);
}

bool parse_field(std::string_view text, bool* value, std::string* expected) {
  *expected = "true or false";
  if (text != "true" && text != "false") return false;
  *value = text == "true";
  return true;
}

bool parse_field(std::string_view text, float* value, std::string* expected) {
  *expected = "a number";
  return parse_number(text, value);
}

bool parse_field(std::string_view text, pin::Padding* value, std::string* expected) { return parse_name(text, kPaddings, value, expected); }

bool parse_field(std::string_view text, pin::Activation* value, std::string* expected) {
  return parse_name(text, kActivations, value, expected);
}

bool parse_field(std::string_view text, DType* value, std::string* expected) {
  std::vector<const char*> names;
  for (const DType type : kTypes) {
    if (text == to_string(type)) {
      *value = type;
      return true;
    }
    names.push_back(to_string(type));
  }
  *expected = fmt::format("one of {}", fmt::join(names, ", "));
  return false;
}

bool parse_field(std::string_view text, Shape* value, std::string* expected) {
  *expected = fmt::format("extents with x between them, at most {}, or scalar", pin::kMaxRank);
  Shape shape{0, {}};
  if (text != "scalar") {
    for (const std::string& part : split(text, 'x')) {
      if (shape.rank == pin::kMaxRank || !parse_number(std::string_view(part), &shape.dim[shape.rank])) return false;
      ++shape.rank;
    }
  }
  *value = shape;
  return true;
}

std::string attributes_text(const Attributes& attributes) {
  return std::visit(
      [](const auto& given) {
        using T = std::decay_t<decltype(given)>;
        std::vector<std::string> defaults, parts;
        const T untouched{};
        pin::visit_fields(untouched, [&](const char*, const auto& field) { defaults.push_back(field_text(field)); });
        std::size_t i = 0;
        pin::visit_fields(given, [&](const char* name, const auto& field) {
          if (const std::string text = field_text(field); text != defaults[i++]) parts.push_back(fmt::format("{} = {}", name, text));
        });
        return parts.empty() ? std::string() : fmt::format("{{{}}}", fmt::join(parts, ", "));
      },
      attributes);
}

Attributes parse_attributes(Op op, std::string_view text) {
  return dispatch(op, [&]<Op o>() -> Attributes {
    AttributesOf<o> attributes{};
    if (trim(text).empty()) return attributes;
    for (const std::string& part : split(text, ',')) {
      const auto equals = part.find('=');
      const std::string name{trim(std::string_view(part).substr(0, equals))};
      const std::string value{equals == std::string::npos ? "" : trim(std::string_view(part).substr(equals + 1))};
      std::vector<std::string> names;
      bool found = false;
      pin::visit_fields(attributes, [&](const char* field_name, auto& field) {
        names.emplace_back(field_name);
        if (name != field_name) return;
        found = true;
        std::string expected;
        if (!parse_field(value, &field, &expected)) {
          throw Error({.file = {},
                       .place = {},
                       .problem = fmt::format("attribute '{}' of {} cannot be read", name, op_name(op)),
                       .expected = expected,
                       .got = value,
                       .help = {}});
        }
      });
      if (!found) {
        throw Error({.file = {},
                     .place = {},
                     .problem = fmt::format("{} has no attribute '{}'", op_name(op), name),
                     .expected = fmt::format("{}", fmt::join(names, ", ")),
                     .got = name,
                     .help = {}});
      }
    }
    return attributes;
  });
}

}  // namespace pinhole
