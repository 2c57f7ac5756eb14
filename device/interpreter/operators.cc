#include "device/interpreter/operators.h"

namespace pin {

OperatorTable all_operators() {
#define PIN_OPERATOR(NAME, code, Op, options) {code, #NAME, &prepare_operator<Op>, &Op::run},
  static constexpr Operator rows[] = {
#include "device/interpreter/operators.def"
  };
#undef PIN_OPERATOR
  return {rows, static_cast<std::int32_t>(sizeof(rows) / sizeof(rows[0]))};
}

}  // namespace pin
