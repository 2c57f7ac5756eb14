// Which device files a set of kernels needs. A kernel's source is the file of its family that defines it; a header brings its companion .cc of the same name, except a
// family's header (device/kernels/FAMILY/FAMILY.h), whose .cc prepares operators and is for the interpreter and the host.

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/embedded.h"
#include "compiler/emit/embedded.h"
#include "compiler/emit/emit.h"
#include "compiler/lower/catalogue.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> included(std::string_view text) {
  std::vector<std::string> paths;
  constexpr std::string_view kInclude = "#include \"";
  for (std::size_t at = text.find(kInclude); at != std::string_view::npos; at = text.find(kInclude, at)) {
    at += kInclude.size();
    paths.emplace_back(text.substr(at, text.find('"', at) - at));
  }
  return paths;
}

bool is_family_header(const fs::path& path) {
  return path.parent_path().parent_path() == "device/kernels" && path.stem() == path.parent_path().filename();
}

// The file of the kernel's family that defines it.
std::string source_of(const KernelRow& row) {
  const std::string folder = std::string("device/kernels/") + row.family + "/";
  const std::string definition = std::string("\nvoid ") + row.function + "(";
  for (const EmbeddedFile& file : embedded_device()) {
    const std::string_view path = file.path;
    if (path.starts_with(folder) && path.ends_with(".cc") && file.text().find(definition) != std::string_view::npos) return std::string(path);
  }
  PIN_CHECK(false, "no device file defines " + std::string(row.function));
  return {};
}

class Closure {
 public:
  void add(const std::string& path) {
    const EmbeddedFile* file = find_embedded(embedded_device(), path);
    PIN_CHECK(file != nullptr, "device file " + path + " is not in the program");
    if (!files_.emplace(path, file).second) return;
    for (const std::string& other : included(file->text())) {
      add(other);
      fs::path companion = other;
      if (companion.extension() != ".h" || is_family_header(companion) || companion.filename() == "dsp.h") continue;
      companion.replace_extension(".cc");
      if (find_embedded(embedded_device(), companion.generic_string()) != nullptr) add(companion.generic_string());
    }
  }

  std::vector<SourceFile> sources() const {
    std::vector<SourceFile> out;
    for (const auto& [path, file] : files_) out.push_back({path, std::string(file->text())});
    return out;
  }

 private:
  std::map<std::string, const EmbeddedFile*> files_;
};

}  // namespace

std::vector<SourceFile> device_sources(const std::set<std::string>& kernels, bool frames) {
  Closure closure;
  closure.add("device/kernels/types.h");
  closure.add("device/kernels/fields.h");
  for (const std::string& kernel : kernels) {
    const KernelRow& row = kernel_row(kernel);
    closure.add(row.header());
    closure.add(source_of(row));
  }
  if (frames) {
    closure.add("device/frame/frame_to_tensor.h");
    closure.add("device/frame/frame_to_tensor.cc");
  }
  return closure.sources();
}

std::vector<SourceFile> interpreter_sources() {
  std::vector<SourceFile> out;
  for (const EmbeddedFile& file : embedded_device()) {
    const std::string_view path = file.path;
    if (path.starts_with("device/frame/") || path.ends_with(".def")) continue;
    out.push_back({std::string(path), std::string(file.text())});
  }
  return out;
}

std::vector<SourceFile> all_sources(const Emitted& emitted) {
  std::vector<SourceFile> out = emitted.files;
  for (SourceFile& file : device_sources(emitted.kernels, emitted.uses_frames)) out.push_back(std::move(file));
  return out;
}

}  // namespace pinhole
