#include "compiler/lower/params.h"

#include <fmt/format.h>

namespace pinhole {

std::string literal(std::int32_t value) {
  // -2147483648 is not a literal in C++: it is minus applied to a number that does not fit.
  return value == std::numeric_limits<std::int32_t>::min() ? "-2147483647 - 1" : std::to_string(value);
}

std::string literal(float value) {
  if (std::isinf(value)) return value > 0 ? "std::numeric_limits<float>::infinity()" : "-std::numeric_limits<float>::infinity()";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

}  // namespace pinhole
