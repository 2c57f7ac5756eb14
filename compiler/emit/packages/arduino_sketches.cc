#include "compiler/emit/packages/arduino_sketches.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/emit/embedded.h"
#include "compiler/emit/interface.h"
#include "compiler/emit/writer.h"
#include "compiler/ir/preprocess.h"
#include "device/frame/row_resizer.h"

namespace pinhole {
namespace {

// The sketch's variable of type NAME::Model; a variable cannot have its namespace's name.
std::string model_variable(const Program& program) { return program.name == "model" ? "network" : "model"; }

std::string numbered(const char* stem, std::size_t i, std::size_t count) { return count == 1 ? stem : fmt::format("{}{}", stem, i); }

Element element_of_port(DType type) {
  switch (type) {
    case DType::kFloat32: return Element::f32;
    case DType::kInt8: return Element::i8;
    case DType::kInt16: return Element::i16;
    case DType::kInt32: return Element::i32;
    case DType::kInt64: return Element::i64;
    case DType::kUint32: return Element::u32;
    case DType::kUint8:
    case DType::kBool:
    case DType::kInt4: return Element::u8;
  }
  return Element::u8;
}

std::string stored_array(const std::string& name, const Program::Port& port, const Bytes& bytes) {
  const std::size_t expected = pin::bytes_of(port.view.dtype, static_cast<std::size_t>(port.view.shape.count()));
  PIN_CHECK(bytes.size() == expected, fmt::format("the self-test has {} bytes for '{}' of {}", bytes.size(), port.name, expected));
  return array_definition("static const", element_of_port(port.view.dtype), name, bytes) + "\n";
}

std::string printed_scores(const Program& program, const std::string& model, const char* indent) {
  return fmt::format(
      "{0}const {1}::Top top = {2}.top();\n{0}Serial.print({3});\n{0}Serial.print(\": \");\n{0}Serial.print(top.score, 3);\n", indent,
      program.name, model, has_labels(program) ? "top.label" : "top.index");
}

}  // namespace

std::string_view package_template(const char* name) {
  const EmbeddedFile* file = find_embedded(embedded_templates(), std::string("compiler/emit/packages/arduino/") + name);
  PIN_CHECK(file != nullptr, std::string("template ") + name);
  return file->text();
}

std::vector<SourceFile> self_test_sketch(const Program& program, const SelfTest& test) {
  PIN_CHECK(test.inputs.size() == program.inputs.size() && test.outputs.size() == program.outputs.size(),
            "the self-test has other ports than the program");
  const std::string folder = fmt::format("examples/{0}_selftest/", program.name), model = model_variable(program);
  std::string data = fmt::format(
      "// The stored input of {}_selftest and the output that belongs to it, as the model reads and writes them. Written by Pinhole.\n#pragma once\n\n#include <cstdint>\n\n",
      program.name);
  std::string fill, compare;
  bool floats = false;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const std::string port = numbered("input", i, program.inputs.size()), array = numbered("kInput", i, program.inputs.size());
    data += stored_array(array, program.inputs[i], test.inputs[i]);
    fill += fmt::format("  memcpy({}.{}().data, {}, sizeof {});\n", model, port, array, array);
  }
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const std::string port = numbered("output", i, program.outputs.size()), type = numbered("Output", i, program.outputs.size()),
                      array = numbered("kExpected", i, program.outputs.size());
    data += stored_array(array, program.outputs[i], test.outputs[i]);
    compare +=
        fmt::format("  same = compare(\"{0}\", {1}.{0}().data, {2}, {3}::{4}::kCount) && same;\n", port, model, array, program.name, type);
    floats = floats || program.outputs[i].view.dtype == DType::kFloat32;
  }
  while (data.ends_with("\n\n")) data.pop_back();
  const std::string top = has_top(program) ? printed_scores(program, model, "  ") + "  Serial.println();\n" : "";
  const std::string text =
      fill_template(package_template("selftest.ino.in"),
                    {{"NAME", program.name},
                     {"MODEL", model},
                     {"DESCRIPTION", test.description.empty() ? "" : " (" + plain_comment(test.description) + ")"},
                     {"TOLERANCE", floats ? "Floating point: another compiler may round differently in the last digits."
                                          : "Integers: every bit must be the same."},
                     {"SAME", floats ? "got[i] - want[i] <= 1e-5f + 1e-4f * (want[i] < 0 ? -want[i] : want[i]) &&\n"
                                       "        want[i] - got[i] <= 1e-5f + 1e-4f * (want[i] < 0 ? -want[i] : want[i])"
                                     : "got[i] == want[i]"},
                     {"FILL", fill},
                     {"COMPARE", compare},
                     {"TOP", top}});
  return {{folder + program.name + "_selftest.ino", text}, {folder + "expected.h", data}};
}

SourceFile camera_sketch(const Emitted& emitted, const Program& program, const CameraSize& size) {
  const std::string& name = program.name;
  const std::string model = model_variable(program);
  const pin::Preprocess p = parse_preprocess(program.metadata.at(kPreprocessKey));
  const std::size_t needed = pin::row_resizer_scratch_bytes(p, size.width, size.height, pin::PixelFormat::kRgb565BigEndian);
  const bool own = needed > emitted.frame_scratch_bytes;
  const std::string scratch =
      own ? fmt::format(
                "\n// What preprocess() needs for this picture size; the model's own memory has only {} bytes free for it.\n"
                "alignas(4) static uint8_t scratch[pin::row_resizer_scratch_bytes({}::kPreprocess, kWidth, kHeight, kFormat)];\n",
                emitted.frame_scratch_bytes, name)
          : "";
  const std::string preprocess =
      own ? fmt::format(
                "  {0}::Input input = {1}.input();\n  input.scratch = scratch;\n  input.scratch_bytes = sizeof scratch;\n  {0}::preprocess(frame, input);\n",
                name, model)
          : fmt::format("  {}::preprocess(frame, {}.input());\n", name, model);
  const std::string result = has_top(program) ? printed_scores(program, model, "  ") : "  Serial.print(\"done\");\n";
  return {fmt::format("examples/{0}_camera/{0}_camera.ino", name),
          fill_template(package_template("camera.ino.in"), {{"NAME", name},
                                                            {"MODEL", model},
                                                            {"WIDTH", std::to_string(size.width)},
                                                            {"HEIGHT", std::to_string(size.height)},
                                                            {"SIZE", size.name},
                                                            {"SCRATCH", scratch},
                                                            {"PREPROCESS", preprocess},
                                                            {"RESULT", result}})};
}

}  // namespace pinhole
