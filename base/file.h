// Files: whole-file reading with a size limit, and writing that leaves either the old file or the whole new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole {

using Bytes = std::vector<std::byte>;

inline constexpr std::uint64_t kDefaultFileLimitBytes = std::uint64_t{1} << 30;

// The file's bytes; "-" reads standard input. The size is checked against limit_bytes before memory is taken.
// Throws Error when the file is missing, is a folder, cannot be read, or is too large.
Bytes read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = kDefaultFileLimitBytes);
std::string read_text_file(const std::filesystem::path& path, std::uint64_t limit_bytes = kDefaultFileLimitBytes);

// Writes beside `path` and renames over it: a killed program leaves no partial file under the name. Parent folders are made.
// Throws Error when the disk is full or the folder cannot be written.
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

// A folder that appears under its name only when complete. Build everything below path(), then commit().
// Without commit() the destructor removes what was made. A marker file (kFolderMarker) says that the folder is Pinhole's:
// commit() replaces an existing folder only when it is empty or carries the marker, and throws Error otherwise.
class PendingFolder {
 public:
  explicit PendingFolder(std::filesystem::path final_path);
  ~PendingFolder();
  PendingFolder(const PendingFolder&) = delete;
  PendingFolder& operator=(const PendingFolder&) = delete;

  const std::filesystem::path& path() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path final_, temporary_;
  bool committed_ = false;
};

inline constexpr const char* kFolderMarker = ".pinhole";

// A fresh folder below the system's temporary folder, removed with everything in it by the destructor.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace pinhole
