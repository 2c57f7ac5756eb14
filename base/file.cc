#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "base/error.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path, const std::string& problem, int error_number, const std::string& help = {}) {
  throw Error({.file = path.string(),
               .place = {},
               .problem = error_number == 0 ? problem : problem + ": " + std::strerror(error_number),
               .expected = {},
               .got = {},
               .help = help});
}

void too_large(const fs::path& path, std::uint64_t limit_bytes, std::uint64_t got_bytes) {
  throw Error({.file = path.string(),
               .place = {},
               .problem = "the file is too large",
               .expected = fmt::format("at most {} bytes", limit_bytes),
               .got = fmt::format("{}{} bytes", got_bytes > limit_bytes ? "" : "over ", got_bytes),
               .help = {}});
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ > 2) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Bytes read_stream(int fd, const fs::path& path, std::uint64_t limit_bytes, std::size_t expected_bytes) {
  Bytes bytes;
  bytes.reserve(expected_bytes);
  std::byte block[65536];
  for (;;) {
    const ssize_t n = ::read(fd, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path, "cannot read", errno);
    if (n == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(n) > limit_bytes) too_large(path, limit_bytes, bytes.size());
    bytes.insert(bytes.end(), block, block + n);
  }
}

std::string unique_suffix() {
  static unsigned counter = 0;  // only makes names differ within one process
  return fmt::format(".part.{}.{}", ::getpid(), counter++);
}

// "123.4" and "123.4.old" as unique_suffix() makes them: the process, or 0 when the name is another.
pid_t process_of(const std::string& suffix) {
  const std::string digits = suffix.ends_with(".old") ? suffix.substr(0, suffix.size() - 4) : suffix;
  const std::size_t dot = digits.find('.');
  if (dot == 0 || dot == std::string::npos || dot + 1 == digits.size() || digits.size() > 20) return 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != dot && (digits[i] < '0' || digits[i] > '9')) return 0;
  }
  return static_cast<pid_t>(std::strtol(digits.c_str(), nullptr, 10));
}

// What killed runs left of this folder: "NAME.part.PID.N" whose process is gone.
void remove_abandoned(const fs::path& folder) {
  std::error_code ec;
  const fs::path parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  const std::string start = folder.filename().string() + ".part.";
  std::vector<fs::path> abandoned;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, ec)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start)) continue;
    const pid_t process = process_of(name.substr(start.size()));
    if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH && entry.is_directory(ec)) abandoned.push_back(entry.path());
  }
  for (const fs::path& path : abandoned) fs::remove_all(path, ec);
}

void sync_and_close(int fd, const fs::path& path) {
  const int error_number = ::fsync(fd) != 0 && errno != EINVAL ? errno : 0;
  ::close(fd);
  if (error_number != 0) fail(path, "cannot write", error_number);
}

}  // namespace

Bytes read_file(const fs::path& path, std::uint64_t limit_bytes) {
  if (path == "-") return read_stream(STDIN_FILENO, path, limit_bytes, 0);
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) fail(path, "cannot open", errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) fail(path, "cannot read", errno);
  if (S_ISDIR(info.st_mode)) fail(path, "is a folder, a file was expected", 0);
  const bool regular = S_ISREG(info.st_mode);
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (regular && size > limit_bytes) too_large(path, limit_bytes, size);
  return read_stream(fd.get(), path, limit_bytes, regular ? static_cast<std::size_t>(size) : 0);
}

std::string read_text_file(const fs::path& path, std::uint64_t limit_bytes) {
  const Bytes bytes = read_file(path, limit_bytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_file(const fs::path& path, std::span<const std::byte> bytes) {
  if (path.has_parent_path()) {
    std::error_code ec;
    fs::create_directories(path.parent_path(), ec);
    if (ec) fail(path.parent_path(), "cannot make the folder", ec.value());
  }
  const fs::path temporary = path.string() + unique_suffix();
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) fail(path, "cannot write", errno);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int error_number = errno;
      ::close(fd);
      ::unlink(temporary.c_str());
      fail(path, "cannot write", error_number);
    }
    done += static_cast<std::size_t>(n);
  }
  try {
    sync_and_close(fd, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error_number = errno;
    ::unlink(temporary.c_str());
    fail(path, "cannot write", error_number);
  }
}

void write_file(const fs::path& path, std::string_view text) { write_file(path, std::as_bytes(std::span(text.data(), text.size()))); }

PendingFolder::PendingFolder(fs::path final_path) : final_(std::move(final_path)) {
  if (!final_.has_filename()) final_ = final_.parent_path();  // "out/" names the folder "out"
  std::error_code ec;
  if (fs::exists(final_, ec)) {
    const bool ours = fs::is_directory(final_, ec) && (fs::is_empty(final_, ec) || fs::exists(final_ / kFolderMarker, ec));
    if (!ours) {
      fail(final_, "exists and was not made by Pinhole", 0, "choose another output folder, or remove this one first");
    }
  }
  remove_abandoned(final_);
  temporary_ = final_.string() + unique_suffix();
  fs::create_directories(temporary_, ec);
  if (ec) fail(final_, "cannot make the folder", ec.value());
  write_file(temporary_ / kFolderMarker, std::string_view("made by pinhole\n"));
}

PendingFolder::~PendingFolder() {
  std::error_code ec;
  if (!committed_) fs::remove_all(temporary_, ec);
}

void PendingFolder::commit() {
  std::error_code ec;
  // In one step where the file system can: the name is never without a folder.
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, final_.c_str(), RENAME_EXCHANGE) == 0) {
    committed_ = true;
    fs::remove_all(temporary_, ec);
    return;
  }
  const fs::path old = final_.string() + unique_suffix() + ".old";
  const bool had = fs::exists(final_, ec);
  if (had) fs::rename(final_, old, ec);
  if (ec) fail(final_, "cannot replace the folder", ec.value());
  fs::rename(temporary_, final_, ec);
  if (ec) {
    const int error_number = ec.value();
    if (had) fs::rename(old, final_, ec);
    fail(final_, "cannot write the folder", error_number);
  }
  committed_ = true;
  if (had) fs::remove_all(old, ec);
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "pinhole-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) fail(pattern, "cannot make a temporary folder", errno);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ec;
  fs::remove_all(path_, ec);
}

}  // namespace pinhole
