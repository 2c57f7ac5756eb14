// Counts what the programs change on the disk, and ends them in the middle of one such change. Preloaded (LD_PRELOAD) by kill_test into
// `pinhole`, `pinhole-sim` and `pinhole-train`; in other programs (the cross compiler) it does nothing. No product code knows of it.
//
//   PINHOLE_TEST_COUNTER=FILE   8 bytes: the number of changes so far, of all processes together
//   PINHOLE_TEST_KILL_AT=N      the N-th change kills the whole process group with SIGKILL; 0: only count
//
// A change is: making a file or folder, writing to a regular file, renaming, removing. A write that kills writes half its bytes first.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

uint64_t* counter = nullptr;
uint64_t kill_at = 0;

__attribute__((constructor)) void start() {
  const char* file = getenv("PINHOLE_TEST_COUNTER");
  const char* at = getenv("PINHOLE_TEST_KILL_AT");
  if (file == nullptr || strncmp(program_invocation_short_name, "pinhole", 7) != 0) return;
  const int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void* page = mmap(nullptr, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  kill_at = at == nullptr ? 0 : strtoull(at, nullptr, 10);
  if (page != MAP_FAILED) counter = static_cast<uint64_t*>(page);
}

// True when this change is the one that ends the run.
bool is_last() { return counter != nullptr && __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST) == kill_at; }

void end() {
  kill(0, SIGKILL);
  for (;;) pause();
}

void change() {
  if (is_last()) end();
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

bool is_file(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  static const auto real = next<int (*)(const char*, int, ...)>("open");
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if ((flags & (O_CREAT | O_TRUNC)) != 0) change();
  return real(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  static const auto real = next<int (*)(const char*, int, ...)>("open64");
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if ((flags & (O_CREAT | O_TRUNC)) != 0) change();
  return real(path, flags, mode);
}

ssize_t write(int fd, const void* bytes, size_t count) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  if (is_file(fd) && is_last()) {
    (void)!real(fd, bytes, count / 2);
    end();
  }
  return real(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  static const auto real = next<ssize_t (*)(int, const struct iovec*, int)>("writev");
  if (is_file(fd) && is_last()) {
    (void)!real(fd, parts, count / 2);
    end();
  }
  return real(fd, parts, count);
}

int rename(const char* from, const char* to) {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  change();
  return real(from, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  static const auto real = next<int (*)(int, const char*, int, const char*, unsigned)>("renameat2");
  change();
  return real(from_folder, from, to_folder, to, flags);
}

int mkdir(const char* path, mode_t mode) {
  static const auto real = next<int (*)(const char*, mode_t)>("mkdir");
  change();
  return real(path, mode);
}

int unlink(const char* path) {
  static const auto real = next<int (*)(const char*)>("unlink");
  change();
  return real(path);
}

int unlinkat(int folder, const char* path, int flags) {
  static const auto real = next<int (*)(int, const char*, int)>("unlinkat");
  change();
  return real(folder, path, flags);
}

int remove(const char* path) {
  static const auto real = next<int (*)(const char*)>("remove");
  change();
  return real(path);
}

}  // extern "C"
