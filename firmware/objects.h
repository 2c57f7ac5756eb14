// Compiles sources to objects with any g++-like compiler, several at a time, through a cache keyed by content. Shared by build.cc (images for
// boards) and host_library.cc (the same sources on the host). Writes only into `objects` and below `root`.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/template.h"

namespace pinhole {

struct Compiler {
  std::string program;  // full path
  std::string version;  // first line of --version
};

// Throws Error naming the Debian package when the program is not in PATH.
Compiler find_compiler(const std::string& name, const std::string& package);

struct CompileJob {
  Compiler compiler;
  std::vector<std::string> flags;
  std::span<const SourceFile> sources;  // headers included, by the path they are included with
  std::filesystem::path root;           // where the sources are written as files
  std::filesystem::path objects;        // cache; must exist
  unsigned jobs = 2;
};

struct Objects {
  std::vector<std::filesystem::path> paths;  // one for each .cc and .S, in the order of the sources
  std::size_t compiled = 0;                  // the others came from the cache
};

// Throws Error with the compiler's first lines for a source that it refuses.
Objects compile_objects(const CompileJob& job);

}  // namespace pinhole
