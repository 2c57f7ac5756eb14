// An ONNX tensor while its network is translated: either constant, or stored in the graph in some layout. Used by import.cc and ops/.
#pragma once

#include "compiler/formats/onnx/layout.h"

namespace pinhole::onnx {

struct Tensor {
  std::string name;
  ElementType type = ElementType::kFloat;  // as ONNX sees it
  Dims dims;                               // as ONNX sees them

  ArrayPtr array;            // the elements of a constant, or null
  ValueId value = kNoValue;  // where another tensor is stored: dims.product elements, in `layout`
  Layout layout;

  // Quantised tensors are stored as int8 (uint8 ones minus 128, with a zero point lower by 128), int16 or, constants only, int32.
  // `real_view`: DequantizeLinear has been applied: to ONNX the type is FLOAT, but the integers are still what is stored, and operators
  // that have an integer form use them. A stored value has its scales in the graph; those of a constant stand here.
  bool real_view = false;
  Quantization quantization;

  bool is_constant() const { return array != nullptr; }
};

// The stored integers of quantised elements: uint8 becomes int8. The type must be INT8, UINT8, INT16 or INT32.
Array stored_integers(const Array& array);

// The elements of a constant as real numbers, of a real_view multiplied by its scales.
std::vector<float> real_elements(const Tensor& tensor);

}  // namespace pinhole::onnx
