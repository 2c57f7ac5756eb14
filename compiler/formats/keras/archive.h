// A .keras archive: a zip file with config.json, metadata.json and model.weights.h5. Read through libzip; used by keras.cc only.
// The bytes are hostile: an entry's stated size is held against its packed size and a limit before memory is taken.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"

namespace pinhole::keras {

class Archive {
 public:
  // Throws Error when libzip cannot open the bytes. They outlive the object.
  explicit Archive(std::span<const std::byte> bytes);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  // At most 12 names and how many more, for messages.
  std::string contents() const;
  bool has(const std::string& name) const;
  // An entry's bytes. Throws Error when there is none, it is larger than limit_bytes, is packed tighter than kMostRatio, or is damaged.
  Bytes read(const std::string& name, std::size_t limit_bytes) const;

  static constexpr std::size_t kMostRatio = 100;  // weights hardly pack, JSON about 20 times

 private:
  struct State;
  State* state_;
};

}  // namespace pinhole::keras
