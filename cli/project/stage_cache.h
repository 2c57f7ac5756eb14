// Results of finished stages, one small JSON file each in OUT/stages, with a key over everything that the stage depends on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/file.h"
#include "base/text.h"

namespace pinhole {

class StageCache {
 public:
  explicit StageCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The stored result, if the stage was finished with the same key. A damaged file counts as none.
  std::optional<nlohmann::json> load(const std::string& stage, const std::string& key) const;
  void store(const std::string& stage, const std::string& key, const nlohmann::json& result) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace pinhole
