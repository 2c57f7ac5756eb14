// pinhole package: a model as a library for somebody else's tools. Arduino for now.
#include <fmt/format.h>

#include "base/random.h"
#include "cli/classify.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "compiler/emit/packages/arduino.h"
#include "compiler/ir/evaluate.h"
#include "training/data/load.h"

namespace pinhole {
namespace {

struct Options {
  std::string model, out, name, kind = "arduino", picture;
  BoardOption board;
};

// A stored picture, or without one bytes drawn by a fixed seed.
SelfTest self_test(const LoadedModel& model, const std::string& file) {
  SelfTest test;
  if (!file.empty()) {
    const pin::Preprocess preprocess = preprocess_of(model);
    test.inputs.push_back(
        picture_input(model.graph, preprocess_picture(decode_picture(read_file(file), file), preprocess, file), preprocess));
    test.description = std::filesystem::path(file).filename().string();
  } else {
    Random random(1);
    for (const ValueId id : model.graph.inputs) {
      Bytes bytes(model.graph.value(id).bytes());
      if (model.graph.value(id).dtype == DType::kFloat32) {
        for (float& x : std::span(reinterpret_cast<float*>(bytes.data()), bytes.size() / 4)) x = static_cast<float>(random.uniform());
      } else {
        for (std::byte& x : bytes) x = static_cast<std::byte>(random.below(256));
      }
      test.inputs.push_back(std::move(bytes));
    }
  }
  test.outputs = evaluate(model.graph, test.inputs);
  return test;
}

void run(const Options& options) {
  const LoadedModel model = read_model(options.model);
  const std::optional<Board> board = options.board.load();
  const CompiledModel compiled = compile(model.graph, {.name = options.name.empty() ? model.name : options.name,
                                                       .source = std::filesystem::path(options.model).filename().string(),
                                                       .board = board ? &*board : nullptr,
                                                       .portable_only = !board});
  const std::string out = options.out.empty() ? compiled.program.name : options.out;
  PendingFolder folder(out);
  ArduinoOptions arduino;
  if (board) arduino.ram_bytes = board->free_ram_bytes();
  for (const SourceFile& file : arduino_library(compiled.emitted, compiled.program, self_test(model, options.picture), arduino))
    write_file(folder.path() / file.path, file.text);
  folder.commit();
  fmt::print("{}: copy this folder into Arduino/libraries, then open File > Examples > {}\n", out, compiled.program.name);
}

}  // namespace

void add_package(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("package", "Write a model as a ready-made library (Arduino)");
  command->add_option("MODEL", o->model, kModelHelp)->required();
  command->add_option("--for", o->kind, "What for")->check(CLI::IsMember({"arduino"}))->capture_default_str();
  command->add_option("--out,-o", o->out, "Folder to write (default: the model's name)");
  command->add_option("--name", o->name, "Namespace and file names");
  o->board.name = "nano33ble";
  o->board.add(*command, false, "Choose kernels for this board")->capture_default_str();
  command->add_option("--picture", o->picture, "A picture for the self-test; without it bytes drawn by a fixed seed");
  command->callback([o] { run(*o); });
}

}  // namespace pinhole
