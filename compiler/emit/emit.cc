#include "compiler/emit/emit.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/embedded.h"
#include "base/text.h"
#include "compiler/emit/embedded.h"
#include "compiler/emit/interface.h"
#include "compiler/emit/writer.h"
#include "compiler/lower/catalogue.h"

namespace pinhole {
namespace {

std::string_view template_text(const char* name) {
  const EmbeddedFile* file = find_embedded(embedded_templates(), std::string("compiler/emit/templates/") + name);
  PIN_CHECK(file != nullptr, std::string("template ") + name);
  return file->text();
}

std::string marker(std::int32_t layer) { return fmt::format("  PINHOLE_LAYER({});\n", layer); }

std::size_t step_constant_bytes(const Program& program, const Step& step) {
  std::size_t bytes = 0;
  for (const Argument& argument : step.arguments) {
    if (const auto* constant = std::get_if<ConstantArgument>(&argument)) bytes += program.constant(constant->constant).bytes.size();
  }
  return bytes;
}

std::string step_comment(const Program& program, const Step& step, std::int32_t index) {
  std::string facts;
  if (step.macs > 0) facts += with_thousands(step.macs) + " MACs, ";
  if (const std::size_t bytes = step_constant_bytes(program, step); bytes > 0) facts += with_thousands(bytes) + " B of weights, ";
  facts += fmt::format("about {} cycles", with_thousands(step.estimated_cycles));
  const std::string what = fmt::format("// {}  {}: {}", index, plain_comment(step.layer), step.summary);
  return "  " + wrap(what, 112, "  //    ") + "\n  //    " + facts + "\n";
}

struct Body {
  std::string params, steps;
};

// Parameters are written once for all the layers that share them.
Body body_text(const Program& program, const Plan& plan, const std::vector<const Step*>& steps) {
  Body body;
  std::map<std::string, std::vector<std::size_t>> users;  // layers by the text of their parameters
  const auto params_text = [&](const Step& step) { return step.params.type.empty() ? "" : params_definition("", step.params); };
  for (std::size_t i = 0; i < steps.size(); ++i) users[params_text(*steps[i])].push_back(i);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = *steps[i];
    std::string name;
    if (!step.params.type.empty()) {
      const std::vector<std::size_t>& sharing = users[params_text(step)];
      name = fmt::format("kStep{}", sharing.front());
      if (sharing.front() == i) {
        const std::string who = sharing.size() == 1 ? fmt::format("Layer {}, {}.", i, plain_comment(step.layer))
                                                    : fmt::format("Layers {}.", fmt::join(sharing, ", "));
        body.params += (body.params.empty() ? "" : "\n") + wrap("// " + who, 112, "// ") + "\n" + params_definition(name, step.params);
      }
    }
    const auto index = static_cast<std::int32_t>(i);
    body.steps += (i > 0 ? "\n" : "") + step_comment(program, step, index) + marker(index) + call_text(program, plan, step, name);
  }
  return body;
}

std::vector<EmittedLayer> layer_lines(const std::string& text, const std::string& file, const std::vector<const Step*>& steps) {
  std::vector<EmittedLayer> layers;
  const auto line_of = [&](std::size_t position) {
    return static_cast<std::int32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n')) + 1;
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::size_t begin = text.find(marker(static_cast<std::int32_t>(i)));
    const std::size_t end =
        i + 1 < steps.size() ? text.find(marker(static_cast<std::int32_t>(i + 1))) : text.find("PINHOLE_LAYER(kLayerCount)");
    PIN_CHECK(begin != std::string::npos && end != std::string::npos, "a layer's marker is lost");
    const Step& s = *steps[i];
    layers.push_back({static_cast<std::int32_t>(i), s.layer, s.op, s.kernel, s.summary, s.macs, s.estimated_cycles, file, line_of(begin),
                      line_of(end) - 1});
  }
  return layers;
}

std::string includes_of(const std::set<std::string>& kernels) {
  std::set<std::string> headers;
  for (const std::string& kernel : kernels) headers.insert(kernel_row(kernel).header());
  std::string text;
  for (const std::string& header : headers) text += fmt::format("#include \"{}\"\n", header);
  return text;
}

bool has_element(const Program& program, Element element) {
  return std::any_of(program.constants.begin(), program.constants.end(), [&](const Constant& c) { return c.element == element; });
}

std::string weights_file(const Program& program) {
  std::string includes, definitions;
  if (has_element(program, Element::channel_scale)) includes += "#include \"device/kernels/packed_channels.h\"\n";
  if (has_element(program, Element::multiplier)) includes += "#include \"device/kernels/types.h\"\n";
  if (!includes.empty()) includes += "\n";
  for (const Constant& constant : program.constants) definitions += (definitions.empty() ? "" : "\n") + constant_definition(constant);
  return fill_template(
      template_text("weights.cc.in"),
      {{"NAME", program.name}, {"BYTES", with_thousands(constant_bytes(program))}, {"INCLUDES", includes}, {"WEIGHTS", definitions}});
}

std::string title_of(const Program& program) {
  std::vector<std::string> ins, outs;
  for (const Program::Port& port : program.inputs)
    ins.push_back(fmt::format("{} {}", to_string(port.view.dtype), to_string(port.view.shape)));
  for (const Program::Port& port : program.outputs)
    outs.push_back(fmt::format("{} {}", to_string(port.view.dtype), to_string(port.view.shape)));
  return wrap(fmt::format("{}: {} -> {}", program.name, fmt::join(ins, ", "), fmt::join(outs, ", ")), 110, "//   ");
}

}  // namespace

