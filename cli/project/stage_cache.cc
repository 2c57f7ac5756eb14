#include "cli/project/stage_cache.h"

namespace pinhole {

std::optional<nlohmann::json> StageCache::load(const std::string& stage, const std::string& key) const {
  const std::filesystem::path path = folder_ / (stage + ".json");
  if (!std::filesystem::exists(path)) return std::nullopt;
  const nlohmann::json stored = nlohmann::json::parse(read_text_file(path), nullptr, false);
  if (stored.is_discarded() || !stored.is_object() || stored.value("key", "") != key || !stored.contains("result")) return std::nullopt;
  return stored["result"];
}

void StageCache::store(const std::string& stage, const std::string& key, const nlohmann::json& result) const {
  write_file(folder_ / (stage + ".json"), nlohmann::json{{"key", key}, {"result", result}}.dump(1) + "\n");
}

}  // namespace pinhole
