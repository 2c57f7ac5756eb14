#include "verify/engines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "compiler/ir/evaluate.h"
#include "device/interpreter/interpreter.h"
#include "device/interpreter/operators.h"
#include "firmware/build.h"
#include "firmware/host_library.h"
#include "firmware/session.h"
#include "simulator/client.h"
#include "verify/groups.h"
#include "verify/harness.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHostArenaLimitBytes = std::size_t{1} << 30;

struct alignas(16) Sixteen {
  std::byte bytes[16];
};

// 16-aligned memory of at least so many bytes.
class AlignedBlock {
 public:
  explicit AlignedBlock(std::size_t bytes) : blocks_(bytes / 16 + 1) {}
  std::byte* data() { return blocks_[0].bytes; }
  std::size_t size() const { return blocks_.size() * 16; }

 private:
  std::vector<Sixteen> blocks_;
};

std::string status_error(pin::Status status, const pin::Interpreter& interpreter) {
  std::string text = fmt::format("the interpreter refuses the model: {}", status_text(status));
  if (interpreter.failed_operator() >= 0) text += fmt::format(" (operator {})", interpreter.failed_operator());
  return text;
}

// Loads with as much arena as the model needs, found by asking. Returns an error or "".
std::string load_interpreter(pin::Interpreter* interpreter, const AlignedBlock& model, std::size_t model_bytes,
                             std::vector<Sixteen>* arena) {
  arena->resize(4096);
  for (int attempt = 0; attempt < 4; ++attempt) {
    const pin::Status status =
        interpreter->load(const_cast<AlignedBlock&>(model).data(), model_bytes, arena->data(), arena->size() * 16, pin::all_operators());
    if (status == pin::Status::kOk) return {};
    if (status != pin::Status::kOutOfMemory) return status_error(status, *interpreter);
    if (interpreter->arena_bytes_needed() > kHostArenaLimitBytes) return "the model needs more than 1 GB of arena";
    arena->resize(interpreter->arena_bytes_needed() / 16 + 1);
  }
  return "the interpreter asks for ever more memory";
}

JobResult interpret_on_host(const Job& job) {
  JobResult result;
  AlignedBlock model(job.tflite->size());
  std::memcpy(model.data(), job.tflite->data(), job.tflite->size());
  std::vector<Sixteen> arena;
  pin::Interpreter interpreter;
  result.error = load_interpreter(&interpreter, model, job.tflite->size(), &arena);
  if (!result.error.empty()) return result;
  for (const std::vector<Bytes>& inputs : job.cases) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      std::memcpy(interpreter.input(static_cast<std::int32_t>(i)).data, inputs[i].data(), inputs[i].size());
    }
    if (const pin::Status status = interpreter.run(); status != pin::Status::kOk) {
      result.error = status_error(status, interpreter);
      return result;
    }
    std::vector<Bytes> outputs;
    for (std::int32_t i = 0; i < interpreter.output_count(); ++i) {
      const pin::Tensor tensor = interpreter.output(i);
      const auto* data = static_cast<const std::byte*>(tensor.data);
      outputs.emplace_back(data, data + pin::bytes_of(tensor.dtype, static_cast<std::size_t>(tensor.shape.count())));
    }
    result.outputs.push_back(std::move(outputs));
  }
  return result;
}

class Runner {
 public:
  Runner(const std::vector<Job>& jobs, const Engine& engine, const std::function<void(std::size_t)>& progress)
      : jobs_(jobs), engine_(engine), progress_(progress), results_(jobs.size()), compiled_(jobs.size()) {}

  std::vector<JobResult> run() {
    if (engine_.kind == EngineKind::compiled) compile_all();
    if (engine_.board == nullptr) run_on_host();
    else run_on_board();
    return std::move(results_);
  }

