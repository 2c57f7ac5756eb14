// ONNX in (.onnx): operator sets 6 to 20, the part that convolutional networks for microcontrollers use, float32 and quantised
// (QuantizeLinear and DequantizeLinear around operators, QLinearConv and its like). docs/onnx.md says what is read. Called by detect.cc.
// The bytes are hostile.
//
// The graph is NHWC: inputs and outputs of rank 4 as well, unless the network itself turns them round.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "base/file.h"
#include "compiler/ir/graph.h"

namespace pinhole {

// The result has not been through verify(). Throws Error (file, place, expected, got, help); what Pinhole lacks is listed in one Error.
Graph import_onnx(std::span<const std::byte> bytes, const std::string& file);

// For tests that feed tensors as ONNX has them. orders: axis i of the graph's input or output is ONNX's axis order[i].
struct OnnxImport {
  Graph graph;
  std::vector<std::vector<int>> input_orders, output_orders;
};
// bound: graph inputs that become constants, each a TensorProto.
OnnxImport import_onnx_with_orders(std::span<const std::byte> bytes, const std::vector<std::pair<std::string, Bytes>>& bound);

}  // namespace pinhole
