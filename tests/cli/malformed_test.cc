// The damaged files of the conformance suite (../shared/conformance/malformed): each is read, compiled and run in this process, and a
// sanitizer build sees every foreign byte. `reject`: an Error that says where. `any`: an Error, or C++ that a compiler accepts and a run
// that ends. Nothing else: no other exception, no signal. Skipped where the suite is not beside the checkout.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "compiler/compile.h"
#include "compiler/formats/detect.h"
#include "compiler/ir/evaluate.h"
#include "firmware/process.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

fs::path suite() { return fs::path(PINHOLE_SOURCE_DIR).parent_path() / "shared/conformance/malformed"; }

struct Damaged {
  std::string file;
  bool must_be_refused;
};

// The lines of manifest.tsv: file, expectation, description.
std::vector<Damaged> damaged_files() {
  std::vector<Damaged> files;
  for (const std::string& line : split(read_text_file(suite() / "manifest.tsv"), '\n')) {
    const std::vector<std::string> cells = split(line, '\t');
    if (cells.size() >= 2 && (cells[1] == "reject" || cells[1] == "any")) files.push_back({cells[0], cells[1] == "reject"});
  }
  return files;
}

struct Outcome {
  std::optional<Error> refused;
  std::optional<CompiledModel> model;
};

// All that `compile` does, and one run on inputs of zeros.
Outcome read_compile_run(const std::string& file) {
  try {
    const Graph graph = load_model(suite() / file);
    CompiledModel model = compile(graph, {.name = "damaged", .source = file, .portable_only = true});
    std::vector<Bytes> inputs;
    for (const ValueId id : graph.inputs) inputs.emplace_back(graph.value(id).bytes());
    EXPECT_EQ(evaluate(graph, inputs).size(), graph.outputs.size());
    return {std::nullopt, std::move(model)};
  } catch (const Error& error) {
    return {error, std::nullopt};
  }
}

// Names a layer, tensor, byte or operator, or for what is no network at all: what the file starts with.
bool says_where(const Error& error) { return !error.parts().file.empty() && (!error.parts().place.empty() || !error.parts().got.empty()); }

std::string compiler_complaint(const CompiledModel& model) {
  const TemporaryFolder folder;
  for (const SourceFile& file : all_sources(model.emitted)) write_file(folder.path() / file.path, file.text);
  for (const char* source : {"damaged.cc", "damaged_weights.cc"}) {
    const ProcessResult result =
        run_process({"g++", "-std=c++17", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-I.", source}, folder.path());
    if (result.exit_code != 0) return result.errors.substr(0, 1000);
  }
  return "";
}

TEST(Malformed, EveryDamagedFileIsRefusedWithAPlaceOrCompilesAndRuns) {
  if (!fs::exists(suite() / "manifest.tsv")) GTEST_SKIP() << "shared/conformance/malformed is not beside this checkout";
  std::size_t refused = 0, compiled = 0;
  for (const Damaged& damaged : damaged_files()) {
    SCOPED_TRACE(damaged.file);
    const Outcome outcome = read_compile_run(damaged.file);
    if (outcome.refused) {
      EXPECT_TRUE(says_where(*outcome.refused)) << outcome.refused->what();
      ++refused;
    } else {
      EXPECT_FALSE(damaged.must_be_refused) << "was accepted";
      EXPECT_EQ(compiler_complaint(*outcome.model), "");
      ++compiled;
    }
  }
  fmt::print("{} refused, {} compiled and run\n", refused, compiled);
  EXPECT_GT(refused, 200u);
  EXPECT_GT(compiled, 0u);
}

// The program itself, on some of each kind: exit status, and nothing left where it would have written.
TEST(Malformed, TheProgramEndsWithOneAndLeavesNothing) {
  if (!fs::exists(suite() / "manifest.tsv")) GTEST_SKIP() << "shared/conformance/malformed is not beside this checkout";
  const char* named = std::getenv("PINHOLE_TEST_BIN");
  const std::string pinhole = (fs::path(named != nullptr && *named != '\0' ? named : PINHOLE_BIN_DIR) / "pinhole").string();
  const std::vector<Damaged> files = damaged_files();
  for (std::size_t i = 0; i < files.size(); i += 23) {
    SCOPED_TRACE(files[i].file);
    const TemporaryFolder folder;
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"inspect", (suite() / files[i].file).string()},
          std::vector<std::string>{"compile", (suite() / files[i].file).string(), "--out", "made"}}) {
      std::vector<std::string> argv = {pinhole};
      argv.insert(argv.end(), command.begin(), command.end());
      const ProcessResult result = run_process(argv, folder.path());
      EXPECT_TRUE(result.exit_code == 1 || (!files[i].must_be_refused && result.exit_code == 0)) << result.exit_code << "\n"
                                                                                                 << result.errors;
      if (result.exit_code == 0) continue;
      EXPECT_TRUE(result.errors.starts_with("error: ")) << result.errors;
      EXPECT_EQ(result.output, "");
      EXPECT_TRUE(fs::is_empty(folder.path()));
    }
  }
}

}  // namespace
}  // namespace pinhole
