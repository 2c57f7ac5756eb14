// The conformance suite that lies beside some checkouts (../shared/conformance): every operator and the whole networks, with both engines
// on the host. Skipped where the suite is missing; the project's own cases (own_cases_test.cc) are always there.
#include <gtest/gtest.h>

#include "compiler/ir/op.h"
#include "tests/conformance/passing.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

fs::path suite() { return fs::path(PINHOLE_SOURCE_DIR).parent_path() / "shared/conformance"; }

using Case = std::tuple<std::string, EngineKind>;

class Suite : public testing::TestWithParam<Case> {
 protected:
  void check(const char* below) {
    const fs::path folder = suite() / below / std::get<0>(GetParam());
    if (!fs::is_directory(folder))
      GTEST_SKIP() << folder.lexically_relative(suite().parent_path()).string() << " is not beside this checkout";
    expect_all_pass({folder}, {.kind = std::get<1>(GetParam())}, 1, true);
  }
};
class SuiteOperators : public Suite {};
class SuiteModels : public Suite {};

TEST_P(SuiteOperators, EveryCasePasses) { check("ops"); }
TEST_P(SuiteModels, EveryCasePasses) { check("models"); }

std::vector<std::string> operators() {
  std::vector<std::string> names;
  for (const Op op : kAllOps) names.emplace_back(op_tflite_name(op));
  return names;
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return std::get<0>(info.param) + (std::get<1>(info.param) == EngineKind::compiled ? "_compiled" : "_interpreter");
}
const auto kEngines = testing::Values(EngineKind::interpreter, EngineKind::compiled);
INSTANTIATE_TEST_SUITE_P(Ops, SuiteOperators, testing::Combine(testing::ValuesIn(operators()), kEngines), case_name);
INSTANTIATE_TEST_SUITE_P(Models, SuiteModels,
                         testing::Combine(testing::Values("ic_int8", "ic_float", "vww_int8", "vww_float", "kws_int8", "ad_int8", "ad_float",
                                                          "person_detect_int8", "tinymaix_mbnet96_0p25_q", "tinyengine_detection"),
                                          kEngines),
                         case_name);

}  // namespace
}  // namespace pinhole
