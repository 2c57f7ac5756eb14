// Which pictures train, which choose the best epoch (validation), which judge the result (test). Depends on the items' paths,
// the pictures and the seed, never on the order in which a disk lists files: the order of a class is that of a hash of seed
// and path, so adding one picture moves few others.
//
// Promises: every class keeps the fractions (to the nearest picture, at least one a part where the class has three); equal
// pictures (same decoded pixels) are on one side; a part that the set itself gives stays as it is.
#pragma once

#include <cstdint>
#include <vector>

#include "training/data/dataset.h"
#include "training/data/survey.h"

namespace pinhole {

struct SplitOptions {
  double validation = 0.15;  // of each class, 0 up to (not including) 1
  double test = 0.15;        // of each class; not used when the set has a test part
  std::uint64_t seed = 1;
};

struct Split {
  std::vector<std::uint32_t> train, validation, test;  // items, ascending
  std::vector<std::uint32_t> dropped;                  // unreadable, or equal to a picture of a part that must not be touched
};

// What the set's own parts mean: with a test part, nothing else goes there; with a validation part, likewise. A set with train
// and validation parts but no test part has an empty test. An unassigned or training picture equal to one in the set's own
// test (or validation) part is dropped, since it must not be trained on.
// Throws Error when the fractions are out of range or a class has no picture left to train on.
Split split_dataset(const Dataset& set, const Survey& survey, const SplitOptions& options);

}  // namespace pinhole
