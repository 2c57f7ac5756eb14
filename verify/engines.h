// The ways to run a model: our interpreter or the compiled code, on the host or as firmware on an emulated board. Used by verify, run, eval.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/file.h"
#include "boards/board.h"
#include "compiler/compile.h"

namespace pinhole {

enum class EngineKind : std::uint8_t { interpreter, compiled };

struct Engine {
  EngineKind kind = EngineKind::compiled;
  const Board* board = nullptr;  // null: the host
  unsigned jobs = 2;
  std::filesystem::path cache_folder;  // compiled objects; empty: none are kept
  bool portable_only = false;
  std::string only_kernel;   // tests
  bool skip_passes = false;  // tests
};

// A model to run, with its inputs case by case (bytes of each input as the model wants them).
struct Job {
  std::string name;
  const Graph* graph;   // verified
  const Bytes* tflite;  // the same model as a file, for the interpreter
  std::vector<std::vector<Bytes>> cases;
};

struct JobResult {
  std::string error;                        // why the model could not be run; empty: it was
  std::vector<std::vector<Bytes>> outputs;  // by case, by output
  std::vector<std::uint64_t> instructions;  // by case; boards only
};

// Results in the order of the jobs. Many models share one firmware image as far as flash and RAM of the board go; a model that fails
// (does not fit, faults) fails alone. `progress` is told how many models are done. Throws Error only when a board's emulator is missing.
std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, const Engine& engine, const std::function<void(std::size_t)>& progress = {});

// The folder for compiled objects that all commands share: $XDG_CACHE_HOME/pinhole or ~/.cache/pinhole; a temporary one without HOME.
std::filesystem::path default_cache_folder();

}  // namespace pinhole
