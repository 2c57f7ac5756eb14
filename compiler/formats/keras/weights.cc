#include "compiler/formats/keras/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace pinhole::keras {
namespace {

constexpr std::size_t kMostListed = 12;
constexpr const char* kSaveWhole = "save the whole model again with model.save(); this file's weights do not belong to its architecture";

std::string listed(std::vector<std::string> names) {
  if (names.empty()) return "none";
  const std::size_t count = names.size();
  if (count > kMostListed) {
    names.resize(kMostListed);
    names.push_back(fmt::format("and {} more", count - kMostListed));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// "conv/kernel:0" ends with the words "kernel" and "conv/kernel", not with "nel".
bool ends_with_words(std::string_view name, std::string_view words) {
  if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos) name = name.substr(0, colon);
  return name.ends_with(words) && (name.size() == words.size() || name[name.size() - words.size() - 1] == '/');
}

class H5Weights : public Weights {
 public:
  explicit H5Weights(std::shared_ptr<const Hdf5File> file) : file_(std::move(file)) {}

  std::vector<float> read(const Layer& layer, const WeightName& name, const Extents& expected) const override {
    const std::string group = "model_weights/" + layer.group;
    const std::vector<std::string> names = file_->texts(group, "weight_names").value_or(std::vector<std::string>());
    for (const char* role : name.roles) {
      if (const std::string* found = find(layer, names, role)) return file_->floats(group + "/" + *found, expected, layer.place());
    }
    fail(layer.place(), fmt::format("its weights '{}' are missing", name.roles[0]), fmt::format("one in '/{}'", group), listed(names),
         kSaveWhole);
  }

 private:
  // Of several that fit, the shortest: "conv/kernel" rather than "block/conv/kernel" for the layer "conv".
  static const std::string* find(const Layer& layer, const std::vector<std::string>& names, std::string_view role) {
    const bool nested = layer.group != layer.name;
    const std::string words = nested ? fmt::format("{}/{}", layer.name, role) : std::string(role);
    const std::string* best = nullptr;
    for (const std::string& name : names) {
      if (ends_with_words(name, words) && (best == nullptr || name.size() < best->size())) best = &name;
    }
    return best;
  }

  std::shared_ptr<const Hdf5File> file_;
};

class ArchiveWeights : public Weights {
 public:
  explicit ArchiveWeights(std::shared_ptr<const Hdf5File> file) : file_(std::move(file)) {}

  std::vector<float> read(const Layer& layer, const WeightName& name, const Extents& expected) const override {
    std::string path = layer.path;
    if (!file_->has(path)) path = as_keras_2_13(path);
    const std::string vars = path + "/vars";
    // Keras 3.6 and newer say which layer the group belongs to.
    if (const auto owner = file_->text(vars, "name"); owner.has_value() && *owner != layer.name)
      fail(layer.place(), fmt::format("the weights '/{}' belong to another layer", vars), fmt::format("'{}'", layer.name),
           fmt::format("'{}'", *owner), kSaveWhole);
    const std::string array = fmt::format("{}/{}", vars, name.number);
    if (!file_->has(array))
      fail(layer.place(), fmt::format("its weights '{}' are missing", name.roles[0]), fmt::format("'/{}'", array),
           listed(file_->names(vars)), kSaveWhole);
    return file_->floats(array, expected, layer.place());
  }

 private:
  static std::string as_keras_2_13(const std::string& path) {
    constexpr std::string_view kWord = "layers/", kOld = "_layer_checkpoint_dependencies/";
    std::string out;
    for (std::size_t i = 0; i < path.size();) {
      const bool here = path.compare(i, kWord.size(), kWord) == 0 && (i == 0 || path[i - 1] == '/');
      out += here ? kOld : std::string_view(path).substr(i, 1);
      i += here ? kWord.size() : 1;
    }
    return out;
  }

  std::shared_ptr<const Hdf5File> file_;
};

}  // namespace

std::unique_ptr<Weights> weights_of_h5(std::shared_ptr<const Hdf5File> file) { return std::make_unique<H5Weights>(std::move(file)); }
std::unique_ptr<Weights> weights_of_archive(std::shared_ptr<const Hdf5File> file) {
  return std::make_unique<ArchiveWeights>(std::move(file));
}

}  // namespace pinhole::keras
