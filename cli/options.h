// Options that several commands share, and reading the model that a command was given.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "boards/board.h"
#include "compiler/compile.h"
#include "compiler/formats/detect.h"
#include "verify/engines.h"

namespace pinhole {

// --board NAME: looked up when the command runs.
struct BoardOption {
  std::string name;
  CLI::Option* add(CLI::App& command, bool required, const std::string& help);
  std::optional<Board> load() const;  // nothing without --board
};

// --engine, --board, --jobs, --portable.
struct EngineOptions {
  std::string kind = "compiled";
  BoardOption board;
  unsigned jobs = 2;
  bool portable = false;
  void add(CLI::App& command);
};

// Help of every command's MODEL.
inline constexpr const char* kModelHelp = "A .tflite, .h5, .keras, .onnx or .pin file";

// A model from a file of any kind that Pinhole reads ("-": standard input), verified.
struct LoadedModel {
  std::string file;
  std::string name;  // from the file's name: "vww_96.tflite" -> "vww_96"; "model.tflite" -> its folder's name
  Graph graph;
  Bytes tflite;       // the file itself when it was one, else the graph exported
  FileFormat format;  // of the file
};
LoadedModel read_model(const std::string& file);

// "1 layer", "3 layers".
std::string counted(std::size_t count, const std::string& what);

Goal parse_goal(const std::string& text);

}  // namespace pinhole
