// What each row of operators.def translates to: one function a row, which appends the node's operators and sets its outputs. They throw
// through NodeView::fail (the file is wrong) and NodeView::unsupported (Pinhole lacks it), and nothing else.
#pragma once

#include "compiler/formats/onnx/importer.h"

namespace pinhole::onnx {

#define PIN_ONNX(OpType, domain, function) void function(Importer& importer, const NodeView& node);
#include "compiler/formats/onnx/ops/operators.def"
#undef PIN_ONNX

}  // namespace pinhole::onnx
