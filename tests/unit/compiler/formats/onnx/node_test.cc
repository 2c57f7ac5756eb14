// The node tests that ONNX itself publishes. tests/data/onnx_cases.txt says of each whether it is in Pinhole's scope, and why not.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "compiler/ir/op.h"
#include "tests/unit/compiler/formats/onnx/cases.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

struct Rule {
  std::string pattern, reason;
  int used = 0;

  // "in", or "in with OP" where this build has the operator.
  bool in_scope() const {
    Op op;
    return reason == "in" || (reason.starts_with("in with ") && find_op(reason.substr(8), &op));
  }
};

std::vector<Rule> rules() {
  std::vector<Rule> found;
  std::ifstream file(fs::path(PINHOLE_SOURCE_DIR) / "tests/data/onnx_cases.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    Rule rule;
    words >> rule.pattern;
    std::getline(words >> std::ws, rule.reason);
    found.push_back(rule);
  }
  return found;
}

std::vector<std::string> all_cases() {
  std::vector<std::string> found;
  for (const char* group : {"node", "pytorch-converted", "pytorch-operator", "simple"}) {
    for (const auto& entry : fs::directory_iterator(onnx_testdata() / group))
      found.push_back(std::string(group) + "/" + entry.path().filename().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// A pattern is a name, or the beginning of one and a *.
bool fits(const std::string& pattern, const std::string& name) {
  return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

// The first rule whose pattern fits.
Rule* rule_of(std::vector<Rule>& rules, const std::string& name) {
  for (Rule& rule : rules) {
    if (fits(rule.pattern, name)) return &rule;
  }
  return nullptr;
}

TEST(OnnxNodeTests, InScopePass) {
  if (!fs::exists(onnx_testdata() / "node")) GTEST_SKIP() << "needs the package libonnx-testdata, or PINHOLE_ONNX_TESTDATA";
  std::vector<Rule> list = rules();
  int ran = 0;
  for (const std::string& name : all_cases()) {
    Rule* rule = rule_of(list, name);
    if (rule == nullptr) {
      ADD_FAILURE() << name << " stands nowhere in tests/data/onnx_cases.txt";
      continue;
    }
    ++rule->used;
    if (!rule->in_scope()) continue;
    const OnnxCaseResult result = run_onnx_case(onnx_testdata() / name);
    EXPECT_EQ(result.kind, OnnxCaseResult::kPassed) << name << ": " << result.text;
    ++ran;
  }
  for (const Rule& rule : list) EXPECT_GT(rule.used, 0) << "no case fits the rule " << rule.pattern;
  EXPECT_GT(ran, 100);
}

TEST(OnnxNodeTests, OutOfScopeAreRefusedAndNeverWrong) {
  if (!fs::exists(onnx_testdata() / "node")) GTEST_SKIP() << "needs the package libonnx-testdata, or PINHOLE_ONNX_TESTDATA";
  std::vector<Rule> list = rules();
  for (const std::string& name : all_cases()) {
    const Rule* rule = rule_of(list, name);
    if (rule == nullptr || rule->in_scope()) continue;
    const OnnxCaseResult result = run_onnx_case(onnx_testdata() / name);
    if (rule->reason.starts_with("needs ") && result.kind == OnnxCaseResult::kPassed) continue;  // the operator has come since
    EXPECT_EQ(result.kind, OnnxCaseResult::kRefused) << name << ": " << result.text;
  }
}

// What the list is made from: run with --gtest_also_run_disabled_tests --gtest_filter='*Survey*'.
TEST(OnnxNodeTests, DISABLED_Survey) {
  for (const std::string& name : all_cases()) {
    const OnnxCaseResult result = run_onnx_case(onnx_testdata() / name);
    std::string text = result.text.substr(0, result.text.find("\n  help"));
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::cout << (result.kind == OnnxCaseResult::kPassed    ? "PASS "
                  : result.kind == OnnxCaseResult::kRefused ? "REFUSED "
                                                            : "FAIL ")
              << name << " " << text << "\n";
  }
}

}  // namespace
}  // namespace pinhole
