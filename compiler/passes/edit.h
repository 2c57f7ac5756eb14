// Small questions and changes that several passes share.
#pragma once

#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

bool is_graph_output(const Graph& graph, ValueId id);
bool is_graph_input(const Graph& graph, ValueId id);

// Same element type, and every integer means the same real number. The axis of a single scale does not matter.
bool same_meaning(const Value& a, const Value& b);

// Index of the only node that reads the value, once; -1 when there is none, several, or the value is a graph output.
std::int32_t only_reader(const Graph& graph, ValueId id);

// Makes readers of `from` read `to`, so that the node that writes `from` is dead. When `from` is a graph output, `to` takes its place and
// its name. Returns false, with nothing changed, when that would make a graph input or a constant an output, or one value two outputs.
bool bypass(Graph& graph, ValueId from, ValueId to);

// Removes the marked nodes, and the values that nothing mentions any more (which renumbers the others). Does nothing when none is marked.
void remove_nodes(Graph& graph, const std::vector<bool>& removed);

}  // namespace pinhole
