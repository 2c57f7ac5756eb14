#include "compiler/formats/keras/keras.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/formats/keras/archive.h"
#include "compiler/formats/keras/network.h"

namespace pinhole {
namespace {

using namespace keras;

constexpr std::size_t kMostWeightFileBytes = std::size_t{1} << 30;

// "2.3.0-tf" -> 2. Files without a version are older than Keras 2.
int major_version(const std::string& version) { return version.starts_with("3") ? 3 : 2; }

Graph build(const Json& config, const std::string& place, const Weights& weights, int keras_major) {
  const Model model = read_architecture(config, place);
  refuse_unsupported(model, keras_major);
  return build_graph(model, weights, keras_major);
}

Graph from_h5(std::span<const std::byte> bytes) {
  const auto file = std::make_shared<const Hdf5File>(bytes);
  const std::optional<std::string> config = file->text("", "model_config");
  if (!config.has_value()) {
    const bool only_weights = file->has("layer_names") || file->texts("", "layer_names").has_value() || file->has("layers");
    fail({}, only_weights ? "the file has weights, but no network" : "the HDF5 file holds no Keras model",
         "an attribute 'model_config' with the architecture", only_weights ? "weights only" : "none",
         "save the whole model with model.save(), not save_weights()");
  }
  const int keras_major = major_version(file->text("", "keras_version").value_or("2"));
  return build(parse_json(*config, "model_config"), "model_config", *weights_of_h5(file), keras_major);
}

Graph from_archive(std::span<const std::byte> bytes) {
  const Archive archive(bytes);
  const auto text_of = [](const Bytes& content) { return std::string_view(reinterpret_cast<const char*>(content.data()), content.size()); };
  const Json config = parse_json(text_of(archive.read("config.json", kMostJsonBytes)), "config.json");
  int keras_major = 3;
  if (archive.has("metadata.json")) {
    const Json metadata = parse_json(text_of(archive.read("metadata.json", kMostJsonBytes)), "metadata.json");
    keras_major = major_version(Fields(metadata, "metadata.json").text("keras_version", "3"));
  }
  // The refusal comes before the weights are unpacked.
  refuse_unsupported(read_architecture(config, "config.json"), keras_major);
  const Bytes weights = archive.read("model.weights.h5", kMostWeightFileBytes);
  return build(config, "config.json", *weights_of_archive(std::make_shared<const Hdf5File>(weights)), keras_major);
}

}  // namespace

Graph import_keras_h5(std::span<const std::byte> bytes, const std::string& file) {
  try {
    return from_h5(bytes);
  } catch (const Error& error) {
    throw error.in_file(file);
  }
}

Graph import_keras_archive(std::span<const std::byte> bytes, const std::string& file) {
  try {
    return from_archive(bytes);
  } catch (const Error& error) {
    throw error.in_file(file);
  }
}

}  // namespace pinhole
