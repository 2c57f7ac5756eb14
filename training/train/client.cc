#include "training/train/client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kKeptErrorBytes = 4096;  // the end of what the program wrote to standard error

[[noreturn]] void fail(std::string problem, std::string got, std::string help = {}) {
  throw Error({.file = {},
               .place = "pinhole-train",
               .problem = std::move(problem),
               .expected = {},
               .got = std::move(got),
               .help = std::move(help)});
}

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("cannot make a pipe", std::strerror(errno));
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close(read_end);
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write() {
    if (write_end >= 0) close(write_end);
    write_end = -1;
  }
};

// A child that is ended and waited for when it goes out of scope.
struct Child {
  pid_t pid = -1;
  ~Child() {
    if (pid < 0) return;
    kill(pid, SIGTERM);
    wait();
  }
  int wait() {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pid = -1;
    return status;
  }
};

void start(Child& child, const fs::path& program, const fs::path& request, Pipe& out, Pipe& err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, 1);
  posix_spawn_file_actions_adddup2(&actions, err.write_end, 2);
  const std::string arguments[] = {program.string(), request.string()};
  char* argv[] = {const_cast<char*>(arguments[0].c_str()), const_cast<char*>(arguments[1].c_str()), nullptr};
  const int failed = posix_spawn(&child.pid, argv[0], &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    child.pid = -1;
    fail("the program cannot be started", fmt::format("{}: {}", program.string(), std::strerror(failed)));
  }
  out.close_write();
  err.close_write();
}

// Reads both pipes until both end; on_line gets each line of the first.
std::string read_all(const Pipe& out, const Pipe& err, const std::function<void(std::string_view)>& on_line) {
  std::array<pollfd, 2> polled = {pollfd{out.read_end, POLLIN, 0}, pollfd{err.read_end, POLLIN, 0}};
  std::string pending, errors;
  char buffer[4096];
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    if (poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) fail("cannot wait for the program", std::strerror(errno));
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].fd < 0 || (polled[i].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      const ssize_t got = read(polled[i].fd, buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        polled[i].fd = -1;
        continue;
      }
      (i == 0 ? pending : errors).append(buffer, static_cast<std::size_t>(got));
    }
    for (std::size_t end; (end = pending.find('\n')) != std::string::npos; pending.erase(0, end + 1))
      on_line(std::string_view(pending).substr(0, end));
    if (errors.size() > kKeptErrorBytes) errors.erase(0, errors.size() - kKeptErrorBytes);
  }
  return errors;
}

bool is_program(const fs::path& path) { return fs::is_regular_file(path) && access(path.c_str(), X_OK) == 0; }

}  // namespace

fs::path find_trainer() {
  const char* named = std::getenv("PINHOLE_TRAIN");
  if (named != nullptr && *named != '\0') {
    if (is_program(named)) return named;
    fail("PINHOLE_TRAIN names no program", named);
  }
  std::error_code ignored;
  const fs::path beside = fs::read_symlink("/proc/self/exe", ignored).parent_path() / "pinhole-train";
  if (is_program(beside)) return beside;
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "" : path, ':')) {
    if (!folder.empty() && is_program(fs::path(folder) / "pinhole-train")) return fs::path(folder) / "pinhole-train";
  }
  fail("the program that trains is not there", fmt::format("not in PINHOLE_TRAIN, not at {}, not in PATH", beside.string()),
       "build it with libtorch (Debian: apt install libtorch-dev)");
}

TrainFinished run_training_program(const TrainOptions& options, const std::function<void(const TrainEvent&)>& on_event) {
  check(options);
  const fs::path program = find_trainer(), request = fs::path(options.out) / "request.json";
  write_file(request, to_json(options));
  std::optional<TrainFinished> finished;
  std::optional<TrainFailed> failed;
  Pipe out, err;
  Child child;
  start(child, program, request, out, err);
  const std::string errors = read_all(out, err, [&](std::string_view line) {
    const std::optional<TrainEvent> event = parse_train_event(line);
    if (!event) return;
    if (const auto* e = std::get_if<TrainFinished>(&*event)) finished = *e;
    if (const auto* e = std::get_if<TrainFailed>(&*event)) failed = *e;
    on_event(*event);
  });
  const int status = child.wait();
  if (failed) throw Error({failed->file, failed->place, failed->problem, failed->expected, failed->got, failed->help});
  if (WIFSIGNALED(status))
    fail(fmt::format("the program was ended by signal {}", WTERMSIG(status)), errors, "started again, the run goes on where it was");
  if (WEXITSTATUS(status) != 0 || !finished) fail(fmt::format("the program ended with {} and no result", WEXITSTATUS(status)), errors);
  return *finished;
}

}  // namespace pinhole
