#include "compiler/formats/carray/carray.h"

#include <fmt/format.h>

#include "base/text.h"

namespace pinhole {
namespace {

constexpr std::size_t kBytesALine = 16;

// A C string literal; everything but plain ASCII as three octal digits, which end by themselves.
std::string c_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\' || c == '?') fmt::format_to(std::back_inserter(out), "\\{:03o}", byte);
    else out += c;
  }
  return out + '"';
}

}  // namespace

CArray make_carray(std::span<const std::byte> model, std::span<const std::string> labels, std::string_view given_name) {
  const std::string name = identifier(given_name);
  CArray out;
  auto header = std::back_inserter(out.header);
  auto source = std::back_inserter(out.source);

  fmt::format_to(header, "/* {}: a .tflite model of {} bytes. Written by pinhole convert. */\n", name, with_thousands(model.size()));
  fmt::format_to(header, "#pragma once\n\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n");
  fmt::format_to(header, "enum {{ {0}_bytes = {1} }};\nextern const unsigned char {0}_model[{1}]; /* aligned to 16 bytes */\n", name,
                 model.size());
  if (!labels.empty())
    fmt::format_to(header, "\nenum {{ {0}_label_count = {1} }};\nextern const char* const {0}_labels[{1}];\n", name, labels.size());
  fmt::format_to(header, "\n#ifdef __cplusplus\n}}\n#endif\n");

  fmt::format_to(source, "#include \"{0}.h\"\n\nalignas(16) extern const unsigned char {0}_model[{1}] = {{\n", name, model.size());
  for (std::size_t i = 0; i < model.size(); i += kBytesALine) {
    out.source += "   ";
    for (std::size_t j = i; j < std::min(i + kBytesALine, model.size()); ++j)
      fmt::format_to(source, " {:#04x},", static_cast<unsigned>(model[j]));
    out.source += '\n';
  }
  out.source += "};\n";
  if (!labels.empty()) {
    fmt::format_to(source, "\nextern const char* const {}_labels[{}] = {{\n", name, labels.size());
    for (const std::string& label : labels) fmt::format_to(source, "    {},\n", c_string(label));
    out.source += "};\n";
  }
  return out;
}

}  // namespace pinhole
