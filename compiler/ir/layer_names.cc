#include "compiler/ir/layer_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"

namespace pinhole {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "Conv2D" of "Conv2D21": the converter counts copies behind the word.
std::string_view without_count(std::string_view word) {
  while (!word.empty() && std::isdigit(static_cast<unsigned char>(word.back())) != 0) word.remove_suffix(1);
  return word;
}

// The kernel that TensorFlow names the last component after, when the layer's own work is this operator.
std::string_view tensorflow_kernel(Op op) {
  switch (op) {
    case Op::conv_2d: return "Conv2D";
    case Op::depthwise_conv_2d: return "depthwise";
    case Op::fully_connected: return "MatMul";
    default: return {};
  }
}

// "conv2d" of {"model", "conv2d", "BiasAdd", "ReadVariableOp", "resource1"}: what stands before TensorFlow's own words. The words in small
// letters are layers' names too ("model/add/add"), so that only the last one counts.
std::string innermost_scope(std::vector<std::string> path) {
  if (path.size() > 1 && is_one_of(without_count(path.back()), {"depthwise", "add", "mul", "sub", "concat"})) path.pop_back();
  while (path.size() > 1 &&
         is_one_of(without_count(path.back()), {"BiasAdd", "ReadVariableOp", "resource", "Conv2D", "MatMul", "Relu", "FusedBatchNormV",
                                                "AvgPool", "MaxPool", "Softmax", "Reshape", "Mean", "Sigmoid", "Const"})) {
    path.pop_back();
  }
  return path.back();
}

std::string short_name(const Node& node, const std::string& name) {
  if (name.find('/') == std::string::npos && name.find(';') == std::string::npos) {
    const bool says_output = name.starts_with("Identity") || name.starts_with("StatefulPartitionedCall");
    return says_output ? op_name(node.op) : name;
  }
  std::vector<std::vector<std::string>> parts;
  for (const std::string& part : split(name, ';')) {
    if (!part.empty()) parts.push_back(split(part, '/'));
  }
  if (parts.empty()) return op_name(node.op);
  const auto last_ending = [&](std::string_view kernel) {
    return std::find_if(parts.rbegin(), parts.rend(),
                        [&](const auto& path) { return !kernel.empty() && without_count(path.back()) == without_count(kernel); });
  };
  auto chosen = last_ending("BiasAdd");
  if (chosen == parts.rend()) chosen = last_ending(tensorflow_kernel(node.op));
  return innermost_scope(chosen == parts.rend() ? parts.back() : *chosen);
}

}  // namespace

std::vector<std::string> short_layer_names(const Graph& graph) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const Node& node : graph.nodes) {
    std::string name = short_name(node, graph.layer_name(node));
    if (name.empty()) name = op_name(node.op);
    std::string unique = name;
    if (taken.count(unique) != 0) unique = name + "." + op_name(node.op);
    for (int n = 2; taken.count(unique) != 0; ++n) unique = fmt::format("{}.{}.{}", name, op_name(node.op), n);
    taken.insert(unique);
    names.push_back(std::move(unique));
  }
  return names;
}

}  // namespace pinhole
