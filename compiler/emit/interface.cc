#include "compiler/emit/interface.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "compiler/emit/writer.h"
#include "compiler/ir/preprocess.h"
#include "compiler/lower/params.h"

namespace pinhole {
namespace {

std::string c_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) out += ' ';
    else out += c;
  }
  return out + "\"";
}

// "Input" or, with several, "Input0", "Input1".
std::string port_name(const char* stem, std::size_t i, std::size_t count) { return count == 1 ? stem : fmt::format("{}{}", stem, i); }

std::size_t address(const Plan& plan, const View& view) {
  return plan.offset_bytes[static_cast<std::size_t>(view.buffer)] + view.offset_bytes;
}

std::string arena_text(std::size_t offset) { return offset == 0 ? "arena_" : fmt::format("arena_ + {}", offset); }

// static inline, so that a C++14 compiler (Arduino's) finds the definitions too.
std::string port_struct(const Program::Port& port, const std::string& type, bool input, bool frames) {
  const Shape& shape = port.view.shape;
  std::string dims = "1";
  if (shape.rank > 0) dims = fmt::format("{}", fmt::join(shape.dim, shape.dim + shape.rank, ", "));
  std::string text = fmt::format("// Network {} '{}'.\nstruct {} {{\n", input ? "input" : "output", plain_comment(port.name), type);
  text += fmt::format("  static inline constexpr std::int32_t kShape[] = {{{}}};\n  static inline constexpr std::int32_t kCount = {};\n",
                      dims, shape.count());
  std::vector<CommentedLine> fields;
  if (port.scale > 0.0f) {
    text += fmt::format(
        "  static inline constexpr float kScale = {};  // real = kScale * (value - kZeroPoint)\n  static inline constexpr std::int32_t kZeroPoint = {};\n",
        literal(port.scale), port.zero_point);
  }
  fields.push_back({fmt::format("  {}{}* data;", input ? "" : "const ", c_type(port.view.dtype)),
                    input ? "fill before every run(): a run may reuse these bytes" : "valid until the next run()"});
  if (input && frames) {
    fields.push_back({"  void* scratch;", "bytes of the arena that are free until run(), for preprocess()"});
    fields.push_back({"  std::size_t scratch_bytes;", ""});
  }
  return text + "\n" + aligned_comments(fields) + "};\n\n";
}

// The larger free end of the arena beside the inputs.
struct Gap {
  std::size_t begin, bytes;
};
Gap largest_gap(const Program& program, const Plan& plan) {
  std::vector<std::pair<std::size_t, std::size_t>> taken;
  for (const Program::Port& port : program.inputs) {
    const auto b = static_cast<std::size_t>(port.view.buffer);
    taken.emplace_back(plan.offset_bytes[b], plan.offset_bytes[b] + program.buffers[b].bytes);
  }
  std::sort(taken.begin(), taken.end());
  taken.emplace_back(plan.arena_bytes, plan.arena_bytes);
  Gap best{0, 0};
  std::size_t at = 0;
  for (const auto& [begin, end] : taken) {
    const std::size_t aligned = (at + 15) / 16 * 16;
    if (begin > aligned && begin - aligned > best.bytes) best = {aligned, begin - aligned};
    at = std::max(at, end);
  }
  return best;
}

void describe_top(const Program& program, Interface* out) {
  const Program::Port& port = program.outputs[0];
  const bool labelled = has_labels(program);
  out->ports += fmt::format(
      "// The best class of the last run().\nstruct Top {{\n  std::int32_t index;\n  const char* label;  // {}\n  float score;        // real value of the best output\n}};\n\n",
      labelled ? "kLabels[index]" : "\"\": the network came without a label for each output");
  out->declarations += "  Top top() const;\n";
  const std::string score =
      port.scale > 0.0f ? "Output::kScale * static_cast<float>(scores[best] - Output::kZeroPoint)" : "static_cast<float>(scores[best])";
  out->definitions += fmt::format(
      "\nTop Model::top() const {{\n  const {0}* scores = output().data;\n  std::int32_t best = 0;\n  for (std::int32_t i = 1; i < Output::kCount; ++i) {{\n"
      "    if (scores[i] > scores[best]) best = i;\n  }}\n  return {{best, {1}, {2}}};\n}}\n",
      c_type(port.view.dtype), labelled ? "kLabels[best]" : "\"\"", score);
}

