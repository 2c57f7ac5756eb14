// Keras files made in memory for tests: an HDF5 file through libhdf5, an archive through libzip, and the JSON of layers.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "compiler/ir/graph.h"

namespace pinhole::test {

using Json = nlohmann::json;

struct Array {
  std::vector<std::uint64_t> extents;
  std::vector<float> values;
};
// 0.1, -0.2, 0.3, ...: no two alike, so that a wrong order shows.
Array array(std::vector<std::uint64_t> extents);

enum class Storage { kPlain, kDeflated, kFloat64, kInt32, kUnwritten };

class H5Sketch {
 public:
  explicit H5Sketch(bool newer_format = false);
  ~H5Sketch();
  H5Sketch(const H5Sketch&) = delete;
  H5Sketch& operator=(const H5Sketch&) = delete;

  void group(const std::string& path);
  void text(const std::string& path, const std::string& attribute, const std::string& value);
  void texts(const std::string& path, const std::string& attribute, const std::vector<std::string>& values);  // of fixed length
  void floats(const std::string& path, const Array& array, Storage storage = Storage::kPlain);
  void external_link(const std::string& path, const std::string& file);
  Bytes bytes();

 private:
  std::int64_t file_;
};

// By layer: the names in weight_names, and the arrays.
using LayerWeights = std::vector<std::pair<std::string, Array>>;
using ModelWeights = std::map<std::string, LayerWeights>;

// As Keras 2 saves: "kernel:0" of the layer "conv" is model_weights/conv/conv/kernel:0. Names with a '/' stand as they are.
Bytes keras_h5(const Json& model, const ModelWeights& weights, const std::string& keras_version = "2.15.0");
// As Keras 3 saves: the keys are paths ("layers/conv2d"), the names are ignored.
Bytes keras_archive(const Json& model, const ModelWeights& weights);
Bytes zip_of(const std::map<std::string, Bytes>& entries, bool deflated = false);
Bytes bytes_of(const std::string& text);

// {"class_name", "config": {"name", ...}}
Json layer(const std::string& class_name, const std::string& name, Json config = Json::object());
// A Sequential model whose InputLayer has this shape, without the batch.
Json sequential(std::vector<int> input, std::vector<Json> layers);
// A layer of a functional model: reads these layers' first results.
Json node(Json layer, std::vector<std::string> reads);
Json functional(std::vector<Json> layers, const std::string& input, const std::string& output);

// Runs a graph with one input on the host.
std::vector<float> run(const Graph& graph, const std::vector<float>& input);
// What the file is refused with: Error::what() without the file's name, or "no error".
std::string refusal(const Bytes& file);
Graph import_any(const Bytes& file);

}  // namespace pinhole::test