 private:
  void compile_all() {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      try {
        compiled_[i] = compile(*jobs_[i].graph, {.name = fmt::format("m{}", i),
                                                 .source = jobs_[i].name,
                                                 .board = engine_.board,
                                                 .portable_only = engine_.portable_only,
                                                 .only_kernel = engine_.only_kernel,
                                                 .skip_passes = engine_.skip_passes});
      } catch (const Error& error) {
        results_[i].error = error.what();
      } catch (const InternalError& error) {  // a bug in Pinhole, but the other models can still be run
        results_[i].error = error.what();
      }
    }
  }

  // The jobs that have not failed yet; the others are told as done.
  std::vector<std::size_t> runnable() {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (results_[i].error.empty()) indices.push_back(i);
      else tell(1);
    }
    return indices;
  }

  void tell(std::size_t count) {
    done_ += count;
    if (progress_) progress_(done_);
  }

  void run_on_host() {
    if (engine_.kind == EngineKind::interpreter) {
      for (std::size_t i = 0; i < jobs_.size(); ++i) {
        results_[i] = interpret_on_host(jobs_[i]);
        tell(1);
      }
      return;
    }
    run_groups(
        {}, [](std::size_t) { return JobBytes{}; }, [this](const Group& group) { run_host_group(group); });
  }

  void run_host_group(const Group& group) {
    std::vector<const CompiledModel*> models;
    for (const std::size_t i : group) models.push_back(&compiled_[i]);
    const TemporaryFolder folder;
    BuildOptions options{.cache_folder = engine_.cache_folder, .jobs = engine_.jobs};
    if (group.size() > 4) options.compiler_flags.push_back("-O1");  // many small models: compiling takes longer than running
    build_host_library(host_sources(models), folder.path() / "models.so", options);
    const HostLibrary library(folder.path() / "models.so");
    for (std::size_t m = 0; m < group.size(); ++m) {
      const auto run = library.function<void(const void* const*, void* const*)>(fmt::format("pinhole_run_{}", m));
      const Job& job = jobs_[group[m]];
      for (const std::vector<Bytes>& inputs : job.cases) {
        std::vector<Bytes> outputs;
        for (const ValueId id : job.graph->outputs) outputs.emplace_back(job.graph->value(id).bytes());
        std::vector<const void*> in;
        std::vector<void*> out;
        for (const Bytes& bytes : inputs) in.push_back(bytes.data());
        for (Bytes& bytes : outputs) out.push_back(bytes.data());
        run(in.data(), out.data());
        results_[group[m]].outputs.push_back(std::move(outputs));
      }
    }
  }

  void run_on_board() {
    const Board& board = *engine_.board;
    const bool interpreter = engine_.kind == EngineKind::interpreter;
    find_simulator();  // throws here once, not model by model behind a build
    if (interpreter) measure_arenas();
    refuse_many_tensors();
    const std::size_t flash = board.flash().image_bytes(), code = interpreter ? 200'000 : 100'000;
    const std::size_t ram = board.ram().image_bytes(), stack = 16'384;
    const auto bytes_of = [&](std::size_t i) {
      if (interpreter) return JobBytes{jobs_[i].tflite->size() + 32, arenas_[i]};
      return JobBytes{constant_bytes(compiled_[i].program) + 2048, compiled_[i].plan.arena_bytes};
    };
    run_groups({.flash_bytes = flash > code ? flash - code : 1, .ram_bytes = ram > stack ? ram - stack : 1}, bytes_of,
               [this](const Group& group) { serve_group(group); });
  }

  // What the interpreter needs on this host; a 32-bit chip needs less.
  void measure_arenas() {
    arenas_.assign(jobs_.size(), 0);
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      AlignedBlock model(jobs_[i].tflite->size());
      std::memcpy(model.data(), jobs_[i].tflite->data(), jobs_[i].tflite->size());
      std::vector<Sixteen> arena;
      pin::Interpreter loaded;
      results_[i].error = load_interpreter(&loaded, model, jobs_[i].tflite->size(), &arena);
      arenas_[i] = loaded.arena_bytes_needed();
    }
  }

  void refuse_many_tensors() {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      const std::size_t most = std::max(jobs_[i].graph->inputs.size(), jobs_[i].graph->outputs.size());
      if (results_[i].error.empty() && most > pin::kSessionMaxTensors)
        results_[i].error = fmt::format("test firmware serves {} inputs and outputs at the most", pin::kSessionMaxTensors);
    }
  }

  // When an image fails as a whole (does not compile or fit, or one model faults), its halves are tried, so that each model gets its own verdict.
  void run_groups(const GroupLimits& limits, const std::function<JobBytes(std::size_t)>& bytes_of,
                  const std::function<void(const Group&)>& serve) {
    const auto serve_anew = [&](const Group& group) {
      for (const std::size_t i : group) results_[i] = {};
      serve(group);
    };
    for (const Group& group : make_groups(runnable(), limits, bytes_of)) {
      serve_or_halve(group, serve_anew,
                     [&](std::size_t i, const Error& error) { results_[i] = {.error = error.what(), .outputs = {}, .instructions = {}}; });
      tell(group.size());
    }
  }

  void serve_group(const Group& group) {
    std::vector<SourceFile> sources;
    if (engine_.kind == EngineKind::compiled) {
      std::vector<const CompiledModel*> models;
      for (const std::size_t i : group) models.push_back(&compiled_[i]);
      sources = session_sources(models);
    } else {
      std::vector<const Bytes*> models;
      std::size_t arena = 1024;
      for (const std::size_t i : group) {
        models.push_back(jobs_[i].tflite);
        arena = std::max(arena, arenas_[i]);
      }
      sources = interpreter_session_sources(models, (arena + 15) / 16 * 16);
    }
    const TemporaryFolder folder;
    const fs::path elf = folder.path() / "session.elf";
    build_firmware(*engine_.board, sources, elf, {.cache_folder = engine_.cache_folder, .jobs = engine_.jobs});
    std::vector<SessionCase> cases;
    for (std::size_t m = 0; m < group.size(); ++m) {
      for (const std::vector<Bytes>& inputs : jobs_[group[m]].cases) cases.push_back({static_cast<std::uint32_t>(m), inputs});
    }
    const std::vector<SessionResult> served = run_session(elf, *engine_.board, cases, engine_.jobs);
    std::size_t next = 0;
    for (const std::size_t i : group) {
      for (std::size_t c = 0; c < jobs_[i].cases.size(); ++c, ++next) {
        if (served[next].status != 0) results_[i].error = fmt::format("the firmware reports status {}", served[next].status);
        results_[i].outputs.push_back(served[next].outputs);
        results_[i].instructions.push_back(served[next].instructions);
      }
    }
  }

  const std::vector<Job>& jobs_;
  const Engine& engine_;
  const std::function<void(std::size_t)>& progress_;
  std::vector<JobResult> results_;
  std::vector<CompiledModel> compiled_;
  std::vector<std::size_t> arenas_;
  std::size_t done_ = 0;
};

}  // namespace

std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, const Engine& engine, const std::function<void(std::size_t)>& progress) {
  return Runner(jobs, engine, progress).run();
}

fs::path default_cache_folder() {
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0') return fs::path(xdg) / "pinhole";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return fs::path(home) / ".cache" / "pinhole";
  return fs::temp_directory_path() / "pinhole-cache";
}

}  // namespace pinhole
