// The device files that device_sources() names for a kernel are the right ones: the linker finds every definition in them, and each of them
// is needed. The device sources are compiled once, and every kernel's files held against the objects' symbols.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "compiler/emit/emit.h"
#include "compiler/lower/catalogue.h"
#include "tests/unit/compiler/emit/toolchain.h"

namespace pinhole::emit_test {
namespace {

struct Symbols {
  std::set<std::string> defined, undefined;
};

void add_symbols(const Words& compiler, const char* nm, const std::filesystem::path& folder, const std::string& path, Symbols* symbols) {
  expect_runs(compiler + Words{"-std=c++17"} + kStrict + Words{"-O1", "-I.", "-c", path, "-o", "out.o"}, folder);
  for (const std::string& line : split(expect_runs({nm, "--format=posix", "out.o"}, folder), '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() < 2) continue;
    if (words[1] == "U") symbols->undefined.insert(words[0]);
    else if (std::isupper(static_cast<unsigned char>(words[1][0]))) symbols->defined.insert(words[0]);
  }
}

// Symbols of every device source that any kernel needs, by path, compiled under the strictest flags: for the host, where the twins stand in
// for the DSP instructions, and for the Cortex-M4, which has them.
const std::map<std::string, Symbols>& device_symbols() {
  static const std::map<std::string, Symbols> symbols = [] {
    std::set<std::string> kernels;
    for (const KernelRow& row : kernel_rows()) kernels.insert(row.function);
    TemporaryFolder folder;
    const std::vector<SourceFile> files = device_sources(kernels, true);
    write_sources(folder.path(), files);
    std::map<std::string, Symbols> all;
    for (const SourceFile& file : files) {
      if (!file.path.ends_with(".cc")) continue;
      add_symbols({"g++"}, "nm", folder.path(), file.path, &all[file.path]);
      if (have(kCortexM4[0])) add_symbols(kCortexM4, "arm-none-eabi-nm", folder.path(), file.path, &all[file.path]);
    }
    return all;
  }();
  return symbols;
}

bool is_ours(const std::string& symbol) {
  return symbol.starts_with("_ZN3pin") || symbol.starts_with("_ZNK3pin") || symbol.starts_with("pin_");
}

// The sources among `paths` that are reached from the one that defines a symbol starting with `root`.
std::set<std::string> reached(const std::set<std::string>& paths, const std::string& root) {
  std::set<std::string> found;
  std::vector<std::string> wanted;
  const auto take = [&](const std::string& path) {
    if (!found.insert(path).second) return;
    for (const std::string& symbol : device_symbols().at(path).undefined) wanted.push_back(symbol);
  };
  for (const std::string& path : paths) {
    for (const std::string& symbol : device_symbols().at(path).defined) {
      if (symbol.starts_with(root)) take(path);
    }
  }
  while (!wanted.empty()) {
    const std::string symbol = wanted.back();
    wanted.pop_back();
    if (!is_ours(symbol)) continue;
    bool somewhere = false;
    for (const std::string& path : paths) {
      if (!device_symbols().at(path).defined.contains(symbol)) continue;
      somewhere = true;
      take(path);
    }
    EXPECT_TRUE(somewhere) << symbol << " is used and not defined";
  }
  return found;
}

TEST(DeviceSources, AreCompleteAndMinimalForEveryKernel) {
  for (const KernelRow& row : kernel_rows()) {
    SCOPED_TRACE(row.function);
    std::set<std::string> sources;
    for (const SourceFile& file : device_sources({row.function}, false)) {
      if (file.path.ends_with(".cc")) sources.insert(file.path);
    }
    const std::string name = row.function;
    EXPECT_EQ(reached(sources, "_ZN3pin" + std::to_string(name.size()) + name), sources);
  }
}

TEST(DeviceSources, AreCompleteAndMinimalForFrames) {
  std::set<std::string> sources;
  for (const SourceFile& file : device_sources({}, true)) {
    if (file.path.ends_with(".cc")) sources.insert(file.path);
  }
  EXPECT_EQ(reached(sources, "_ZN3pin11frame_to_s8"), sources);
}

void expect_no_loose_include(const std::vector<SourceFile>& files) {
  std::set<std::string> paths;
  for (const SourceFile& file : files) paths.insert(file.path);
  for (const SourceFile& file : files) {
    for (const std::string& line : split(file.text, '\n')) {
      if (!line.starts_with("#include \"")) continue;
      EXPECT_TRUE(paths.contains(line.substr(10, line.rfind('"') - 10))) << file.path << ": " << line;
    }
  }
}

TEST(DeviceSources, IncludeNothingThatIsNotThere) {
  for (const KernelRow& row : kernel_rows()) expect_no_loose_include(device_sources({row.function}, true));
  expect_no_loose_include(interpreter_sources());
}

}  // namespace
}  // namespace pinhole::emit_test
