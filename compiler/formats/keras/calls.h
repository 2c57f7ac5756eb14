// References from layer to layer in Keras' JSON, in the forms of Keras 2 and Keras 3 (architecture.h shows both). Used by
// architecture.cc only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/formats/keras/architecture.h"

namespace pinhole::keras {

using LayerIndex = std::map<std::string, std::size_t, std::less<>>;  // by name

// A layer's "inbound_nodes". Throws Error (place) for a layer that is not in the index, and for anything of another form.
std::vector<Call> read_calls(const Json& nodes, const LayerIndex& index, const std::string& place);

// "input_layers" and "output_layers": one reference ["relu1", 0, 0], a list, or an object of them.
std::vector<Tensor> read_tensors(const Json& json, const LayerIndex& index, const std::string& place);

}  // namespace pinhole::keras