const char* frame_suffix(DType type) {
  return type == DType::kInt8 ? "s8" : type == DType::kUint8 ? "u8" : type == DType::kFloat32 ? "f32" : nullptr;
}

bool has_preprocess(const Program& program) {
  return program.metadata.contains(kPreprocessKey) && program.inputs.size() == 1 && frame_suffix(program.inputs[0].view.dtype) != nullptr;
}

std::string preprocess_constant(const pin::Preprocess& p) {
  constexpr const char* kCrops[] = {"kCentre", "kStretch", "kRectangle"};
  constexpr const char* kResizes[] = {"kArea", "kBilinear"};
  const auto three = [](const float(&v)[3]) { return fmt::format("    {{{}, {}, {}}},", literal(v[0]), literal(v[1]), literal(v[2])); };
  const std::vector<CommentedLine> lines = {
      {fmt::format("    pin::Crop::{},", kCrops[static_cast<std::size_t>(p.crop)]), "crop"},
      {fmt::format("    {{{}, {}, {}, {}}},", p.rectangle.x, p.rectangle.y, p.rectangle.width, p.rectangle.height),
       "rectangle, for Crop::kRectangle"},
      {fmt::format("    pin::Resize::{},", kResizes[static_cast<std::size_t>(p.resize)]), "resize"},
      {fmt::format("    {}, {}, {},", p.width, p.height, p.channels), "width, height, channels"},
      {three(p.mean), "mean, of pixel / 255"},
      {three(p.deviation), "deviation"},
      {fmt::format("    {}, {},", literal(p.scale), p.zero_point), "scale, zero_point"}};
  return "inline constexpr pin::Preprocess kPreprocess = {\n" + aligned_comments(lines) + "};\n";
}

void describe_preprocess(const Program& program, Interface* out) {
  out->uses_frames = has_preprocess(program);
  if (!out->uses_frames) return;
  const Program::Port& port = program.inputs[0];
  const char* suffix = frame_suffix(port.view.dtype);
  pin::Preprocess p = parse_preprocess(program.metadata.at(kPreprocessKey));
  if (port.scale > 0.0f) {
    p.scale = port.scale;
    p.zero_point = port.zero_point;
  }
  out->header_includes = "\n#include \"device/frame/frame_to_tensor.h\"\n";
  out->preprocess_declaration =
      "\n// How a picture becomes the input: the same description, and the same code, as in training.\n" + preprocess_constant(p) +
      "\n// Crops, resizes, normalises and quantises a camera frame into the input. Anything but kOk leaves the input as it was.\n"
      "// kScratchTooSmall: this frame needs pin::row_resizer_scratch_bytes(); point input.scratch at as many.\n"
      "pin::FrameStatus preprocess(const pin::Frame& frame, Input input);\n";
  out->definitions += fmt::format(
      "\nnamespace {{\n\nconstexpr int kPixelTables = pin::tables_needed(kPreprocess);\nconstexpr pin::PixelTable<{0}, kPixelTables> kPixelTable = pin::table_{1}<kPixelTables>(kPreprocess);\n\n}}  // namespace\n\n"
      "pin::FrameStatus preprocess(const pin::Frame& frame, Input input) {{\n"
      "  return pin::frame_to_{1}(frame, kPreprocess, kPixelTable.view(), input.data, input.scratch, input.scratch_bytes);\n}}\n",
      c_type(port.view.dtype), suffix);
}

void describe_c(const Program& program, Interface* out) {
  const std::string& name = program.name;
  const auto function = [&](const std::string& returns, const std::string& suffix, const std::string& params, const std::string& body,
                            const std::string& comment) {
    out->c_declarations += fmt::format("{}{} {}_{}({});\n", comment.empty() ? "" : "// " + comment + "\n", returns, name, suffix, params);
    out->c_definitions += fmt::format("\nextern \"C\" {} {}_{}({}) {{\n  {}\n}}\n", returns, name, suffix, params, body);
  };
  out->c_definitions =
      fmt::format("static_assert(sizeof({0}_model) == sizeof({0}::Model), \"the C and the C++ model are the same bytes\");\n", name);
  const std::string self = fmt::format("reinterpret_cast<{}::Model*>(model)->", name),
                    const_self = fmt::format("reinterpret_cast<const {}::Model*>(model)->", name);
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const std::string suffix = program.inputs.size() == 1 ? "input" : fmt::format("input{}", i);
    function(fmt::format("{}*", plain_c_type(program.inputs[i].view.dtype)), suffix, name + "_model* model",
             fmt::format("return {}{}().data;", self, suffix), i == 0 ? "Fill before every run." : "");
  }
  function("void", "run", name + "_model* model", self + "run();", "");
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const std::string suffix = program.outputs.size() == 1 ? "output" : fmt::format("output{}", i);
    function(fmt::format("const {}*", plain_c_type(program.outputs[i].view.dtype)), suffix, fmt::format("const {}_model* model", name),
             fmt::format("return {}{}().data;", const_self, suffix), i == 0 ? "Valid until the next run." : "");
  }
  if (has_top(program)) {
    function("int32_t", "top", fmt::format("const {}_model* model", name), fmt::format("return {}top().index;", const_self),
             "Index of the best class.");
  }
}

}  // namespace

