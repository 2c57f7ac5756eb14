#include "tests/unit/compiler/formats/keras/sketch.h"

#include <hdf5.h>
#include <zip.h>

#include <cstring>

#include "compiler/formats/detect.h"
#include "compiler/formats/keras/keras.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/verify.h"

namespace pinhole::test {
namespace {

void demand(std::int64_t result) {
  if (result < 0) throw InternalError("a test could not make its file");
}

hid_t open_or_make_group(hid_t file, const std::string& path) {
  if (path.empty() || path == "/") return H5Gopen2(file, "/", H5P_DEFAULT);
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  const bool there = H5Oexists_by_name(file, path.c_str(), H5P_DEFAULT) > 0;
  const hid_t group = there ? H5Gopen2(file, path.c_str(), H5P_DEFAULT) : H5Gcreate2(file, path.c_str(), links, H5P_DEFAULT, H5P_DEFAULT);
  H5Pclose(links);
  demand(group);
  return group;
}

}  // namespace

Array array(std::vector<std::uint64_t> extents) {
  Array made{std::move(extents), {}};
  std::uint64_t count = 1;
  for (const std::uint64_t extent : made.extents) count *= extent;
  for (std::uint64_t i = 0; i < count; ++i) made.values.push_back((i % 2 == 0 ? 0.1f : -0.1f) * static_cast<float>(i % 13 + 1));
  return made;
}

H5Sketch::H5Sketch(bool newer_format) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  static int made = 0;  // files that are open at once differ in name, also those in memory
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_core(access, 4096, 0);
  if (newer_format) H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
  file_ = H5Fcreate(("sketch" + std::to_string(made++)).c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose(access);
  demand(file_);
}

H5Sketch::~H5Sketch() { H5Fclose(file_); }

void H5Sketch::group(const std::string& path) { H5Gclose(open_or_make_group(file_, path)); }

void H5Sketch::text(const std::string& path, const std::string& attribute, const std::string& value) {
  const hid_t group = open_or_make_group(file_, path), type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
  H5Tset_size(type, H5T_VARIABLE);
  const hid_t made = H5Acreate2(group, attribute.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  const char* pointer = value.c_str();
  demand(H5Awrite(made, type, &pointer));
  H5Aclose(made);
  H5Sclose(space);
  H5Tclose(type);
  H5Gclose(group);
}

void H5Sketch::texts(const std::string& path, const std::string& attribute, const std::vector<std::string>& values) {
  std::size_t length = 1;
  for (const std::string& value : values) length = std::max(length, value.size());
  std::string buffer(length * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) std::memcpy(buffer.data() + i * length, values[i].data(), values[i].size());
  const hsize_t count = values.size();
  const hid_t group = open_or_make_group(file_, path), type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(1, &count, nullptr);
  H5Tset_size(type, length);
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  const hid_t made = H5Acreate2(group, attribute.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  demand(H5Awrite(made, type, buffer.data()));
  H5Aclose(made);
  H5Sclose(space);
  H5Tclose(type);
  H5Gclose(group);
}

void H5Sketch::floats(const std::string& path, const Array& array, Storage storage) {
  const std::vector<hsize_t> extents(array.extents.begin(), array.extents.end());
  const int rank = static_cast<int>(extents.size());
  const hid_t space = rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, extents.data(), nullptr);
  const hid_t links = H5Pcreate(H5P_LINK_CREATE), options = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  if (storage == Storage::kDeflated) {
    demand(H5Pset_chunk(options, rank, extents.data()));
    demand(H5Pset_deflate(options, 9));
  }
  const hid_t type = storage == Storage::kFloat64 ? H5T_IEEE_F64LE : storage == Storage::kInt32 ? H5T_STD_I32LE : H5T_IEEE_F32LE;
  const hid_t made = H5Dcreate2(file_, path.c_str(), type, space, links, options, H5P_DEFAULT);
  demand(made);
  if (storage != Storage::kUnwritten) demand(H5Dwrite(made, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()));
  H5Dclose(made);
  H5Pclose(options);
  H5Pclose(links);
  H5Sclose(space);
}

void H5Sketch::external_link(const std::string& path, const std::string& file) {
  demand(H5Lcreate_external(file.c_str(), "/", file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

Bytes H5Sketch::bytes() {
  demand(H5Fflush(file_, H5F_SCOPE_GLOBAL));
  const ssize_t size = H5Fget_file_image(file_, nullptr, 0);
  demand(size);
  Bytes bytes(static_cast<std::size_t>(size));
  demand(H5Fget_file_image(file_, bytes.data(), bytes.size()));
  return bytes;
}

Bytes keras_h5(const Json& model, const ModelWeights& weights, const std::string& keras_version) {
  H5Sketch sketch;
  sketch.text("", "model_config", model.dump());
  sketch.text("", "keras_version", keras_version);
  sketch.group("model_weights");
  for (const auto& [layer, arrays] : weights) {
    std::vector<std::string> names;
    for (const auto& [name, values] : arrays) {
      names.push_back(name.find('/') == std::string::npos ? layer + "/" + name : name);
      sketch.floats("model_weights/" + layer + "/" + names.back(), values);
    }
    sketch.texts("model_weights/" + layer, "weight_names", names);
  }
  return sketch.bytes();
}

Bytes keras_archive(const Json& model, const ModelWeights& weights) {
  H5Sketch sketch;
  for (const auto& [path, arrays] : weights) {
    for (std::size_t i = 0; i < arrays.size(); ++i) sketch.floats(path + "/vars/" + std::to_string(i), arrays[i].second);
  }
  return zip_of({{"config.json", bytes_of(model.dump())},
                 {"metadata.json", bytes_of(R"({"keras_version": "3.10.0"})")},
                 {"model.weights.h5", sketch.bytes()}});
}

Bytes zip_of(const std::map<std::string, Bytes>& entries, bool deflated) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "made.zip";
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  for (const auto& [name, content] : entries) {
    const zip_int64_t index = zip_file_add(zip, name.c_str(), zip_source_buffer(zip, content.data(), content.size(), 0), 0);
    demand(index);
    demand(zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 9));
  }
  demand(zip_close(zip));
  return read_file(path);
}

Bytes bytes_of(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Json layer(const std::string& class_name, const std::string& name, Json config) {
  config["name"] = name;
  return {{"class_name", class_name}, {"name", name}, {"config", config}};
}

Json sequential(std::vector<int> input, std::vector<Json> layers) {
  Json shape = Json::array({nullptr});
  for (const int extent : input) shape.push_back(extent);
  Json all = Json::array({layer("InputLayer", "in", {{"batch_input_shape", shape}})});
  for (Json& l : layers) all.push_back(std::move(l));
  return {{"class_name", "Sequential"}, {"config", {{"name", "net"}, {"layers", all}}}};
}

Json node(Json layer, std::vector<std::string> reads) {
  Json call = Json::array();
  for (const std::string& name : reads) call.push_back({name, 0, 0, Json::object()});
  layer["inbound_nodes"] = reads.empty() ? Json::array() : Json::array({call});
  return layer;
}

Json functional(std::vector<Json> layers, const std::string& input, const std::string& output) {
  return {{"class_name", "Functional"},
          {"config",
           {{"name", "net"},
            {"layers", layers},
            {"input_layers", Json::array({Json::array({input, 0, 0})})},
            {"output_layers", Json::array({Json::array({output, 0, 0})})}}}};
}

std::vector<float> run(const Graph& graph, const std::vector<float>& input) {
  const auto bytes = std::as_bytes(std::span(input));
  const std::vector<Bytes> inputs{Bytes(bytes.begin(), bytes.end())};
  const Bytes out = evaluate(graph, inputs).at(0);
  std::vector<float> values(out.size() / sizeof(float));
  std::memcpy(values.data(), out.data(), out.size());
  return values;
}

Graph import_any(const Bytes& file) {
  const bool archive = detect_format(file) == FileFormat::kZip;
  Graph graph = archive ? import_keras_archive(file, "model") : import_keras_h5(file, "model");
  verify(graph);
  return graph;
}

std::string refusal(const Bytes& file) {
  try {
    import_any(file);
  } catch (const Error& error) {
    const Error::Parts& parts = error.parts();
    return (parts.place.empty() ? "" : parts.place + ": ") + parts.problem + " | " + parts.expected + " | " + parts.got;
  }
  return "no error";
}

}  // namespace pinhole::test
