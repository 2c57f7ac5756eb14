#include "compiler/formats/onnx/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "compiler/formats/onnx/fold.h"
#include "compiler/formats/onnx/importer.h"
#include "compiler/formats/onnx/ops/operators.h"

namespace pinhole {
namespace onnx {
namespace {

constexpr std::int64_t kOldestOpset = 6, kNewestOpset = 20;
constexpr std::size_t kMostListed = 40;  // unsupported things named in one message

using Translate = void (*)(Importer&, const NodeView&);

Translate translation_of(const NodeMessage& node) {
#define PIN_ONNX(OpType, domain_name, function) \
  if (node.op_type == #OpType && node.domain == (domain_name)) return function;
#include "compiler/formats/onnx/ops/operators.def"
#undef PIN_ONNX
  return nullptr;
}

}  // namespace

void Importer::note(const Error& error) {
  const Error::Parts& p = error.parts();
  unsupported_.push_back(p.place.empty() ? p.problem : fmt::format("{}: {}", p.place, p.problem));
  if (!p.help.empty() && std::find(way_outs_.begin(), way_outs_.end(), p.help) == way_outs_.end()) way_outs_.push_back(p.help);
}

void Importer::refuse_unsupported() const {
  if (unsupported_.empty()) return;
  std::vector<std::string> listed(unsupported_.begin(),
                                  unsupported_.begin() + static_cast<std::ptrdiff_t>(std::min(unsupported_.size(), kMostListed)));
  if (unsupported_.size() > kMostListed) listed.push_back(fmt::format("and {} more", unsupported_.size() - kMostListed));
  throw Error({.file = {},
               .place = {},
               .problem = fmt::format("the model uses {} {} that Pinhole does not have", unsupported_.size(),
                                      unsupported_.size() == 1 ? "feature" : "features"),
               .expected = fmt::format("ONNX operator sets {} to {}, operators as in docs/onnx.md", kOldestOpset, kNewestOpset),
               .got = fmt::format("{}", fmt::join(listed, "\n       ")),
               .help = way_outs_.empty() ? "change these layers, or keep them out of the network and compute them in your own code"
                                         : fmt::format("{}", fmt::join(way_outs_, "; ")),
               .unsupported = true});
}

void Importer::keep_folded(const NodeView& node, std::vector<Array> results) {
  for (std::size_t i = 0; i < results.size() && wants_output(node, i); ++i) {
    folded_elements_ += static_cast<std::int64_t>(results[i].count());
    if (folded_elements_ > kMostComputed)
      node.fail("the constants that nodes compute are too large", fmt::format("at most {} elements in all", kMostComputed), "more");
    if (tensors_.contains(output_name(node, i)))
      node.fail("the output has the name of another tensor", "a name of its own", "'" + output_name(node, i) + "'");
    add_constant(output_name(node, i), std::move(results[i]));
  }
}

void Importer::translate(const NodeMessage& message) {
  const NodeView node(message, model_.opset);
  bool all_constant = true;
  for (const std::string& input : message.inputs) {
    if (input.empty()) continue;
    const auto found = tensors_.find(input);
    if (found == tensors_.end()) {  // made by a node that is in the list already, or by none
      if (readers_.contains(input) && unsupported_.empty())
        node.fail("an operand is not made by any node before", "a known tensor", fmt::format("'{}'", input));
      return;
    }
    all_constant = all_constant && found->second.is_constant() && !found->second.real_view;
  }
  const std::vector<const Array*> operands = arrays(node);
  if (node.op() == "Shape" && node.has(0)) {
    add_constant(output_name(node), shape_operator(node, operand(node, 0).dims));
    return;
  }
  if (all_constant) {
    if (auto results = fold(node, operands)) return keep_folded(node, std::move(*results));
  }
  const Translate function = translation_of(message);
  if (function == nullptr) {
    node.unsupported(message.domain.empty() ? "no such operator in Pinhole"
                                            : fmt::format("no such operator in Pinhole (domain '{}')", message.domain));
  }
  function(*this, node);
  node.refuse_unread_attributes();
}

void Importer::run() {
  graph_.name = model_.graph_name;
  if (model_.opset < kOldestOpset || model_.opset > kNewestOpset) {
    note(Error({.problem = fmt::format("the file is of operator set {}", model_.opset),
                .help = "convert the model with onnx.version_converter",
                .unsupported = true}));
  }
  if (model_.sparse) note(Error({.problem = "sparse initializers", .help = "save the model with dense parameters", .unsupported = true}));
  for (const NodeMessage& node : model_.nodes) {
    for (const std::string& input : node.inputs) readers_[input].push_back(&node);
  }
  for (const ValueMessage& output : model_.outputs) readers_[output.name].push_back(nullptr);
  read_initializers();
  read_inputs();
  for (const NodeMessage& node : model_.nodes) {
    try {
      translate(node);
    } catch (const Error& error) {
      if (!error.parts().unsupported) throw error.at(NodeView(node, model_.opset).place());
      note(error);
    }
  }
  if (model_.outputs.empty())
    throw Error({.place = "the graph", .problem = "the graph has no output", .expected = "at least one", .got = "none"});
  write_outputs();
  refuse_unsupported();
  graph_.drop_unused_values();
}

namespace {

// Pictures may come in as ONNX has them (NCHW) or turned round (NHWC). Which one costs fewer TRANSPOSEs is tried out; NHWC wins a tie in
// networks with convolutions or pools.
OnnxImport import_model(const ModelMessage& model, const std::vector<std::pair<std::string, Array>>& bound) {
  const bool pictures = std::any_of(model.nodes.begin(), model.nodes.end(), [](const NodeMessage& n) {
    return n.op_type.ends_with("Conv") || n.op_type.ends_with("Pool") || n.op_type == "ConvTranspose" || n.op_type == "BatchNormalization";
  });
  const bool pictured = std::any_of(model.inputs.begin(), model.inputs.end(),
                                    [](const ValueMessage& v) { return v.shape.size() == 3 || v.shape.size() == 4; });
  const auto attempt = [&](bool channels_last_inputs) {
    auto importer = std::make_unique<Importer>(model, channels_last_inputs);
    for (const auto& [name, array] : bound) importer->bind(name, array);
    importer->run();
    return importer;
  };
  const auto result = [](Importer& importer) {
    return OnnxImport{std::move(importer.graph()), importer.input_orders(), importer.output_orders()};
  };
  const bool first = pictured && pictures;
  std::unique_ptr<Importer> best;
  try {
    best = attempt(first);
    if (!pictured || best->transposed_elements() == 0) return result(*best);
  } catch (const Error& error) {
    if (!pictured || !error.parts().unsupported) throw;
    try {
      return result(*attempt(!first));
    } catch (const Error&) {
    }
    throw;
  }
  const std::unique_ptr<Importer> other = attempt(!first);
  return result(other->transposed_elements() < best->transposed_elements() ? *other : *best);
}

}  // namespace
}  // namespace onnx

OnnxImport import_onnx_with_orders(std::span<const std::byte> bytes, const std::vector<std::pair<std::string, Bytes>>& bound) {
  std::vector<std::pair<std::string, onnx::Array>> arrays;
  for (const auto& [name, data] : bound) arrays.emplace_back(name, onnx::read_array(onnx::read_tensor_message({data, 0})));
  return onnx::import_model(onnx::read_model(bytes), arrays);
}

Graph import_onnx(std::span<const std::byte> bytes, const std::string& file) {
  try {
    return onnx::import_model(onnx::read_model(bytes), {}).graph;
  } catch (const Error& error) {
    throw error.in_file(file);
  }
}

}  // namespace pinhole