bool has_top(const Program& program) {
  if (program.outputs.size() != 1) return false;
  const View& view = program.outputs[0].view;
  const bool number =
      view.dtype == DType::kInt8 || view.dtype == DType::kFloat32 || view.dtype == DType::kInt16 || view.dtype == DType::kUint8;
  return number && view.shape.count() >= 2 && view.shape.rank >= 1 && view.shape.dim[view.shape.rank - 1] == view.shape.count();
}

bool has_labels(const Program& program) {
  return program.outputs.size() == 1 && !program.labels.empty() &&
         program.labels.size() == static_cast<std::size_t>(program.outputs[0].view.shape.count());
}

Interface describe_interface(const Program& program, const Plan& plan) {
  Interface out;
  for (const char c : program.name) out.upper_name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (!program.labels.empty()) {
    std::string list;
    for (const std::string& label : program.labels) list += (list.empty() ? "" : ", ") + c_string(label);
    out.labels = "\ninline constexpr const char* kLabels[] = {" + wrap(list, 110, "                                          ") + "};\n";
  }
  const Gap gap = largest_gap(program, plan);
  const bool frames = has_preprocess(program);
  out.frame_scratch_bytes = frames ? gap.bytes : 0;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const std::string type = port_name("Input", i, program.inputs.size()), method = port_name("input", i, program.inputs.size());
    const Program::Port& port = program.inputs[i];
    out.ports += port_struct(port, type, true, frames);
    const std::string scratch = frames ? fmt::format(", {}, {}", arena_text(gap.begin), gap.bytes) : "";
    out.declarations += fmt::format("  {} {}() {{ return {{reinterpret_cast<{}*>({}){}}}; }}\n", type, method, c_type(port.view.dtype),
                                    arena_text(address(plan, port.view)), scratch);
  }
  out.declarations += "  void run();  // deterministic: no input can make it fail\n";
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const std::string type = port_name("Output", i, program.outputs.size()), method = port_name("output", i, program.outputs.size());
    const Program::Port& port = program.outputs[i];
    out.ports += port_struct(port, type, false, frames);
    out.declarations += fmt::format("  {} {}() const {{ return {{reinterpret_cast<const {}*>({})}}; }}\n", type, method,
                                    c_type(port.view.dtype), arena_text(address(plan, port.view)));
  }
  if (has_top(program)) describe_top(program, &out);
  describe_preprocess(program, &out);
  describe_c(program, &out);
  const bool plain = program.inputs.size() == 1 && program.outputs.size() == 1;
  const std::string model = program.name == "model" ? "network" : "model";
  const std::string fill = frames ? fmt::format("{}::preprocess(frame, {}.input());", program.name, model)
                                  : fmt::format("/* fill */ {}.{}().data;", model, port_name("input", 0, program.inputs.size()));
  const std::string result = plain && has_top(program)
                                 ? fmt::format("{}::Top top = {}.top();", program.name, model)
                                 : fmt::format("/* read */ {}.{}().data;", model, port_name("output", 0, program.outputs.size()));
  out.example = aligned_comments({{fmt::format("//   static {}::Model {};", program.name, model), "all the RAM there is, besides stack"},
                                  {"//   " + fill, frames ? "or fill " + model + ".input().data" : ""},
                                  {fmt::format("//   {}.run();", model), ""},
                                  {"//   " + result, plain && has_top(program) ? "top.label, top.score" : ""}});
  return out;
}

}  // namespace pinhole
