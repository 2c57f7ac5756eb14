// What the tests of conformance cases share: a verdict that names every case that does not pass.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "verify/verify_models.h"

namespace pinhole {

// At least `least` cases, and all of them pass; skipped ones are named too unless may_skip.
inline void expect_all_pass(const std::vector<std::filesystem::path>& folders, const Engine& engine, std::size_t least,
                            bool may_skip = false) {
  const VerifyResult result = verify_models(folders, engine);
  std::string failures;
  for (const Checked& checked : result.cases) {
    if (checked.verdict == Verdict::failed || (checked.verdict == Verdict::skipped && !may_skip))
      failures += checked.name + ": " + checked.detail + "\n";
  }
  EXPECT_EQ(failures, "");
  EXPECT_GE(result.passed, least);
}

}  // namespace pinhole
