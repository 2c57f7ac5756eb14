// The state of one lowering: the graph, the program so far, where each value lives. For the files in ops/; others call lower().
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/ir/evaluate.h"
#include "compiler/lower/candidate.h"
#include "compiler/lower/lower.h"

namespace pinhole {

class Lowering {
 public:
  Lowering(const Graph& graph, const LowerOptions& options);

  Program run();

  const Graph& graph() const { return graph_; }
  const LowerOptions& options() const { return options_; }
  // The value as the device's prepare functions want it; constants with data.
  pin::Tensor tensor(ValueId id) const;
  const Value& value(ValueId id) const { return graph_.value(id); }

  // Takes the best of the candidates that apply, appends its step, records the others as rejected. `summary` is what the emitted
  // comment says. Throws Error when none applies.
  void choose(const Node& node, std::string summary, std::vector<Candidate> candidates);
  // `to` is `from` under another shape: no step, the same bytes. Not possible for constants; returns false then, or when both are
  // ends of the network.
  bool alias(ValueId from, ValueId to);

  // About how many cycles it takes on the core lowered for.
  std::uint64_t cycles_of(const Candidate& candidate) const;
  // Why a variant of this instruction set does not apply ("" if it does).
  std::string needs(const char* isa) const;

  // Used by StepBuilder.
  View view(ValueId id);
  ConstantId add_constant(const std::string& name, Element element, Bytes bytes);
  BufferId add_buffer(Buffer buffer);
  bool needed_after_current(ValueId id) const;
  const std::string& current_layer() const { return layer_; }

 private:
  void append_ports();
  void copy_unwritten_outputs();

  const Graph& graph_;
  const LowerOptions& options_;
  Program program_;
  std::map<ValueId, View> views_;
  std::map<std::string, int> constant_names_;
  std::size_t node_index_ = 0;
  std::string layer_;
};

// Fails with "bug in Pinhole" when a prepare function refuses what the verifier accepted.
void expect_prepared(pin::Status status, const Graph& graph, const Node& node);

Element element_of(DType type);

template <class T>
Bytes bytes_of(const std::vector<T>& elements) {
  const auto bytes = std::as_bytes(std::span(elements));
  return {bytes.begin(), bytes.end()};
}

// "28x28x1 -> 28x28x16": first input to first output without the batch of 1.
std::string flow_text(const Graph& graph, const Node& node);

}  // namespace pinhole
