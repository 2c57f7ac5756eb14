// The commands killed in the middle of a change of the disk: no half file has a final name, and the same command again gives what an
// undisturbed run gives, byte for byte. Which changes: drawn by PINHOLE_KILL_SEED (printed), PINHOLE_KILL_POINTS of them a command.
// The undisturbed runs are made twice, in two folders: that is the test that the same inputs give the same bytes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/random.h"
#include "firmware/process.h"
#include "tests/cli/killed.h"

namespace pinhole::test {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(PINHOLE_SOURCE_DIR) / "tests/conformance/cases";
const std::string kModel = (kCases / "tiny_classifier/model.tflite").string();

fs::path programs() {
  const char* named = std::getenv("PINHOLE_TEST_BIN");
  return named != nullptr && *named != '\0' ? fs::path(named) : fs::path(PINHOLE_BIN_DIR);
}

std::uint64_t number_from(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

// n changes of 1 ... count: the first, the last, and others by chance.
std::vector<std::uint64_t> kill_points(std::uint64_t count, std::uint64_t n) {
  const std::uint64_t seed = number_from("PINHOLE_KILL_SEED", 1);
  fmt::print("PINHOLE_KILL_SEED={} PINHOLE_KILL_POINTS={}: of {} changes\n", seed, n, count);
  Random random(seed);
  std::vector<std::uint64_t> points = {1, count};
  while (points.size() < std::min(n, count)) {
    const std::uint64_t point = 1 + random.below(count);
    if (std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
  }
  return points;
}

struct Command {
  std::vector<std::string> arguments;
  std::string output;                     // what it makes, a file or a folder, below where it runs
  std::vector<std::string> growing = {};  // below output: beginnings of paths that hold the state of an unfinished run
  std::uint64_t points = 6;
  bool pictures = false;
};

class Killed : public testing::Test {
 protected:
  void SetUp() override { setenv("XDG_CACHE_HOME", (fs::path(PINHOLE_BIN_DIR).parent_path() / "tests/cache").c_str(), 1); }

  void survives(const Command& command) {
    command_ = command;
    if (command.pictures) make_pictures(pictures_.path());
    const TemporaryFolder first, second;
    const Ended undisturbed = run(first, 0);
    ASSERT_EQ(undisturbed.exit_code, 0) << undisturbed.errors;
    const auto wanted = files_below(first.path());
    ASSERT_FALSE(wanted.empty());
    ASSERT_EQ(run(second, 0).exit_code, 0);
    ASSERT_EQ(tree_difference(files_below(second.path()), wanted, false), "") << "between two undisturbed runs";
    std::size_t killed = 0;
    for (const std::uint64_t point : kill_points(undisturbed.changes, number_from("PINHOLE_KILL_POINTS", command.points))) {
      killed += killed_at(point, wanted) ? 1 : 0;
      if (HasFailure()) return;
    }
    EXPECT_GT(killed, 0u) << "no run was killed: the test has shown nothing";
  }

 private:
  Ended run(const TemporaryFolder& folder, std::uint64_t kill_at) const {
    std::vector<std::string> argv = {(programs() / "pinhole").string(), "--quiet"};
    argv.insert(argv.end(), command_.arguments.begin(), command_.arguments.end());
    if (command_.pictures && !fs::exists(folder.path() / "pictures"))
      fs::create_directory_symlink(pictures_.path(), folder.path() / "pictures");
    return run_counted(argv, folder.path(), kill_at);
  }

  bool killed_at(std::uint64_t point, const std::map<std::string, Bytes>& wanted) const {
    SCOPED_TRACE(fmt::format("killed at change {}", point));
    const TemporaryFolder folder;
    const Ended ended = run(folder, point);
    auto left = files_below(folder.path());
    std::erase_if(left, [&](const auto& file) {
      return std::any_of(command_.growing.begin(), command_.growing.end(),
                         [&](const std::string& path) { return file.first.starts_with(command_.output + "/" + path); });
    });
    EXPECT_EQ(tree_difference(left, wanted, true), "") << "after the kill";
    const Ended again = run(folder, 0);
    EXPECT_EQ(again.exit_code, 0) << again.errors;
    EXPECT_EQ(tree_difference(files_below(folder.path()), wanted, false), "") << "after the second run";
    return ended.killed;
  }

  TemporaryFolder pictures_;
  Command command_;
};

bool has_board_tools() { return !find_program("arm-none-eabi-g++").empty() && fs::exists(programs() / "pinhole-sim"); }
bool has_trainer() { return std::getenv("PINHOLE_TRAIN") != nullptr || fs::exists(programs() / "pinhole-train"); }

TEST_F(Killed, CompileLeavesNothingHalf) { survives({.arguments = {"compile", kModel, "--out", "made"}, .output = "made"}); }

TEST_F(Killed, ConvertToTfliteLeavesNothingHalf) { survives({.arguments = {"convert", kModel, "made.tflite"}, .output = "made.tflite"}); }

TEST_F(Killed, ConvertToTextLeavesNothingHalf) { survives({.arguments = {"convert", kModel, "made.pin"}, .output = "made.pin"}); }

TEST_F(Killed, ConvertToACArrayLeavesNothingHalf) { survives({.arguments = {"convert", kModel, "made.h"}, .output = "made.h"}); }

TEST_F(Killed, PackageLeavesNothingHalf) { survives({.arguments = {"package", kModel, "--out", "made"}, .output = "made"}); }

TEST_F(Killed, RunLeavesNothingHalf) {
  survives({.arguments = {"run", kModel, "--engine", "interpreter", "--input", (kCases / "tiny_classifier/case0_in0.npy").string(), "--out",
                          "made"},
            .output = "made"});
}

TEST_F(Killed, BenchLeavesNothingHalf) {
  if (!has_board_tools()) GTEST_SKIP() << "arm-none-eabi-g++ or pinhole-sim is not here";
  survives({.arguments = {"bench", kModel, "--board", "nano33ble", "--elf", "made.elf"}, .output = "made.elf", .points = 3});
}

TEST_F(Killed, BuildGoesOnWhereItWas) {
  if (!has_board_tools()) GTEST_SKIP() << "arm-none-eabi-g++ or pinhole-sim is not here";
  if (!has_trainer()) GTEST_SKIP() << "pinhole-train is neither beside pinhole nor named by PINHOLE_TRAIN";
  survives({.arguments = {"build", "pictures", "--out", "made", "--epochs", "2", "--batch", "8", "--alpha", "0.25", "--board-pictures", "3",
                          "--threads", "1"},
            .output = "made",
            .growing = {"train/"},
            .points = 5,
            .pictures = true});
}

// A folder that is replaced is there under its name all the time, old or new.
TEST_F(Killed, CompileOverAnOldFolderLeavesTheOldOrTheNew) {
  const std::string pinhole = (programs() / "pinhole").string();
  const TemporaryFolder old_folder, new_folder;
  ASSERT_EQ(run_counted({pinhole, "compile", kModel, "--name", "old", "--out", "made"}, old_folder.path(), 0).exit_code, 0);
  const Ended undisturbed = run_counted({pinhole, "compile", kModel, "--name", "fresh", "--out", "made"}, new_folder.path(), 0);
  ASSERT_EQ(undisturbed.exit_code, 0);
  const auto before = files_below(old_folder.path()), after = files_below(new_folder.path());
  // Putting it in place and removing the old files come last: a few changes more than in an empty folder.
  const std::uint64_t places = number_from("PINHOLE_KILL_POINTS", 6);
  for (std::uint64_t i = 0; i < places; ++i) {
    SCOPED_TRACE(fmt::format("killed at change {}", undisturbed.changes + i));
    const TemporaryFolder folder;
    fs::copy(old_folder.path() / "made", folder.path() / "made", fs::copy_options::recursive);
    run_counted({pinhole, "compile", kModel, "--name", "fresh", "--out", "made"}, folder.path(), undisturbed.changes + i);
    const auto left = files_below(folder.path());
    EXPECT_TRUE(left == before || left == after) << tree_difference(left, after, false);
    EXPECT_EQ(run_counted({pinhole, "compile", kModel, "--name", "fresh", "--out", "made"}, folder.path(), 0).exit_code, 0);
    EXPECT_EQ(tree_difference(files_below(folder.path(), true), after, false), "")
        << "what the killed run left beside is removed by the next one";
  }
}

}  // namespace
}  // namespace pinhole::test
