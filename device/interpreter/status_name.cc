#include "device/interpreter/interpreter.h"

namespace pin {

const char* status_name(Status status) {
  switch (status) {
    case Status::kOk: return "kOk";
    case Status::kUnsupportedType: return "kUnsupportedType";
    case Status::kUnsupportedOperator: return "kUnsupportedOperator";
    case Status::kBadShape: return "kBadShape";
    case Status::kBadQuantization: return "kBadQuantization";
    case Status::kNotConstant: return "kNotConstant";
    case Status::kOutOfMemory: return "kOutOfMemory";
    case Status::kBadModel: return "kBadModel";
    case Status::kUnsupportedModel: return "kUnsupportedModel";
    case Status::kMisaligned: return "kMisaligned";
  }
  return "unknown";
}

}  // namespace pin