Emitted emit_model(const Program& program, const Plan& plan, const EmitOptions& options) {
  std::vector<const Step*> steps;
  Emitted emitted;
  std::uint64_t cycles = 0;
  for (const ProgramItem& item : program.items) {
    PIN_CHECK(std::holds_alternative<Step>(item), "streams and patches are not emitted yet");
    steps.push_back(&std::get<Step>(item));
    emitted.kernels.insert(steps.back()->kernel);
    cycles += steps.back()->estimated_cycles;
  }
  const std::string& name = program.name;
  const Interface interface = describe_interface(program, plan);
  emitted.arena_bytes = plan.arena_bytes;
  emitted.uses_frames = interface.uses_frames;
  emitted.frame_scratch_bytes = interface.frame_scratch_bytes;
  const std::string title = title_of(program), arena = std::to_string(plan.arena_bytes);
  const std::string sizes =
      fmt::format("RAM {} bytes besides stack, weights {} bytes, about {} cycles{}.", with_thousands(plan.arena_bytes),
                  with_thousands(constant_bytes(program)), with_thousands(cycles), options.target.empty() ? "" : " on " + options.target);
  std::string declarations;
  for (const Constant& constant : program.constants) declarations += constant_declaration(constant);
  const Body body = body_text(program, plan, steps);

  emitted.files.push_back({name + ".h", fill_template(template_text("model.h.in"),
                                                      {{"TITLE", title},
                                                       {"SOURCE", options.source.empty() ? "" : " from " + plain_comment(options.source)},
                                                       {"NAME", name},
                                                       {"EXAMPLE", interface.example},
                                                       {"SIZES", wrap(sizes, 110, "// ")},
                                                       {"INCLUDES", interface.header_includes},
                                                       {"ARENA_BYTES", arena},
                                                       {"LAYER_COUNT", std::to_string(steps.size())},
                                                       {"LABELS", interface.labels},
                                                       {"PORTS", interface.ports},
                                                       {"METHODS", interface.declarations},
                                                       {"PREPROCESS", interface.preprocess_declaration}})});
  emitted.files.push_back(
      {name + ".cc", fill_template(template_text("model.cc.in"), {{"TITLE", title},
                                                                  {"NAME", name},
                                                                  {"ARENA_BYTES", arena},
                                                                  {"MEMORY_MAP", memory_map_text(program, plan)},
                                                                  {"INCLUDES", includes_of(emitted.kernels)},
                                                                  {"WEIGHTS", declarations},
                                                                  {"PARAMS", body.params},
                                                                  {"ARENA", steps.empty() ? "" : "  std::uint8_t* const a = arena_;\n"},
                                                                  {"STEPS", body.steps},
                                                                  {"METHODS", interface.definitions},
                                                                  {"C_FUNCTIONS", interface.c_definitions}})});
  emitted.files.push_back({name + "_weights.cc", weights_file(program)});
  emitted.files.push_back({name + "_c.h", fill_template(template_text("model_c.h.in"), {{"TITLE", title},
                                                                                        {"NAME", name},
                                                                                        {"UPPER", interface.upper_name},
                                                                                        {"ARENA_BYTES", arena},
                                                                                        {"C_DECLARATIONS", interface.c_declarations}})});
  emitted.layers = layer_lines(emitted.files[1].text, name + ".cc", steps);
  return emitted;
}

}  // namespace pinhole
