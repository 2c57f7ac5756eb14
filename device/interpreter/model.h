// A .tflite file as the interpreter sees it: the first subgraph's tensors and operators. Numbers of fields and types are those of the
// public schema, version 3. Every function takes the model as it comes from outside and answers with a Status; none allocates.
// Names, metadata, signatures and other subgraphs are not looked at.
#pragma once

#include "device/interpreter/reader.h"
#include "device/kernels/types.h"

namespace pin {

// Limits of what is read, so that indices fit 16 bits and time stays bounded. More: kUnsupportedModel.
constexpr std::uint32_t kMaxTensors = 32767;
constexpr std::uint32_t kMaxOperators = 16383;
constexpr std::uint32_t kMaxOperands = 255;  // inputs and outputs of one operator

struct Model {
  Reader reader;
  Vector codes, buffers;                       // of the file
  Vector tensors, inputs, outputs, operators;  // of the first subgraph
};

struct OperatorView {
  std::int32_t builtin_code = -1;  // max(deprecated_builtin_code, builtin_code)
  std::uint8_t options_type = 0;   // number in the union BuiltinOptions; 0: none
  Table options;
  Vector inputs, outputs;  // int32 tensor indices
};

// Finds the parts. kMisaligned unless `data` is a multiple of 16; kBadModel for what is not a .tflite; kUnsupportedModel for another
// schema version or a size past the limits.
Status open_model(const void* data, std::size_t bytes, Model* model);

// The tensor with this index, with is_constant and data set when its buffer has data, data null otherwise. Checks all that can be
// checked without its operator: rank at most 6, extents at least 1, element count and bytes below 2^31, as many constant bytes as type
// and shape ask for, constants aligned to 4 and to their elements (kMisaligned), one scale or one for each index of scale_axis, zero points
// in the type's range. Quantisation left on float tensors is not reported. kUnsupportedModel: sparse, external, variable, variant.
Status read_tensor(Model& model, std::int32_t index, Tensor* tensor);

// The same for a tensor that read_tensor has accepted before, without data and is_constant: several times faster.
void read_accepted_tensor(Model& model, std::int32_t index, Tensor* tensor);

// Bytes of the tensor's elements, below 2^31 for what read_tensor gave.
std::uint32_t tensor_bytes(const Tensor& tensor);

// The operator with this index. kBadModel when its code or vectors are broken, kUnsupportedModel past kMaxOperands.
Status read_operator(Model& model, std::uint32_t index, OperatorView* view);

}  // namespace pin
