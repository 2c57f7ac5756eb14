#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "boards/core.h"
#include "boards/embedded.h"
#include "boards/toml_table.h"

namespace pinhole {
namespace {

struct ClassRow {
  const char* name;
  const char* fallback;
};
constexpr ClassRow kRows[] = {
#define PIN_CYCLE_CLASS(name, fallback) {#name, fallback},
#include "boards/cycle_classes.def"
#undef PIN_CYCLE_CLASS
};

std::size_t row_of(std::string_view name) {
  for (std::size_t i = 0; i < kCycleClasses; ++i)
    if (name == kRows[i].name) return i;
  check_failed("row", __FILE__, __LINE__, "cycle_classes.def: no fallback class " + std::string(name));
}

void read_cycles(TomlTable table, Core& core) {
  for (std::size_t i = 0; i < kCycleClasses; ++i) {
    const ClassRow& row = kRows[i];
    // A fallback stands above the class that uses it, so that its figure is known here.
    const std::string_view fallback = row.fallback;
    if (table.has(row.name) || fallback.empty()) core.cycles[i] = static_cast<std::uint16_t>(table.integer(row.name, 0, 200));
    else core.cycles[i] = fallback == "0" ? std::uint16_t{0} : core.cycles[row_of(fallback)];
  }
  table.finish();
}

constexpr std::string_view kFolder = "boards/cores/";

}  // namespace

Core parse_core(const std::string& text, const std::string& file) {
  const toml::table parsed = parse_toml(text, file);
  TomlTable root(parsed, file, "");
  Core core;
  core.name = root.text("name");
  core.title = root.text("title");
  core.source = root.text("source");
  core.architecture = root.text("architecture");
  core.startup = root.text("startup");
  core.emulator = root.text("emulator");
  core.toolchain = root.text("toolchain");
  core.toolchain_package = root.text("toolchain_package");
  core.compiler_flags = root.texts("compiler_flags");
  core.linker_flags = root.texts("linker_flags");
  core.headers = root.text_or("headers", "");
  TomlTable features = root.table("features");
  core.dsp = features.boolean_or("dsp", false);
  core.fpu = features.boolean_or("fpu", false);
  core.mve = features.boolean_or("mve", false);
  core.unaligned = features.boolean_or("unaligned", false);
  features.finish();
  if (root.has("kernels")) {
    TomlTable kernels = root.table("kernels");
    core.integer_percent = static_cast<std::uint32_t>(kernels.integer("integer_percent", 1, 100'000));
    core.float_percent = static_cast<std::uint32_t>(kernels.integer("float_percent", 1, 100'000));
    kernels.finish();
  }
  read_cycles(root.table("cycles"), core);
  root.finish();
  return core;
}

std::vector<std::string> core_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_boards()) {
    std::string_view path = file.path;
    if (!path.starts_with(kFolder)) continue;
    path.remove_prefix(kFolder.size());
    names.emplace_back(path.substr(0, path.rfind('.')));
  }
  return names;
}

Core load_core(const std::string& name) {
  const std::string path = std::string(kFolder) + name + ".toml";
  if (const EmbeddedFile* file = find_embedded(embedded_boards(), path)) return parse_core(std::string(file->text()), path);
  const std::vector<std::string> names = core_names();
  const std::string near = nearest_name(name, names);
  std::string all;
  for (const std::string& n : names) all += (all.empty() ? "" : ", ") + n;
  throw Error({.problem = "unknown core '" + name + "'", .expected = all, .help = near.empty() ? "" : "did you mean '" + near + "'?"});
}

}  // namespace pinhole
