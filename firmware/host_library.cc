#include "firmware/host_library.h"

#include <dlfcn.h>

#include "base/error.h"
#include "base/file.h"
#include "firmware/objects.h"
#include "firmware/process.h"

namespace pinhole {
namespace fs = std::filesystem;

void build_host_library(std::span<const SourceFile> sources, const fs::path& library, const BuildOptions& options) {
  const TemporaryFolder work;
  const fs::path cache = options.cache_folder.empty() ? work.path() / "objects" : fs::absolute(options.cache_folder);
  fs::create_directories(cache);
  CompileJob job{.compiler = find_compiler("g++", "g++"),
                 .flags = {"-std=c++17", options.optimize == Optimize::kSpeed ? "-O2" : "-Os", "-fPIC", "-fno-exceptions", "-fno-rtti",
                           "-ffp-contract=off", "-fvisibility=hidden", "-Wall", "-Wextra", "-I."},
                 .sources = sources,
                 .root = work.path() / "src",
                 .objects = cache,
                 .jobs = options.jobs};
  for (const std::string& define : options.defines) job.flags.push_back("-D" + define);
  job.flags.insert(job.flags.end(), options.compiler_flags.begin(), options.compiler_flags.end());
  const Objects objects = compile_objects(job);
  std::vector<std::string> argv{job.compiler.program, "-shared", "-o", (work.path() / "lib.so").string()};
  for (const fs::path& object : objects.paths) argv.push_back(object.string());
  const ProcessResult result = run_process(argv, job.root);
  if (result.exit_code != 0)
    throw Error({.file = library.string(), .problem = "the sources do not link on the host", .got = result.errors.substr(0, 600)});
  write_file(library, read_file(work.path() / "lib.so"));
}

HostLibrary::HostLibrary(const fs::path& path) : handle_(::dlopen(fs::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL)) {
  PIN_CHECK(handle_ != nullptr, std::string("dlopen: ") + ::dlerror());
}

HostLibrary::~HostLibrary() { ::dlclose(handle_); }

void* HostLibrary::symbol(const std::string& name) const {
  void* found = ::dlsym(handle_, name.c_str());
  PIN_CHECK(found != nullptr, "the library has no function " + name);
  return found;
}

}  // namespace pinhole
