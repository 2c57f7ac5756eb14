// The same sources for the host: a shared library, so that compiled models run where they were made. Used by verify and `pinhole run`.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "firmware/build.h"

namespace pinhole {

// Compiles with g++ and links into `library`. Throws Error: no g++ (names the package), or the compiler's first lines.
void build_host_library(std::span<const SourceFile> sources, const std::filesystem::path& library, const BuildOptions& options = {});

// A loaded shared library; symbols are valid while it lives.
class HostLibrary {
 public:
  explicit HostLibrary(const std::filesystem::path& path);
  ~HostLibrary();
  HostLibrary(const HostLibrary&) = delete;
  HostLibrary& operator=(const HostLibrary&) = delete;

  template <class Function>
  Function* function(const std::string& name) const {
    return reinterpret_cast<Function*>(symbol(name));
  }

 private:
  void* symbol(const std::string& name) const;
  void* handle_;
};

}  // namespace pinhole
