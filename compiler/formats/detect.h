// Model files: which format a file has, and reading and writing of those that hold a network. Called by every command that takes or
// writes a model. Formats are recognised by content, never by name; writing goes by the name's ending.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "compiler/ir/graph.h"

namespace pinhole {

enum class FileFormat : std::uint8_t {
  kTflite,  // "TFL3" at byte 4
  kText,    // Pinhole's own (compiler/ir/text.h)
  kHdf5,    // Keras .h5
  kZip,     // Keras .keras; any other archive is refused when it is read
  kOnnx,    // a guess: a protobuf message that begins like ONNX's ModelProto
  kUnknown,
};

FileFormat detect_format(std::span<const std::byte> bytes);

// Reads a network: .tflite, Keras .h5 and .keras, or text with its data beside it in PATH.data. "-" is standard input (text then has to carry everything).
// *format, if given, receives what the file was. The graph has passed verify(). Throws Error (file, place, expected, got, help), also for formats that Pinhole does not read.
Graph load_model(const std::filesystem::path& path, FileFormat* format = nullptr);

// Writes PATH as .tflite, or as text (.pin) with PATH.data beside it when constants are large. Throws Error for other endings.
void save_model(const Graph& graph, const std::filesystem::path& path);

}  // namespace pinhole
