#include "firmware/build.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "firmware/link_error.h"
#include "firmware/linker_script.h"
#include "firmware/objects.h"
#include "firmware/process.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr const char* kStartupPath = "pin_startup.cc";

void link(const Board& board, const Compiler& compiler, const std::vector<fs::path>& objects, const fs::path& script, const fs::path& elf,
          const fs::path& root) {
  std::vector<std::string> argv{compiler.program};
  argv.insert(argv.end(), board.core.compiler_flags.begin(), board.core.compiler_flags.end());
  argv.insert(argv.end(), {"-nostartfiles", "-Wl,--gc-sections", "-Wl,--fatal-warnings", "-Wl,--no-warn-rwx-segments", "-T",
                           script.string(), "-o", elf.string()});
  for (const fs::path& object : objects) argv.push_back(object.string());
  argv.insert(argv.end(), board.core.linker_flags.begin(), board.core.linker_flags.end());
  const ProcessResult result = run_process(argv, root);
  if (result.exit_code != 0) throw link_error(board, result.errors);
}

// The folder's name carries the headers' content, so that objects compiled with others are not taken from the cache.
void add_standard_headers(const Board& board, std::vector<SourceFile>& sources, std::vector<std::string>& flags) {
  std::uint64_t key = fnv1a("");
  for (const SourceFile& header : standard_headers(board, "")) key = fnv1a(header.path + '\n' + header.text, key);
  const std::string folder = "pin_standard_" + std::to_string(key);
  const std::vector<SourceFile> headers = standard_headers(board, folder);
  if (headers.empty()) return;
  sources.insert(sources.end(), headers.begin(), headers.end());
  flags.insert(flags.end(), {"-isystem", folder});
}

}  // namespace

std::vector<std::string> compile_flags(const Board& board, const BuildOptions& options) {
  std::vector<std::string> flags = board.core.compiler_flags;
  flags.insert(flags.end(), {"-std=c++17", options.optimize == Optimize::kSpeed ? "-O2" : "-Os", "-g", "-ffunction-sections",
                             "-fdata-sections", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fomit-frame-pointer",
                             "-ffp-contract=off", "-Wall", "-Wextra", "-I."});
  for (const std::string& define : options.defines) flags.push_back("-D" + define);
  flags.insert(flags.end(), options.compiler_flags.begin(), options.compiler_flags.end());
  return flags;
}

Firmware build_firmware(const Board& board, std::span<const SourceFile> sources, const fs::path& elf, const BuildOptions& options) {
  const TemporaryFolder work;
  std::vector<SourceFile> all(sources.begin(), sources.end());
  all.push_back({kStartupPath, startup_code(board)});
  std::vector<std::string> flags = compile_flags(board, options);
  add_standard_headers(board, all, flags);
  const fs::path cache = options.cache_folder.empty() ? work.path() / "objects" : fs::absolute(options.cache_folder);
  std::error_code failed;
  fs::create_directories(cache, failed);
  if (failed) throw Error({.file = cache.string(), .problem = "cannot make the folder for compiled objects: " + failed.message()});
  const fs::path script = work.path() / "link.ld";
  write_file(script, linker_script(board, options.stack_bytes));
  const CompileJob job{.compiler = find_compiler(board.core.toolchain + "-g++", board.core.toolchain_package),
                       .flags = flags,
                       .sources = all,
                       .root = work.path() / "src",
                       .objects = cache,
                       .jobs = options.jobs};
  const Objects objects = compile_objects(job);
  const fs::path linked = work.path() / "image.elf";
  link(board, job.compiler, objects.paths, script, linked, job.root);
  write_file(elf, read_file(linked));
  return {.elf = elf, .sizes = image_sizes(elf), .compiler = job.compiler.version, .files_compiled = objects.compiled};
}

}  // namespace pinhole
