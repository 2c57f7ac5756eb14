// Runs a command that can be ended in the middle of its n-th change of the disk (kill_shim.cc), and compares what it left behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace pinhole::test {

struct Ended {
  int exit_code = 0;  // -1 when killed
  bool killed = false;
  std::uint64_t changes;  // of the disk, counted over all its processes
  std::string errors;     // its standard error
};

// `kill_at` 0: undisturbed. Returns when the command and everything that it started has ended.
Ended run_counted(const std::vector<std::string>& argv, const std::filesystem::path& folder, std::uint64_t kill_at);

// Every regular file below a folder, by relative path. Names with ".part" in them are what an unfinished write is called: left out unless
// asked for.
std::map<std::string, Bytes> files_below(const std::filesystem::path& folder, bool unfinished_too = false);

// "" when `found` and `wanted` are the same files with the same bytes, else what differs first. `partly`: files may be missing in `found`.
std::string tree_difference(const std::map<std::string, Bytes>& found, const std::map<std::string, Bytes>& wanted, bool partly);

// 3 classes of 24 small PPM pictures that a network can tell apart; the same bytes every time.
void make_pictures(const std::filesystem::path& folder);

}  // namespace pinhole::test
