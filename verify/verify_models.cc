#include "verify/verify_models.h"

#include <fmt/format.h>

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
  std::vector<std::string> case_errors;  // by case; empty: it can be run
};

std::string misfit(const Graph& graph, const std::vector<ValueId>& ids, const std::vector<NpyArray>& arrays, const char* kind) {
  if (arrays.size() != ids.size()) return fmt::format("the case has {} {}s, the model {}", arrays.size(), kind, ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Value& value = graph.value(ids[i]);
    if (arrays[i].type != npy_type(value.dtype) || arrays[i].bytes.size() != value.bytes()) {
      return fmt::format("{} {} of the case is {} of {} bytes, the model wants {} {}", kind, i, arrays[i].type, arrays[i].bytes.size(),
                         npy_type(value.dtype), to_string(value.shape));
    }
  }
  return {};
}

Loaded load(const fs::path& folder) {
  Loaded loaded;
  loaded.model.name = test_name(folder);
  try {
    loaded.model = read_test_model(folder, loaded.model.name);
    loaded.graph = import_tflite(loaded.model.bytes, loaded.model.file.string());
    verify(loaded.graph);
    for (const TestCase& test : loaded.model.cases) {
      const std::string inputs = misfit(loaded.graph, loaded.graph.inputs, test.inputs, "input");
      loaded.case_errors.push_back(inputs.empty() ? misfit(loaded.graph, loaded.graph.outputs, test.outputs, "output") : inputs);
    }
  } catch (const Error& error) {
    loaded.unsupported = error.parts().unsupported;
    loaded.error = loaded.unsupported && !error.parts().got.empty() ? error.parts().got : error.what();  // just the operators, each named
  }
  return loaded;
}

Job job_of(const Loaded& loaded) {
  Job job{.name = loaded.model.name, .graph = &loaded.graph, .tflite = &loaded.model.bytes, .cases = {}};
  for (std::size_t c = 0; c < loaded.model.cases.size(); ++c) {
    if (!loaded.case_errors[c].empty()) continue;
    std::vector<Bytes> inputs;
    for (const NpyArray& array : loaded.model.cases[c].inputs) inputs.push_back(array.bytes);
    job.cases.push_back(std::move(inputs));
  }
  return job;
}

std::string compare_case(const Graph& graph, const TestCase& test, const std::vector<Bytes>& outputs) {
  if (outputs.size() != test.outputs.size()) return fmt::format("{} outputs instead of {}", outputs.size(), test.outputs.size());
  const Tolerance tolerance = tolerance_of(graph);
  for (std::size_t i = 0; i < test.outputs.size(); ++i) {
    const Value& value = graph.value(graph.outputs[i]);
    const std::string text = difference(value.dtype, outputs[i], test.outputs[i].bytes, tolerance);
    if (!text.empty()) return fmt::format("output {} '{}': {}", i, value.name, text);
  }
  return {};
}

void count(Checked checked, VerifyResult* out) {
  (checked.verdict == Verdict::passed ? out->passed : checked.verdict == Verdict::failed ? out->failed : out->skipped) += 1;
  out->cases.push_back(std::move(checked));
}

std::string case_name(const Loaded& loaded, std::size_t c) {
  const std::string& name = loaded.model.cases[c].name;
  return name.empty() ? loaded.model.name : loaded.model.name + " " + name;
}

// A model that cannot be loaded counts once for each of its cases, or once when not even those could be read.
void judge_unloaded(const Loaded& loaded, VerifyResult* out) {
  const Verdict verdict = loaded.unsupported ? Verdict::skipped : Verdict::failed;
  if (loaded.model.cases.empty()) count({loaded.model.name, verdict, loaded.error}, out);
  for (std::size_t c = 0; c < loaded.model.cases.size(); ++c) count({case_name(loaded, c), verdict, loaded.error}, out);
}

void judge(const Loaded& loaded, const JobResult& result, VerifyResult* out) {
  std::size_t ran = 0;
  for (std::size_t c = 0; c < loaded.model.cases.size(); ++c) {
    std::string detail = loaded.case_errors[c];
    if (detail.empty()) {
      detail = !result.error.empty() ? result.error : compare_case(loaded.graph, loaded.model.cases[c], result.outputs[ran]);
      ++ran;
    }
    const Verdict verdict = detail.empty() ? Verdict::passed : Verdict::failed;
    count({case_name(loaded, c), verdict, std::move(detail)}, out);
  }
}

}  // namespace

VerifyResult verify_models(const std::vector<fs::path>& given, const Engine& engine,
                           const std::function<void(std::size_t, std::size_t)>& progress) {
  std::vector<Loaded> models;
  for (const fs::path& folder : find_test_folders(given)) models.push_back(load(folder));
  std::vector<Job> jobs;
  for (const Loaded& loaded : models) {
    if (loaded.error.empty()) jobs.push_back(job_of(loaded));
  }
  const std::vector<JobResult> results = run_jobs(jobs, engine, [&](std::size_t done) {
    if (progress) progress(done, jobs.size());
  });
  VerifyResult out;
  std::size_t next = 0;
  for (const Loaded& loaded : models) {
    if (loaded.error.empty()) judge(loaded, results[next++], &out);
    else judge_unloaded(loaded, &out);
  }
  return out;
}

}  // namespace pinhole
