// Tensors of a .tflite file as Values of a Graph. Used by the importer only.
#pragma once

#include <map>
#include <string>

#include "compiler/formats/tflite/container.h"
#include "compiler/ir/graph.h"

namespace pinhole::tflite {

// "tensor 4 'stem/weights'".
std::string tensor_place(const tfl::Tensor& tensor, std::uint32_t index);

// Reads tensors one by one; tensors that share a buffer share the constant.
class TensorReader {
 public:
  TensorReader(const Container& container, Allowance& allowance) : container_(container), allowance_(allowance) {}

  // What the tensor has that Pinhole lacks (an element type, sparse data, ...), or "".
  static std::string unsupported(const tfl::Tensor& tensor);

  // Throws Error (place: the tensor) when shape, quantisation or data contradict each other or lead outside the file. The tensor must
  // not be unsupported().
  Value read(const tfl::Tensor& tensor, std::uint32_t index);

 private:
  Value read_unplaced(const tfl::Tensor& tensor);

  const Container& container_;
  Allowance& allowance_;
  std::map<std::uint32_t, std::shared_ptr<const Bytes>> constants_;
};

}  // namespace pinhole::tflite
