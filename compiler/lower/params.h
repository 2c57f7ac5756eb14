// A device parameter struct as text for emission, through its one list of fields (device/kernels/fields.h).
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

#include "compiler/lower/program.h"

namespace pinhole {

std::string literal(std::int32_t value);
std::string literal(float value);  // "6.0f", "std::numeric_limits<float>::infinity()": reads back to the same bits

template <class T>
ParamField param_field(const char* name, const T& value) {
  if constexpr (std::is_same_v<T, std::int32_t> || std::is_same_v<T, float>) {
    return {name, literal(value), {}};
  } else if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>) {
    return {name, literal(static_cast<std::int32_t>(value)), {}};
  } else if constexpr (std::is_array_v<T>) {
    ParamField field{name, {}, {}};
    for (const auto& element : value) field.children.push_back(param_field("", element));
    return field;
  } else {
    ParamField field{name, {}, {}};
    pin::visit_fields(value, [&](const char* inner, const auto& part) { field.children.push_back(param_field(inner, part)); });
    return field;
  }
}

template <class T>
Params make_params(const T& value) {
  return {pin::Fields<T>::kName, param_field("", value).children};
}

}  // namespace pinhole
