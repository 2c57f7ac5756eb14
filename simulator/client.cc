#include "simulator/client.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/error.h"
#include "firmware/process.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr const char* kProgram = "pinhole-sim";

fs::path own_folder() {
  std::error_code failed;
  const fs::path self = fs::read_symlink("/proc/self/exe", failed);
  return failed ? fs::path() : self.parent_path();
}

// With --json, pinhole-sim ends a failure with the parts of its Error as one JSON object on standard error.
[[noreturn]] void throw_failure(const ProcessResult& result, const fs::path& elf) {
  const auto parts = nlohmann::json::parse(result.errors, nullptr, false);
  if (result.exit_code == 1 && parts.is_object())
    throw Error({.file = parts.value("file", ""),
                 .place = parts.value("place", ""),
                 .problem = parts.value("problem", ""),
                 .expected = parts.value("expected", ""),
                 .got = parts.value("got", ""),
                 .help = parts.value("help", "")});
  const std::string how = result.signal ? "signal " + std::to_string(result.signal) : "exit code " + std::to_string(result.exit_code);
  throw Error({.file = elf.string(), .problem = "pinhole-sim failed: " + how, .got = result.errors.substr(0, 800)});
}

std::vector<SessionResult> serve(const fs::path& elf, const Board& board, std::span<const SessionCase> cases) {
  const TemporaryFolder work;
  const fs::path in = work.path() / "cases", out = work.path() / "results";
  write_file(in, pack_cases(cases));
  const ProcessResult result = run_process({find_simulator().string(), "session", "--elf", elf.string(), "--board", board.origin, "--cases",
                                            in.string(), "--out", out.string(), "--json"});
  if (result.exit_code != 0) throw_failure(result, elf);
  std::vector<SessionResult> results = unpack_results(read_file(out));
  PIN_CHECK(results.size() == cases.size(),
            "pinhole-sim gave " + std::to_string(results.size()) + " results for " + std::to_string(cases.size()) + " cases");
  return results;
}

}  // namespace

fs::path find_simulator() {
  if (const char* named = std::getenv("PINHOLE_SIM"); named && *named) {
    if (access(named, X_OK) == 0) return named;
    throw Error({.file = named, .problem = "the environment variable PINHOLE_SIM names no program"});
  }
  const fs::path beside = own_folder() / kProgram;
  if (access(beside.c_str(), X_OK) == 0) return beside;
  const fs::path found = find_program(kProgram);
  if (!found.empty()) return found;
  throw Error({.problem = "pinhole-sim, the emulator, is not there",
               .expected = "it beside this program (" + own_folder().string() + "), in PATH, or named by PINHOLE_SIM",
               .help = "build it with libunicorn-dev, libcapstone-dev and libdw-dev installed"});
}

Measurement run_bench(const fs::path& elf, const Board& board, const BenchRequest& request) {
  const TemporaryFolder work;
  std::vector<std::string> argv{find_simulator().string(),    "bench", "--elf", elf.string(), "--board", board.origin, "--call",
                                std::to_string(request.call), "--json"};
  if (!request.function.empty()) argv.insert(argv.end(), {"--measure", request.function});
  if (request.instruction_limit) argv.insert(argv.end(), {"--limit", std::to_string(request.instruction_limit)});
  if (!request.layers.empty()) {
    write_file(work.path() / "layers.json", layers_to_json(request.layers));
    argv.insert(argv.end(), {"--layers", (work.path() / "layers.json").string()});
  }
  const ProcessResult result = run_process(argv);
  if (result.exit_code != 0) throw_failure(result, elf);
  return measurement_from_json(result.output);
}

std::vector<SessionResult> run_session(const fs::path& elf, const Board& board, std::span<const SessionCase> cases, unsigned jobs) {
  const std::size_t parts = std::clamp<std::size_t>(jobs, 1, std::max<std::size_t>(cases.size(), 1));
  std::vector<std::vector<SessionResult>> results(parts);
  std::vector<std::exception_ptr> failures(parts);
  {
    std::vector<std::jthread> threads;
    for (std::size_t p = 0; p < parts; ++p)
      threads.emplace_back([&, p] {
        const std::size_t begin = cases.size() * p / parts, end = cases.size() * (p + 1) / parts;
        try {
          results[p] = serve(elf, board, cases.subspan(begin, end - begin));
        } catch (...) {
          failures[p] = std::current_exception();
        }
      });
  }
  std::vector<SessionResult> all;
  for (std::size_t p = 0; p < parts; ++p) {
    if (failures[p]) std::rethrow_exception(failures[p]);
    std::move(results[p].begin(), results[p].end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace pinhole
