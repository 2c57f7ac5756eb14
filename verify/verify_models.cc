#include "verify/verify_models.h"

#include <fmt/format.h>

#include <deque>

#include "base/error.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "verify/cases.h"
#include "verify/compare.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

struct Loaded {
  TestModel model;
  Graph graph;
  std::string error;
  bool unsupported = false;
};

void check_arrays(const Graph& graph, const std::vector<ValueId>& ids, const std::vector<NpyArray>& arrays, const char* kind) {
  if (arrays.size() != ids.size()) throw Error({.problem = fmt::format("the case has another number of {}s than the model", kind), .expected = fmt::format("{}", ids.size()), .got = fmt::format("{}", arrays.size())});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Value& value = graph.value(ids[i]);
    if (arrays[i].type != npy_type(value.dtype) || arrays[i].bytes.size() != value.bytes()) {
      throw Error({.problem = fmt::format("{} {} of the case does not fit the model", kind, i), .expected = fmt::format("{} {}", npy_type(value.dtype), to_string(value.shape)),
                   .got = fmt::format("{}, {} bytes", arrays[i].type, arrays[i].bytes.size())});
    }
  }
}

Loaded load(const fs::path& folder) {
  const std::string name = folder.parent_path().filename().string() + "/" + folder.filename().string();
  Loaded loaded;
  loaded.model.name = name;
  try {
    loaded.model = read_test_model(folder, name);
    loaded.graph = import_tflite(loaded.model.bytes, loaded.model.file.string());
    verify(loaded.graph);
    for (const TestCase& test : loaded.model.cases) {
      check_arrays(loaded.graph, loaded.graph.inputs, test.inputs, "input");
      check_arrays(loaded.graph, loaded.graph.outputs, test.outputs, "output");
    }
  } catch (const Error& error) {
    loaded.error = error.what();
    loaded.unsupported = error.parts().unsupported;
  }
  return loaded;
}

std::string compare_case(const Graph& graph, const TestCase& test, const std::vector<Bytes>& outputs) {
  const Tolerance tolerance = tolerance_of(graph);
  for (std::size_t i = 0; i < test.outputs.size(); ++i) {
    const Value& value = graph.value(graph.outputs[i]);
    const std::string text = difference(value.dtype, outputs[i], test.outputs[i].bytes, tolerance);
    if (!text.empty()) return fmt::format("output {} '{}': {}", i, value.name, text);
  }
  return {};
}

}  // namespace

VerifyResult verify_models(const std::vector<fs::path>& given, const Engine& engine, const std::function<void(std::size_t, std::size_t)>& progress) {
  std::deque<Loaded> models;
  for (const fs::path& folder : find_test_folders(given)) models.push_back(load(folder));
  std::vector<Job> jobs;
  for (const Loaded& loaded : models) {
    if (!loaded.error.empty()) continue;
    Job job{.name = loaded.model.name, .graph = &loaded.graph, .tflite = &loaded.model.bytes, .cases = {}};
    for (const TestCase& test : loaded.model.cases) {
      std::vector<Bytes> inputs;
      for (const NpyArray& array : test.inputs) inputs.push_back(array.bytes);
      job.cases.push_back(std::move(inputs));
    }
    jobs.push_back(std::move(job));
  }
  const std::vector<JobResult> results = run_jobs(jobs, engine, [&](std::size_t done) {
    if (progress) progress(done, jobs.size());
  });

  VerifyResult out;
  const auto add = [&](std::string name, Verdict verdict, std::string detail) {
    (verdict == Verdict::passed ? out.passed : verdict == Verdict::failed ? out.failed : out.skipped) += 1;
    out.cases.push_back({std::move(name), verdict, std::move(detail)});
  };
  std::size_t next = 0;
  for (const Loaded& loaded : models) {
    if (!loaded.error.empty()) {
      add(loaded.model.name, loaded.unsupported ? Verdict::skipped : Verdict::failed, loaded.error);
      continue;
    }
    const JobResult& result = results[next++];
    for (std::size_t c = 0; c < loaded.model.cases.size(); ++c) {
      const TestCase& test = loaded.model.cases[c];
      const std::string name = test.name.empty() ? loaded.model.name : loaded.model.name + " " + test.name;
      const std::string detail = !result.error.empty() ? result.error : compare_case(loaded.graph, test, result.outputs[c]);
      add(name, detail.empty() ? Verdict::passed : Verdict::failed, detail);
    }
  }
  return out;
}

}  // namespace pinhole
