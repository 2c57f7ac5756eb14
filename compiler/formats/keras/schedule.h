// The order in which the calls of a model's layers can be computed. Used by network.cc.
#pragma once

#include <vector>

#include "compiler/formats/keras/architecture.h"

namespace pinhole::keras {

struct Step {
  std::size_t layer, call;
};

// Every call once, each behind those whose results it reads; among those that could come next, the one that stands first in the file.
// Throws Error (place: a layer) when calls wait for each other, or read a call that is not there.
std::vector<Step> schedule(const Model& model);

}  // namespace pinhole::keras
