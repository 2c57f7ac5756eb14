#include "verify/harness.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/embedded.h"
#include "base/text.h"
#include "firmware/linker_script.h"
#include "verify/embedded.h"

namespace pinhole {
namespace {

std::string_view template_text(const std::string& name) {
  const EmbeddedFile* file = find_embedded(embedded_verify_templates(), "verify/templates/" + name);
  PIN_CHECK(file != nullptr, "template " + name);
  return file->text();
}

// "input", or "input0" where there are several: as compiler/emit/interface.cc names them.
std::string accessor(const char* stem, std::size_t i, std::size_t count) { return count == 1 ? stem : fmt::format("{}{}", stem, i); }

std::size_t bytes_of(const View& view) { return pin::bytes_of(view.dtype, static_cast<std::size_t>(view.shape.count())); }

void add_model_sources(std::span<const CompiledModel* const> models, std::vector<SourceFile>* out) {
  std::set<std::string> kernels;
  bool frames = false;
  for (const CompiledModel* model : models) {
    out->insert(out->end(), model->emitted.files.begin(), model->emitted.files.end());
    kernels.insert(model->emitted.kernels.begin(), model->emitted.kernels.end());
    frames = frames || model->emitted.uses_frames;
  }
  for (SourceFile& file : device_sources(kernels, frames)) out->push_back(std::move(file));
}

SourceFile session_header() { return {"firmware/session.h", session_header_text()}; }

}  // namespace

std::vector<SourceFile> bench_sources(const CompiledModel& model) {
  std::vector<SourceFile> out = all_sources(model.emitted);
  std::string fill;
  const std::string& name = model.program.name;
  for (std::size_t i = 0; i < model.program.inputs.size(); ++i) {
    const View& view = model.program.inputs[i].view;
    fill += fmt::format("    fill(model.{}().data, {});\n", accessor("input", i, model.program.inputs.size()), view.shape.count());
  }
  out.push_back({"main.cc", fill_template(template_text("bench_main.cc.in"), {{"NAME", name}, {"FILL", fill}})});
  return out;
}

std::vector<SourceFile> session_sources(std::span<const CompiledModel* const> models) {
  std::vector<SourceFile> out;
  add_model_sources(models, &out);
  out.push_back(session_header());
  std::string includes, runners, table;
  std::size_t memory = 16;
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Program& program = models[m]->program;
    memory = std::max(memory, models[m]->plan.arena_bytes);
    includes += fmt::format("#include \"{}.h\"\n", program.name);
    runners += fmt::format("void describe_{}() {{\n  auto& model = the_model<{}::Model>();\n", m, program.name);
    for (std::size_t i = 0; i < program.inputs.size(); ++i) {
      runners +=
          fmt::format("  add_input(model.{}().data, {});\n", accessor("input", i, program.inputs.size()), bytes_of(program.inputs[i].view));
    }
    for (std::size_t i = 0; i < program.outputs.size(); ++i) {
      runners += fmt::format("  add_output(model.{}().data, {});\n", accessor("output", i, program.outputs.size()),
                             bytes_of(program.outputs[i].view));
    }
    runners += fmt::format("}}\nvoid run_{}() {{ the_model<{}::Model>().run(); }}\n\n", m, program.name);
    table += fmt::format("    {{describe_{0}, run_{0}}},\n", m);
  }
  out.push_back({"main.cc", fill_template(template_text("session_main.cc.in"), {{"COUNT", std::to_string(models.size())},
                                                                                {"INCLUDES", includes},
                                                                                {"MEMORY_BYTES", std::to_string(memory)},
                                                                                {"RUNNERS", runners},
                                                                                {"TABLE", table}})});
  return out;
}

std::vector<SourceFile> interpreter_session_sources(std::span<const Bytes* const> models, std::size_t arena_bytes) {
  std::vector<SourceFile> out = interpreter_sources();
  out.push_back(session_header());
  std::string declarations, table, blobs;
  for (std::size_t m = 0; m < models.size(); ++m) {
    const std::string name = fmt::format("model_{}", m);
    out.push_back({name + ".tflite", std::string(reinterpret_cast<const char*>(models[m]->data()), models[m]->size())});
    declarations += fmt::format("extern \"C\" const std::uint8_t {}[];\n", name);
    table += fmt::format("    {{{}, {}u}},\n", name, models[m]->size());
    blobs += fmt::format("  .section .pin_weights.{0}, \"a\"\n  .balign 16\n  .global {0}\n{0}:\n  .incbin \"{0}.tflite\"\n  // {1:016x}\n",
                         name, fnv1a(*models[m]));
  }
  out.push_back({"models.S", blobs});
  out.push_back({"main.cc", fill_template(template_text("interpreter_main.cc.in"), {{"COUNT", std::to_string(models.size())},
                                                                                    {"DECLARATIONS", declarations},
                                                                                    {"ARENA_BYTES", std::to_string(arena_bytes)},
                                                                                    {"TABLE", table}})});
  return out;
}

std::vector<SourceFile> host_sources(std::span<const CompiledModel* const> models) {
  std::vector<SourceFile> out;
  add_model_sources(models, &out);
  std::string text =
      "// Calls emitted models from outside the library: fills the inputs, runs, copies the outputs.\n#include <cstring>\n\n";
  for (const CompiledModel* model : models) text += fmt::format("#include \"{}.h\"\n", model->program.name);
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Program& program = models[m]->program;
    text += fmt::format(
        "\nextern \"C\" __attribute__((visibility(\"default\"))) void pinhole_run_{}(const void* const* inputs, void* const* outputs) {{\n"
        "  static {}::Model model;\n",
        m, program.name);
    for (std::size_t i = 0; i < program.inputs.size(); ++i) {
      text += fmt::format("  std::memcpy(model.{}().data, inputs[{}], {});\n", accessor("input", i, program.inputs.size()), i,
                          bytes_of(program.inputs[i].view));
    }
    text += "  model.run();\n";
    for (std::size_t i = 0; i < program.outputs.size(); ++i) {
      text += fmt::format("  std::memcpy(outputs[{}], model.{}().data, {});\n", i, accessor("output", i, program.outputs.size()),
                          bytes_of(program.outputs[i].view));
    }
    text += "}\n";
  }
  out.push_back({"host_main.cc", text});
  return out;
}

}  // namespace pinhole
