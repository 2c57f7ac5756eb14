#include "cli/options.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "compiler/formats/detect.h"
#include "compiler/formats/tflite/export.h"

namespace pinhole {
namespace fs = std::filesystem;

CLI::Option* BoardOption::add(CLI::App& command, bool required, const std::string& help) {
  CLI::Option* option = command.add_option("--board,-b", name, help + " (a name from `pinhole boards`, or a .toml file)");
  return required ? option->required() : option;
}

std::optional<Board> BoardOption::load() const {
  if (name.empty()) return std::nullopt;
  return load_board(name);
}

void EngineOptions::add(CLI::App& command) {
  command.add_option("--engine", kind, "compiled (the C++ that would be flashed) or interpreter (reads the .tflite while running)")
      ->check(CLI::IsMember({"compiled", "interpreter"}))
      ->capture_default_str();
  board.add(command, false, "Run as firmware on this emulated board; without it on the host");
  command.add_option("--jobs,-j", jobs, "Compilers and emulators at a time")->check(CLI::Range(1, 256))->capture_default_str();
  command.add_flag("--portable", portable, "Portable kernels only, whatever the core could do");
}

namespace {

std::string model_name(const std::string& file) {
  if (file == "-") return "model";
  const fs::path path(file);
  if (path.stem() == "model" && path.has_parent_path() && path.parent_path().has_filename())
    return identifier(path.parent_path().filename().string());
  return identifier(path.stem().string());
}

// A folder is an easy slip: models are kept in folders of their own.
void refuse_folder(const std::string& file) {
  if (!fs::is_directory(file)) return;
  std::string inside;
  for (const fs::directory_entry& entry : fs::directory_iterator(file)) {
    const fs::path& path = entry.path();
    const std::string ending = path.extension().string();
    const bool is_model = ending == ".tflite" || ending == ".pin" || ending == ".h5" || ending == ".keras";
    if (is_model && (inside.empty() || path.string() < inside)) inside = path.string();
  }
  throw Error({.file = file,
               .problem = "is a folder",
               .expected = "a .tflite, .h5, .keras or .pin file",
               .help = inside.empty() ? "" : "did you mean " + inside + "?"});
}

}  // namespace

LoadedModel read_model(const std::string& file) {
  refuse_folder(file);
  LoadedModel model{.file = file, .name = model_name(file), .graph = {}, .tflite = {}, .format = FileFormat::kUnknown};
  model.graph = load_model(file, &model.format);
  const bool is_tflite = model.format == FileFormat::kTflite && file != "-";  // standard input is gone by now
  model.tflite = is_tflite ? read_file(file) : export_tflite(model.graph);
  return model;
}

std::string counted(std::size_t count, const std::string& what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

Goal parse_goal(const std::string& text) {
  if (text == "ram") return Goal::ram;
  if (text == "flash") return Goal::flash;
  if (text == "balanced") return Goal::balanced;
  return Goal::latency;
}

}  // namespace pinhole
