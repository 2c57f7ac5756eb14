// pinhole convert: a model from one form to another; the output's ending says which.
#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "compiler/formats/carray/carray.h"
#include "compiler/formats/detect.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/passes/pipeline.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

void write_c_array(const LoadedModel& model, const fs::path& out) {
  const std::string name = identifier(out.stem().string());
  const CArray array = make_carray(model.tflite, model.graph.labels, name);
  const fs::path header = out.parent_path() / (name + ".h"), source = out.parent_path() / (name + ".cc");
  write_file(header, array.header);
  write_file(source, array.source);
  fmt::print("{}, {}: {} bytes of model\n", header.string(), source.string(), with_thousands(model.tflite.size()));
}

void run(const std::string& in, const std::string& out) {
  LoadedModel model = read_model(in);
  if (model.format != FileFormat::kTflite && model.format != FileFormat::kText) {  // as trained: what runs has its batch norms folded
    model.graph = run_pipeline(model.graph);
    model.tflite = export_tflite(model.graph);
  }
  const fs::path path(out);
  if (const std::string ending = path.extension().string(); ending == ".cc" || ending == ".h" || ending == ".c" || ending == ".cpp") {
    write_c_array(model, path);
    return;
  }
  if (const std::string ending = path.extension().string(); ending != ".tflite" && ending != ".pin") {
    throw Error({.file = out,
                 .problem = "the ending says nothing about the form to write",
                 .expected = ".tflite, .pin (text), .cc or .h (C array)",
                 .got = ending.empty() ? "no ending" : ending});
  }
  save_model(model.graph, path);
  fmt::print("{}: {}, {} bytes\n", out, counted(model.graph.nodes.size(), "operator"), with_thousands(fs::file_size(path)));
}

}  // namespace

void add_convert(CLI::App& app) {
  auto in = std::make_shared<std::string>(), out = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("convert", "Write a model in another form: .tflite, .pin (text), .cc/.h (C array)");
  command->add_option("IN", *in, kModelHelp)->required();
  command->add_option("OUT", *out, "The file to write; its ending chooses the form")->required();
  command->callback([in, out] { run(*in, *out); });
}

}  // namespace pinhole
