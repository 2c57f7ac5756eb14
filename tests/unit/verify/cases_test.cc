// Which folders are test cases, what they are called, and how results are counted.
#include "verify/cases.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/unit/compiler/lower/graphs.h"
#include "verify/verify_models.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

class Folders : public testing::Test {
 protected:
  fs::path root() const { return folder_.path(); }

  // relu of 4 numbers: 3 stays, below -3 becomes -3 (scale and zero point are the input's).
  void write_model(const fs::path& below) const {
    test::Net n;
    write_file(root() / below / "model.tflite", export_tflite(n.done({n.relu(n.input({1, 4}))})));
  }
  void write(const fs::path& below, const std::vector<std::int8_t>& data) const {
    const auto bytes = std::as_bytes(std::span(data));
    write_npy(root() / below, {"i1", {1, static_cast<std::int64_t>(data.size())}, Bytes(bytes.begin(), bytes.end())});
  }
  VerifyResult verified(EngineKind kind = EngineKind::interpreter) const { return verify_models({root()}, {.kind = kind}); }

 private:
  TemporaryFolder folder_;
};

TEST_F(Folders, AreFoundBelowAndOnce) {
  for (const char* name : {"b/two", "a", "b/one"}) write_model(name);
  fs::create_directories(root() / "b/empty");
  const auto found = find_test_folders({root(), root() / "b/", root() / "b/one"});
  EXPECT_EQ(found, (std::vector<fs::path>{root() / "a", root() / "b/one", root() / "b/two"}));
}

TEST_F(Folders, AreNamedByTheirLastTwoParts) {
  EXPECT_EQ(test_name("x/CONV_2D/int8"), "CONV_2D/int8");
  EXPECT_EQ(test_name("x/CONV_2D/int8/"), "CONV_2D/int8");
  EXPECT_EQ(test_name("x/CONV_2D/./other/../int8"), "CONV_2D/int8");
}

TEST_F(Folders, WithoutAModelAreAnError) {
  EXPECT_THROW(find_test_folders({root()}), Error);
  EXPECT_THROW(find_test_folders({root() / "missing"}), Error);
}

TEST_F(Folders, HoldOneCaseOrSeveral) {
  write_model("m");
  EXPECT_THROW(read_test_model(root() / "m", "m"), Error) << "no case at all";
  write("m/in0.npy", {1, 2, 3, 4});
  write("m/out0.npy", {1, 2, 3, 4});
  for (int k : {0, 1, 3}) write("m/case" + std::to_string(k) + "_out0.npy", {0, 0, 0, 0});
  const TestModel model = read_test_model(root() / "m", "m");
  std::vector<std::string> names;
  for (const TestCase& test : model.cases) names.push_back(test.name);
  EXPECT_EQ(names, (std::vector<std::string>{"", "case0", "case1"})) << "counting ends at the first gap";
}

TEST_F(Folders, CountWhatPassesAndWhatFails) {
  write_model("m");
  write("m/case0_in0.npy", {5, -3, -4, -128});
  write("m/case0_out0.npy", {5, -3, -3, -3});
  write("m/case1_in0.npy", {5, 6, 7, 8});
  write("m/case1_out0.npy", {5, 6, 7, 9});
  write("m/case2_in0.npy", {1, 2, 3});
  write("m/case2_out0.npy", {1, 2, 3, 4});
  write("m/case3_in0.npy", {1, 2, 3, 4});
  write("m/case3_out0.npy", {1, 2, 3, 4});
  for (const EngineKind kind : {EngineKind::interpreter, EngineKind::compiled}) {
    const VerifyResult result = verified(kind);
    ASSERT_EQ(result.cases.size(), 4u);
    EXPECT_EQ(result.passed, 2u);
    EXPECT_EQ(result.failed, 2u);
    EXPECT_EQ(result.skipped, 0u);
    EXPECT_EQ(result.cases[1].detail, "output 0 'v0': element 3 of 4: 8 instead of 9 (1 differ)");
    EXPECT_EQ(result.cases[2].detail, "input 0 of the case is i1 of 3 bytes, the model wants i1 1x4");
    EXPECT_EQ(result.cases[3].detail, "") << "the case behind a broken one has its own output";
  }
}

TEST_F(Folders, ABrokenModelFailsEachOfItsCasesAndNoOthers) {
  write_model("good");
  write("good/in0.npy", {1, 2, 3, 4});
  write("good/out0.npy", {1, 2, 3, 4});
  write_file(root() / "bad/model.tflite", "TFL3 but nothing else");
  for (const char* file : {"bad/case0_out0.npy", "bad/case1_out0.npy"}) write(file, {1});
  write_model("torn");
  write_file(root() / "torn/out0.npy", "no array");
  const VerifyResult result = verified();
  EXPECT_EQ(result.passed, 1u);
  EXPECT_EQ(result.failed, 3u);
}

TEST_F(Folders, ProgressReachesTheNumberOfModels) {
  for (const char* name : {"a", "b", "c"}) {
    write_model(name);
    write(fs::path(name) / "in0.npy", {1, 2, 3, 4});
    write(fs::path(name) / "out0.npy", {1, 2, 3, 4});
  }
  std::size_t last = 0, total = 0;
  verify_models({root()}, {.kind = EngineKind::interpreter}, [&](std::size_t done, std::size_t all) {
    EXPECT_GT(done, last);
    last = done;
    total = all;
  });
  EXPECT_EQ(last, 3u);
  EXPECT_EQ(total, 3u);
}

}  // namespace
}  // namespace pinhole
