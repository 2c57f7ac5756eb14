#include "firmware/build.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "firmware/link_error.h"
#include "firmware/linker_script.h"
#include "firmware/process.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr const char* kStartupPath = "pin_startup.cc";

bool is_compiled(const std::string& path) { return path.ends_with(".cc") || path.ends_with(".S"); }

struct Compiler {
  std::string program;  // full path
  std::string version;  // first line of --version
};

Compiler find_compiler(const Core& core) {
  const std::string name = core.toolchain + "-g++";
  const fs::path path = find_program(name);
  if (path.empty())
    throw Error({.problem = "the cross compiler " + name + " is not installed",
                 .expected = name + " in PATH",
                 .help = "sudo apt install " + core.toolchain_package});
  const ProcessResult result = run_process({path.string(), "--version"});
  return {path.string(), result.output.substr(0, result.output.find('\n'))};
}

void check_path(const std::string& path) {
  const fs::path p(path);
  const bool climbs = std::any_of(p.begin(), p.end(), [](const fs::path& part) { return part == ".."; });
  PIN_CHECK(!path.empty() && p.is_relative() && !climbs, "a source's path must stay below the root: '" + path + "'");
}

std::string hex16(std::uint64_t value) {
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

// One number for everything the object depends on.
std::uint64_t object_key(const Compiler& compiler, const std::vector<std::string>& flags, std::span<const SourceFile> sources, std::size_t index) {
  std::uint64_t key = fnv1a(compiler.version);
  for (const std::string& flag : flags) key = fnv1a(flag + '\n', key);
  for (const std::size_t i : included_sources(sources, index)) {
    key = fnv1a(sources[i].path + '\n', key);
    key = fnv1a(sources[i].text, key);
  }
  return key;
}

// "leaf_weights.cc" -> "0123456789abcdef-leaf_weights.o": the linker script tells weights by this ending.
std::string object_name(std::uint64_t key, const std::string& path) { return hex16(key) + "-" + fs::path(path).stem().string() + ".o"; }

// The first lines of the compiler's text, from its first error on.
std::string first_lines(const std::string& text) {
  const std::size_t error = text.find("error:");
  std::size_t begin = error == std::string::npos ? 0 : text.rfind('\n', error);
  begin = begin == std::string::npos || error == std::string::npos ? 0 : begin + 1;
  std::size_t end = begin;
  for (int line = 0; line < 6 && end < text.size(); ++line) {
    end = text.find('\n', end);
    end = end == std::string::npos ? text.size() : end + 1;
  }
  return std::string(trim(text.substr(begin, end - begin)));
}

// Everything one build needs while it runs.
struct Build {
  const Board& board;
  const BuildOptions& options;
  Compiler compiler;
  std::vector<std::string> flags;
  std::vector<SourceFile> sources;
  fs::path root;     // the sources as files
  fs::path objects;  // cache or temporary
  std::atomic<std::size_t> compiled = 0;

  fs::path compile(std::size_t index);
  std::vector<fs::path> compile_all();
  void link(const std::vector<fs::path>& objects_to_link, const fs::path& script, const fs::path& elf);
};

fs::path Build::compile(std::size_t index) {
  const SourceFile& source = sources[index];
  const fs::path object = objects / object_name(object_key(compiler, flags, sources, index), source.path);
  if (fs::exists(object)) return object;
  // Another process may fill the same cache: a private name, then a rename.
  const fs::path partial = object.string() + "." + hex16(fnv1a(root.string())) + ".partial";
  std::vector<std::string> argv{compiler.program};
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-fdebug-prefix-map=" + root.string() + "=.", "-c", source.path, "-o", partial.string()});
  const ProcessResult result = run_process(argv, root);
  if (result.exit_code != 0) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw Error({.file = source.path, .problem = "the cross compiler refuses this file", .got = first_lines(result.errors)});
  }
  fs::rename(partial, object);
  ++compiled;
  return object;
}

std::vector<fs::path> Build::compile_all() {
  std::vector<std::size_t> work;
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (is_compiled(sources[i].path)) work.push_back(i);
  std::vector<fs::path> out(work.size());
  std::vector<std::exception_ptr> failures(work.size());
  std::atomic<std::size_t> next = 0;
  const auto worker = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) {
      try {
        out[i] = compile(work[i]);
      } catch (...) {
        failures[i] = std::current_exception();
        next = work.size();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 1; t < std::max(options.jobs, 1u); ++t) threads.emplace_back(worker);
    worker();
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  return out;
}

void Build::link(const std::vector<fs::path>& objects_to_link, const fs::path& script, const fs::path& elf) {
  std::vector<std::string> argv{compiler.program};
  argv.insert(argv.end(), board.core.compiler_flags.begin(), board.core.compiler_flags.end());
  argv.insert(argv.end(), {"-nostartfiles", "--specs=nano.specs", "-Wl,--gc-sections", "-Wl,--fatal-warnings", "-Wl,--no-warn-rwx-segments",
                           "-T", script.string(), "-o", elf.string()});
  for (const fs::path& object : objects_to_link) argv.push_back(object.string());
  const ProcessResult result = run_process(argv, root);
  if (result.exit_code != 0) throw link_error(board, result.errors);
}

}  // namespace

std::vector<std::string> compile_flags(const Board& board, const BuildOptions& options) {
  std::vector<std::string> flags = board.core.compiler_flags;
  flags.insert(flags.end(), {"-std=c++17", options.optimize == Optimize::kSpeed ? "-O2" : "-Os", "-g", "-ffunction-sections", "-fdata-sections",
                             "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fomit-frame-pointer", "-ffp-contract=off",
                             "-Wall", "-Wextra", "-I."});
  for (const std::string& define : options.defines) flags.push_back("-D" + define);
  flags.insert(flags.end(), options.compiler_flags.begin(), options.compiler_flags.end());
  return flags;
}

Firmware build_firmware(const Board& board, std::span<const SourceFile> sources, const fs::path& elf, const BuildOptions& options) {
  const TemporaryFolder work;
  Build build{.board = board, .options = options, .compiler = find_compiler(board.core), .flags = compile_flags(board, options),
              .sources = {sources.begin(), sources.end()}, .root = work.path() / "src",
              .objects = options.cache_folder.empty() ? work.path() / "objects" : fs::absolute(options.cache_folder)};
  build.sources.push_back({kStartupPath, startup_code(board)});
  for (const SourceFile& source : build.sources) {
    check_path(source.path);
    write_file(build.root / source.path, source.text);
  }
  std::error_code failed;
  fs::create_directories(build.objects, failed);
  if (failed) throw Error({.file = build.objects.string(), .problem = "cannot make the folder for compiled objects: " + failed.message()});
  const fs::path script = work.path() / "link.ld";
  write_file(script, linker_script(board, options.stack_bytes));

  const std::vector<fs::path> objects = build.compile_all();
  const fs::path linked = work.path() / "image.elf";
  build.link(objects, script, linked);
  write_file(elf, read_file(linked));
  return {.elf = elf, .sizes = image_sizes(elf), .compiler = build.compiler.version, .files_compiled = build.compiled};
}

}  // namespace pinhole
