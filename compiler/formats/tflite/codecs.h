// The codecs of all operators, by family. An operator that is missing here does not compile.
#pragma once

#include "compiler/formats/tflite/codecs/elementwise.h"
#include "compiler/formats/tflite/codecs/movement.h"
#include "compiler/formats/tflite/codecs/rearrangement.h"
#include "compiler/formats/tflite/codecs/windows.h"

namespace pinhole::tflite {

#define PIN_OP(name, ...) static_assert(HasTfliteCodec<Op::name>, "compiler/formats/tflite/codecs: no TfliteCodec for " #name);
#include "compiler/ir/ops.def"
#undef PIN_OP

}  // namespace pinhole::tflite
