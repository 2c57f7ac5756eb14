// `pinhole verify`: runs test folders with one engine and compares every output with the expected one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "verify/engines.h"

namespace pinhole {

enum class Verdict : std::uint8_t { passed, failed, skipped };

struct Checked {
  std::string name;  // "CONV_2D/int8_5x5", "vww_int8 case2"
  Verdict verdict;
  std::string detail;  // what differs, why it was skipped
};

struct VerifyResult {
  std::vector<Checked> cases;  // one a case of a folder
  std::size_t passed = 0, failed = 0, skipped = 0;
};

// The cases of a model with an operator or type that Pinhole lacks are skipped, named; anything else that keeps a case from running fails it.
// `progress(done, total)` counts models.
VerifyResult verify_models(const std::vector<std::filesystem::path>& given, const Engine& engine,
                           const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace pinhole
