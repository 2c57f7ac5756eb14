#include "compiler/formats/onnx/node.h"

#include <fmt/format.h>

namespace pinhole::onnx {
namespace {

// AttributeProto.AttributeType
enum : std::int64_t { kAny = 0, kFloat = 1, kInt = 2, kString = 3, kTensor = 4, kFloats = 6, kInts = 7 };

const char* kind_name(std::int64_t type) {
  switch (type) {
    case kFloat: return "a float";
    case kInt: return "an integer";
    case kString: return "a text";
    case kTensor: return "a tensor";
    case kFloats: return "a list of floats";
    case kInts: return "a list of integers";
    default: return "another kind";
  }
}

}  // namespace

std::string NodeView::place() const {
  const std::string name = !message_.name.empty() ? message_.name : message_.outputs.empty() ? std::string() : message_.outputs[0];
  return fmt::format("node {} {} '{}'", message_.index, message_.op_type, name);
}

void NodeView::fail(std::string problem, std::string expected, std::string got) const {
  throw Error(
      {.file = {}, .place = place(), .problem = std::move(problem), .expected = std::move(expected), .got = std::move(got), .help = {}});
}

void NodeView::unsupported(std::string what, std::string way_out) const {
  throw Error({.file = {},
               .place = place(),
               .problem = std::move(what),
               .expected = {},
               .got = {},
               .help = std::move(way_out),
               .unsupported = true});
}

const AttributeMessage* NodeView::find(const char* name, std::int64_t type) const {
  for (const AttributeMessage& attribute : message_.attributes) {
    if (attribute.name != name) continue;
    read_.insert(name);
    if (type != kAny && attribute.type != 0 && attribute.type != type)
      fail(fmt::format("the attribute '{}' is of the wrong kind", name), kind_name(type), kind_name(attribute.type));
    return &attribute;
  }
  return nullptr;
}

std::int64_t NodeView::integer(const char* name, std::int64_t otherwise) const {
  const AttributeMessage* found = find(name, kInt);
  return found != nullptr ? found->integer : otherwise;
}
float NodeView::real(const char* name, float otherwise) const {
  const AttributeMessage* found = find(name, kFloat);
  return found != nullptr ? found->real : otherwise;
}
std::string NodeView::text(const char* name, const std::string& otherwise) const {
  const AttributeMessage* found = find(name, kString);
  return found != nullptr ? found->text : otherwise;
}
Dims NodeView::integers(const char* name, const Dims& otherwise) const {
  const AttributeMessage* found = find(name, kInts);
  return found != nullptr ? found->integers : otherwise;
}
std::vector<float> NodeView::reals(const char* name) const {
  const AttributeMessage* found = find(name, kFloats);
  return found != nullptr ? found->reals : std::vector<float>();
}
const TensorMessage* NodeView::tensor(const char* name) const {
  const AttributeMessage* found = find(name, kTensor);
  if (found == nullptr) return nullptr;
  if (!found->tensor.has_value()) fail(fmt::format("the attribute '{}' holds no tensor", name), "a tensor", "nothing");
  return &*found->tensor;
}

void NodeView::refuse_unread_attributes() const {
  for (const AttributeMessage& attribute : message_.attributes) {
    if (attribute.name != "consumed_inputs" && !read_.contains(attribute.name))  // consumed_inputs: a hint of opset 1 to 5
      unsupported(fmt::format("its attribute '{}' is not known to Pinhole", attribute.name));
  }
}

std::size_t NodeView::axis(std::int64_t given, std::size_t rank) const {
  const auto r = static_cast<std::int64_t>(rank);
  if (given < -r || given >= r) fail("an axis is out of range", fmt::format("{} to {}", -r, r - 1), fmt::format("{}", given));
  return static_cast<std::size_t>(given < 0 ? given + r : given);
}

std::vector<std::size_t> NodeView::axes(const Dims& given, std::size_t rank) const {
  std::vector<std::size_t> out;
  for (const std::int64_t a : given) out.push_back(axis(a, rank));
  return out;
}

}  // namespace pinhole::onnx
