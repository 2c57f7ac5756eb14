// Which device files a set of kernels needs: the headers that are included, and each source that defines something that is used and that
// one of those headers declares. What prepares operators, for the interpreter and the host, stays out by itself: no kernel calls it.

#include "base/embedded.h"
#include "base/error.h"
#include "compiler/emit/device_index.h"
#include "compiler/emit/embedded.h"
#include "compiler/emit/emit.h"
#include "compiler/lower/catalogue.h"

namespace pinhole {
namespace {

class Closure {
 public:
  void add(const std::string& path) {
    const auto found = device_index().find(path);
    PIN_CHECK(found != device_index().end(), "device file " + path + " is not in the program");
    if (!files_.emplace(path, &found->second).second) return;
    for (const std::string& other : found->second.includes) add(other);
  }

  void use(const std::string& name) { used_.insert(name); }

  // Adds sources until every name that is used has its definition.
  void complete() {
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [path, file] : device_index()) {
        if (path.starts_with("device/interpreter/") || files_.contains(path) || !defines_something_used(file)) continue;
        add(path);
        changed = true;
      }
    }
  }

  std::vector<SourceFile> sources() const {
    std::vector<SourceFile> out;
    for (const auto& [path, file] : files_) out.push_back({path, std::string(file->text)});
    return out;
  }

 private:
  // A member counts only if a source, not just its own header, speaks of its class: many classes have a run().
  bool defines_something_used(const DeviceFile& file) const {
    for (const auto& [name, owner] : file.defines) {
      bool used = used_.contains(name), declared = false, owner_used = owner.empty();
      for (const auto& [path, other] : files_) {
        const bool header = path.ends_with(".h");
        used = used || other->uses.contains(name);
        declared = declared || (header && other->declares.contains(name));
        owner_used = owner_used || (!header && other->uses.contains(owner));
      }
      if (used && declared && owner_used) return true;
    }
    return false;
  }

  std::map<std::string, const DeviceFile*> files_;
  std::set<std::string> used_;
};

}  // namespace

std::vector<SourceFile> device_sources(const std::set<std::string>& kernels, bool frames) {
  Closure closure;
  closure.add("device/kernels/types.h");
  closure.add("device/kernels/fields.h");
  for (const std::string& kernel : kernels) {
    closure.add(kernel_row(kernel).header());
    closure.use(kernel);
  }
  if (frames) {
    closure.add("device/frame/frame_to_tensor.h");
    for (const char* function : {"frame_to_s8", "frame_to_u8", "frame_to_f32"}) closure.use(function);
  }
  closure.complete();
  return closure.sources();
}

std::vector<SourceFile> interpreter_sources() {
  std::vector<SourceFile> out;
  for (const EmbeddedFile& file : embedded_device()) {
    const std::string_view path = file.path;
    if (path.starts_with("device/frame/") || path == "device/kernels/kernels.def") continue;
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
