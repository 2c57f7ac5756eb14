// One node of an ONNX graph for those who translate it: attributes with their types checked, and errors that name the node. Made by
// import.cc; used by fold.cc and ops/.
#pragma once

#include <set>
#include <string>

#include "base/error.h"
#include "compiler/formats/onnx/array.h"

namespace pinhole::onnx {

class NodeView {
 public:
  NodeView(const NodeMessage& message, std::int64_t opset) : message_(message), opset_(opset) {}

  const NodeMessage& message() const { return message_; }
  const std::string& op() const { return message_.op_type; }
  std::int64_t opset() const { return opset_; }
  std::size_t inputs() const { return message_.inputs.size(); }
  std::size_t outputs() const { return message_.outputs.size(); }
  bool has(std::size_t input) const { return input < message_.inputs.size() && !message_.inputs[input].empty(); }

  // "node 3 Conv 'stem'"; the first output stands for a node without a name.
  std::string place() const;

  // The file contradicts itself, or ONNX. Ends the import.
  [[noreturn]] void fail(std::string problem, std::string expected = {}, std::string got = {}) const;
  // Fine ONNX that Pinhole does not have. Noted; the import goes on with the next node and lists all of them.
  [[noreturn]] void unsupported(std::string what, std::string way_out = {}) const;

  // Attributes, or what stands for a missing one. Throw when the attribute is of another kind.
  bool has_attribute(const char* name) const { return find(name, 0) != nullptr; }
  std::int64_t integer(const char* name, std::int64_t otherwise) const;
  float real(const char* name, float otherwise) const;
  std::string text(const char* name, const std::string& otherwise) const;
  Dims integers(const char* name, const Dims& otherwise) const;
  std::vector<float> reals(const char* name) const;
  const TensorMessage* tensor(const char* name) const;

  // unsupported() when an attribute was given that nobody asked for: it could change what the node means.
  void refuse_unread_attributes() const;

  // -rank..rank-1 becomes 0..rank-1; fail() otherwise.
  std::size_t axis(std::int64_t given, std::size_t rank) const;
  std::vector<std::size_t> axes(const Dims& given, std::size_t rank) const;

 private:
  const AttributeMessage* find(const char* name, std::int64_t type) const;

  const NodeMessage& message_;
  std::int64_t opset_;
  mutable std::set<std::string, std::less<>> read_;
};

}  // namespace pinhole::onnx
