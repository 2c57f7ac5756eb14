// The readers behind open_dataset, one a layout. Included only by dataset.cc and the readers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/data/dataset.h"

namespace pinhole {

// Each gives nothing when the folder does not have its layout, and throws Error when it has but cannot be used.
std::optional<Dataset> open_idx(const std::filesystem::path& folder);
std::optional<Dataset> open_cifar(const std::filesystem::path& folder);
std::optional<Dataset> open_class_folders(const std::filesystem::path& folder);

// Lines of labels.txt, classes.txt or batches.meta.txt beside the data; "0", "1", ... `count` names when none is there.
// Throws Error when a names file has fewer than `count` lines.
std::vector<std::string> class_names(const std::filesystem::path& folder, std::size_t count);

// Names of the folder's entries that are not hidden, sorted by bytes.
std::vector<std::string> visible_entries(const std::filesystem::path& folder);

// The bytes of a file, inflated when it is gzip, at most limit_bytes of them. Memory grows with what is really there.
Bytes read_maybe_gzip(const std::filesystem::path& path, std::uint64_t limit_bytes);

}  // namespace pinhole
