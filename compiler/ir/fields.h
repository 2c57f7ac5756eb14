// What follows from a struct's one list of fields (device/kernels/fields.h): equality, printing and parsing of attributes.
#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/graph.h"

namespace pinhole {

// One field as text: 2, true, 0.5, same, relu6, i32, 1x-1x6.
std::string field_text(std::int32_t value);
std::string field_text(bool value);
std::string field_text(float value);  // shortest text that reads back to the same bits
std::string field_text(pin::Padding value);
std::string field_text(pin::Activation value);
std::string field_text(DType value);
std::string field_text(const Shape& value);

// The reverse. False, with `*value` unchanged, when the text is not of the kind; `expected` then says what would have been.
bool parse_field(std::string_view text, std::int32_t* value, std::string* expected);
bool parse_field(std::string_view text, bool* value, std::string* expected);
bool parse_field(std::string_view text, float* value, std::string* expected);
bool parse_field(std::string_view text, pin::Padding* value, std::string* expected);
bool parse_field(std::string_view text, pin::Activation* value, std::string* expected);
bool parse_field(std::string_view text, DType* value, std::string* expected);
bool parse_field(std::string_view text, Shape* value, std::string* expected);

template <class T>
bool same_fields(const T& a, const T& b) {
  std::string text_a, text_b;
  pin::visit_fields(a, [&](const char*, const auto& field) { text_a += field_text(field) + ','; });
  pin::visit_fields(b, [&](const char*, const auto& field) { text_b += field_text(field) + ','; });
  return text_a == text_b;
}

// "{padding = same, stride_h = 2}" without the fields that have their default value; "" when none is left.
std::string attributes_text(const Attributes& attributes);

// Fills in the attributes of `op` from "a = 1, b = same" (without braces). Throws Error naming the field.
Attributes parse_attributes(Op op, std::string_view text);

}  // namespace pinhole
