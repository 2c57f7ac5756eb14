#include "firmware/objects.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "firmware/includes.h"
#include "firmware/process.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

bool is_compiled(const std::string& path) { return path.ends_with(".cc") || path.ends_with(".S"); }

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
std::uint64_t object_key(const Compiler& compiler, const std::vector<std::string>& flags, std::span<const SourceFile> sources,
                         std::size_t index) {
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

fs::path compile(const CompileJob& job, std::size_t index, std::atomic<std::size_t>& compiled) {
  const SourceFile& source = job.sources[index];
  const fs::path object = job.objects / object_name(object_key(job.compiler, job.flags, job.sources, index), source.path);
  if (fs::exists(object)) return object;
  // Another process may fill the same cache: a private name, then a rename.
  const fs::path partial = object.string() + "." + hex16(fnv1a(job.root.string())) + ".partial";
  std::vector<std::string> argv{job.compiler.program};
  argv.insert(argv.end(), job.flags.begin(), job.flags.end());
  argv.insert(argv.end(), {"-fdebug-prefix-map=" + job.root.string() + "=.", "-c", source.path, "-o", partial.string()});
  const ProcessResult result = run_process(argv, job.root);
  if (result.exit_code != 0) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw Error({.file = source.path, .problem = "the compiler refuses this file", .got = first_lines(result.errors)});
  }
  fs::rename(partial, object);
  ++compiled;
  return object;
}

}  // namespace

Compiler find_compiler(const std::string& name, const std::string& package) {
  const fs::path path = find_program(name);
  if (path.empty())
    throw Error(
        {.problem = "the compiler " + name + " is not installed", .expected = name + " in PATH", .help = "sudo apt install " + package});
  const ProcessResult result = run_process({path.string(), "--version"});
  return {path.string(), result.output.substr(0, result.output.find('\n'))};
}

Objects compile_objects(const CompileJob& job) {
  std::vector<std::size_t> work;
  for (std::size_t i = 0; i < job.sources.size(); ++i) {
    check_path(job.sources[i].path);
    write_file(job.root / job.sources[i].path, job.sources[i].text);
    if (is_compiled(job.sources[i].path)) work.push_back(i);
  }
  std::vector<fs::path> out(work.size());
  std::vector<std::exception_ptr> failures(work.size());
  std::atomic<std::size_t> next = 0, compiled = 0;
  const auto worker = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) {
      try {
        out[i] = compile(job, work[i], compiled);
      } catch (...) {
        failures[i] = std::current_exception();
        next = work.size();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 1; t < std::max(job.jobs, 1u); ++t) threads.emplace_back(worker);
    worker();
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  return {std::move(out), compiled};
}

}  // namespace pinhole
