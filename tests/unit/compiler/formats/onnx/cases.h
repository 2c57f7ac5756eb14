// The cases of Debian's libonnx-testdata: one folder each, with model.onnx and data sets of TensorProtos. For onnx_node_test.cc.
#pragma once

#include <filesystem>
#include <string>

namespace pinhole {

// PINHOLE_ONNX_TESTDATA, or where the package puts them; may not exist.
std::filesystem::path onnx_testdata();

struct OnnxCaseResult {
  enum Kind { kPassed, kRefused, kFailed } kind;
  std::string text;  // why not
};
// Imports the model, evaluates every data set and compares: floats within 1e-4 relative or 1e-5 absolute, quantised integers within 1.
// The inputs are given as the graph stores them. When Pinhole wants parameters constant, all inputs but the first become constants.
OnnxCaseResult run_onnx_case(const std::filesystem::path& folder);

}  // namespace pinhole
