// Many models in one image: building and starting one costs more than running a small model. For engines.cc; runs nothing itself.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/error.h"

namespace pinhole {

// Indices of jobs that share an image, ascending.
using Group = std::vector<std::size_t>;

struct GroupLimits {
  std::size_t models = 64;
  std::size_t flash_bytes = ~std::size_t{0};  // of all models of a group together
  std::size_t ram_bytes = ~std::size_t{0};    // of each: models take turns in the same memory
};

struct JobBytes {
  std::size_t flash = 0, ram = 0;
};

// Every index once, in order. A job beyond a limit stands alone: it will be told that it does not fit, without taking others along.
std::vector<Group> make_groups(const std::vector<std::size_t>& indices, const GroupLimits& limits,
                               const std::function<JobBytes(std::size_t)>& bytes_of);

// serve(group); when it throws Error, both halves, and so on down to single jobs: fail(job, error) is called for those that fail alone.
// serve must start anew for each job of its group. Other exceptions pass through.
void serve_or_halve(const Group& group, const std::function<void(const Group&)>& serve,
                    const std::function<void(std::size_t, const Error&)>& fail);

}  // namespace pinhole
