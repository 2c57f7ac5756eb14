#include "tests/cli/killed.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/random.h"

namespace pinhole::test {
namespace {

namespace fs = std::filesystem;

int start(const std::vector<std::string>& argv, const fs::path& folder, const fs::path& errors) {
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // a group of its own, which kill(0, ...) ends as a whole
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, args[0], &actions, &attributes, args.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) throw Error({.file = argv[0], .problem = std::string("cannot start: ") + std::strerror(failed)});
  return child;
}

}  // namespace

Ended run_counted(const std::vector<std::string>& argv, const fs::path& folder, std::uint64_t kill_at) {
  const TemporaryFolder work;
  const fs::path counter = work.path() / "counter", errors = work.path() / "errors";
  write_file(counter, std::string_view("\0\0\0\0\0\0\0\0", 8));
  setenv("PINHOLE_TEST_COUNTER", counter.c_str(), 1);
  setenv("PINHOLE_TEST_KILL_AT", std::to_string(kill_at).c_str(), 1);
  setenv("LD_PRELOAD", PINHOLE_KILL_SHIM, 1);
  prctl(PR_SET_CHILD_SUBREAPER, 1);  // what a killed command started becomes ours to wait for
  const pid_t child = start(argv, folder, errors);
  unsetenv("LD_PRELOAD");
  Ended ended{.exit_code = 0, .killed = false, .changes = 0, .errors = {}};
  for (int status = 0;;) {
    const pid_t pid = waitpid(-child, &status, 0);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) break;
    if (pid != child) continue;
    ended.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  const Bytes count = read_file(counter);
  std::memcpy(&ended.changes, count.data(), sizeof ended.changes);
  ended.errors = read_text_file(errors);
  return ended;
}

std::map<std::string, Bytes> files_below(const fs::path& folder, bool unfinished_too) {
  std::map<std::string, Bytes> files;
  if (!fs::exists(folder)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = fs::relative(entry.path(), folder).generic_string();
    if (entry.is_regular_file() && (unfinished_too || path.find(".part") == std::string::npos)) files[path] = read_file(entry.path());
  }
  return files;
}

std::string tree_difference(const std::map<std::string, Bytes>& found, const std::map<std::string, Bytes>& wanted, bool partly) {
  for (const auto& [path, bytes] : found) {
    const auto other = wanted.find(path);
    if (other == wanted.end()) return path + " should not be there";
    if (other->second != bytes)
      return fmt::format("{} has other bytes ({} of them, expected {})", path, bytes.size(), other->second.size());
  }
  if (partly) return "";
  for (const auto& [path, bytes] : wanted) {
    if (!found.contains(path)) return path + " is missing";
  }
  return "";
}

void make_pictures(const fs::path& folder) {
  constexpr int kSide = 16;
  const char* classes[] = {"left", "right", "top"};
  Random random(5);
  for (int label = 0; label < 3; ++label) {
    for (int i = 0; i < 24; ++i) {
      std::string picture = fmt::format("P6\n{} {}\n255\n", kSide, kSide);
      for (int p = 0; p < kSide * kSide; ++p) {
        const int x = p % kSide, y = p / kSide;
        const bool bright = label == 0 ? x < kSide / 2 : label == 1 ? x >= kSide / 2 : y < kSide / 2;
        for (int c = 0; c < 3; ++c) picture += static_cast<char>(random.below(120) + (bright ? 110 : 0));
      }
      write_file(folder / classes[label] / fmt::format("{:02}.ppm", i), picture);
    }
  }
}

}  // namespace pinhole::test
