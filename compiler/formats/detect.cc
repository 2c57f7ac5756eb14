#include "compiler/formats/detect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "compiler/formats/keras/keras.h"
#include "compiler/formats/onnx/import.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/text.h"
#include "compiler/ir/verify.h"

namespace pinhole {
namespace {

std::string_view text_of(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// HDF5's signature stands at byte 0 or at 512, 1024, 2048, ... (HDF5 file format specification, superblock).
bool is_hdf5(std::string_view text) {
  constexpr std::string_view kSignature("\x89HDF\r\n\x1a\n", 8);
  for (std::size_t at = 0; at < text.size(); at = at == 0 ? 512 : at * 2) {
    if (text.substr(at, 8) == kSignature) return true;
  }
  return false;
}

// ModelProto (onnx.proto): field 1 is ir_version, a small number; then follows one of fields 2 to 8, or 14.
bool looks_like_onnx(std::string_view text) {
  return text.size() > 8 && text[0] == 0x08 && text[1] >= 1 && text[1] <= 30 &&
         std::strchr("\x12\x1a\x22\x28\x32\x3a\x42\x72", text[2]) != nullptr && text[2] != 0;
}

std::string first_bytes(std::string_view text) {
  if (text.empty()) return "an empty file";
  const std::string_view head = text.substr(0, 8);
  const bool readable =
      std::all_of(head.begin(), head.end(), [](char c) { return (c >= ' ' && c < 127) || c == '\n' || c == '\r' || c == '\t'; });
  if (readable) return "text that starts with '" + std::string(head.substr(0, head.find_first_of("\r\n"))) + "'";
  std::string bytes = "a file that starts with the bytes";
  for (const char c : head) bytes += fmt::format(" {:02X}", static_cast<unsigned char>(c));
  return bytes;
}

}  // namespace

FileFormat detect_format(std::span<const std::byte> bytes) {
  const std::string_view text = text_of(bytes);
  if (text.substr(0, text.size() < 8 ? 0 : 8).ends_with("TFL3")) return FileFormat::kTflite;
  if (text.starts_with("pinhole graph")) return FileFormat::kText;
  if (is_hdf5(text)) return FileFormat::kHdf5;
  if (text.starts_with("PK\3\4") || text.starts_with("PK\5\6")) return FileFormat::kZip;
  if (looks_like_onnx(text)) return FileFormat::kOnnx;
  return FileFormat::kUnknown;
}

Graph load_model(const std::filesystem::path& path, FileFormat* format) {
  const std::string file = path.string();
  const Bytes bytes = read_file(path);
  const FileFormat found = detect_format(bytes);
  if (format != nullptr) *format = found;
  Graph graph;
  switch (found) {
    case FileFormat::kTflite: graph = import_tflite(bytes, file); break;
    case FileFormat::kText: {
      const std::filesystem::path data = file + ".data";
      graph = parse_text(text_of(bytes), file != "-" && std::filesystem::exists(data) ? read_file(data) : Bytes(), file);
      break;
    }
    case FileFormat::kHdf5: graph = import_keras_h5(bytes, file); break;
    case FileFormat::kZip: graph = import_keras_archive(bytes, file); break;
    case FileFormat::kOnnx: graph = import_onnx(bytes, file); break;
    case FileFormat::kUnknown:
      throw Error({.file = file,
                   .place = {},
                   .problem = "the file holds no network",
                   .expected = "a .tflite, Keras or ONNX model, or a graph in Pinhole's text form",
                   .got = first_bytes(text_of(bytes)),
                   .help = {}});
  }
  try {
    verify(graph);
  } catch (const Error& error) {
    throw error.in_file(file);
  }
  return graph;
}

void save_model(const Graph& graph, const std::filesystem::path& path) {
  if (path.extension() == ".tflite") {
    write_file(path, export_tflite(graph));
  } else if (path.extension() == ".pin") {
    Bytes data;
    const std::string text = print_text(graph, &data);
    if (!data.empty()) write_file(path.string() + ".data", data);  // first: a text whose data is missing would be refused
    write_file(path, text);
  } else {
    throw Error({.file = path.string(),
                 .place = {},
                 .problem = "a network is not written in this format",
                 .expected = ".tflite or .pin",
                 .got = path.extension().string(),
                 .help = {}});
  }
}

}  // namespace pinhole
