#include "compiler/ir/op.h"

namespace pinhole {

const char* op_name(Op op) {
  return dispatch(op, []<Op o>() { return OpInfo<o>::kName; });
}

const char* op_tflite_name(Op op) {
  return dispatch(op, []<Op o>() { return OpInfo<o>::kTfliteName; });
}

Category op_category(Op op) {
  return dispatch(op, []<Op o>() { return OpInfo<o>::kCategory; });
}

bool find_op(std::string_view name, Op* op) {
  for (const Op candidate : kAllOps) {
    if (name == op_name(candidate)) {
      *op = candidate;
      return true;
    }
  }
  return false;
}

}  // namespace pinhole
