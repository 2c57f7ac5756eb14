// pinhole-train killed in the middle and started again, as often as it takes: the files must be those of a run that nobody disturbed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "training/data/picture.h"
#include "training/train/client.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

const fs::path kProgram = fs::path(PINHOLE_BIN_DIR) / "pinhole-train";

void make_pictures(const fs::path& folder) {
  Random random(11);
  for (int i = 0; i < 48; ++i) {
    Picture picture{16, 16, 1, std::vector<std::uint8_t>(256)};
    for (int p = 0; p < 256; ++p)
      picture.pixels[static_cast<std::size_t>(p)] = static_cast<std::uint8_t>(random.below(150) + (p % 16 < 8) * (i % 2) * 100);
    write_file(folder / (i % 2 == 0 ? "even" : "left") / (std::to_string(i) + ".png"), std::span<const std::byte>(encode_png(picture)));
  }
}

TrainOptions options_for(const fs::path& data, const fs::path& out) {
  TrainOptions o;
  o.data = data.string();
  o.out = out.string();
  o.alpha = 0.25;
  o.epochs = 8;
  o.batch = 8;
  o.learning_rate = 0.02;
  o.device = "cpu";
  o.threads = 2;
  o.checkpoint_seconds = 0;
  return o;
}

// Starts the program, reads `lines` lines of its output, waits a little, and kills it. True when it had ended by itself.
bool run_and_kill(const fs::path& request, int lines, useconds_t wait_us) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  const std::string program = kProgram.string(), argument = request.string();
  char* argv[] = {const_cast<char*>(program.c_str()), const_cast<char*>(argument.c_str()), nullptr};
  pid_t pid = -1;
  EXPECT_EQ(posix_spawn(&pid, argv[0], &actions, nullptr, argv, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  char c = 0;
  for (int seen = 0; seen < lines && read(ends[0], &c, 1) == 1;) seen += c == '\n';
  usleep(wait_us);
  kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  close(ends[0]);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(KillTrain, KilledAnywhereAndStartedAgainGivesTheSameFiles) {
  if (!fs::exists(kProgram)) GTEST_SKIP() << "pinhole-train is not built";
  ASSERT_EQ(setenv("PINHOLE_TRAIN", kProgram.c_str(), 1), 0);
  const TemporaryFolder folder;
  make_pictures(folder.path() / "data");
  const TrainOptions whole = options_for(folder.path() / "data", folder.path() / "whole");
  const TrainOptions broken = options_for(folder.path() / "data", folder.path() / "broken");
  int events = 0;
  run_training_program(whole, [&](const TrainEvent&) { ++events; });
  ASSERT_GE(events, 9);

  const fs::path request = fs::path(broken.out) / "request.json";
  write_file(request, to_json(broken));
  Random random(5);
  int kills = 0;
  for (const int lines : {0, 2, 5, 5, 6, 6, 7, 8}) kills += !run_and_kill(request, lines, static_cast<useconds_t>(random.below(60'000)));
  EXPECT_GE(kills, 5);
  run_training_program(broken, [](const TrainEvent&) {});

  EXPECT_EQ(read_text_file(network_path(broken)), read_text_file(network_path(whole)));
  EXPECT_EQ(read_text_file(history_path(broken)), read_text_file(history_path(whole)));
  EXPECT_EQ(read_file(checkpoint_path(broken)), read_file(checkpoint_path(whole)));
  for (const auto& entry : fs::directory_iterator(broken.out)) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(fs::exists(fs::path(whole.out) / name) || name.find("checkpoint.bin") != std::string::npos) << "left over: " << name;
  }
}

TEST(TrainClient, SaysWhatTheProgramSaid) {
  if (!fs::exists(kProgram)) GTEST_SKIP() << "pinhole-train is not built";
  ASSERT_EQ(setenv("PINHOLE_TRAIN", kProgram.c_str(), 1), 0);
  const TemporaryFolder folder;
  try {
    run_training_program(options_for(folder.path() / "nothing", folder.path() / "out"), [](const TrainEvent&) {});
    FAIL() << "trained on nothing";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().file, (folder.path() / "nothing").string());
  }
}

TEST(TrainClient, EndsTheProgramWhenTheCallbackThrows) {
  if (!fs::exists(kProgram)) GTEST_SKIP() << "pinhole-train is not built";
  ASSERT_EQ(setenv("PINHOLE_TRAIN", kProgram.c_str(), 1), 0);
  const TemporaryFolder folder;
  make_pictures(folder.path() / "data");
  struct Stop {};
  EXPECT_THROW(run_training_program(options_for(folder.path() / "data", folder.path() / "out"), [](const TrainEvent&) { throw Stop{}; }),
               Stop);
  EXPECT_FALSE(fs::exists(folder.path() / "out" / "network.pin"));
}

TEST(TrainClient, SaysWhereItLookedForTheProgram) {
  ASSERT_EQ(setenv("PINHOLE_TRAIN", "/nowhere/pinhole-train", 1), 0);
  EXPECT_THROW(find_trainer(), Error);
}

}  // namespace
}  // namespace pinhole
