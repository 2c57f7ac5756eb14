// pinhole-sim: the emulator as a program of its own, so that `pinhole` starts without Unicorn. Called by simulator/client.h and by people.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "simulator/measure.h"
#include "simulator/serve.h"

namespace {

using namespace pinhole;

struct Arguments {
  std::string elf, board, layers, cases, out;
  BenchRequest request;
  bool json = false;
};

void print_cost(const char* name, const Cost& cost) {
  std::printf("  %-40s %16s %16s %16s\n", name, with_thousands(cost.instructions).c_str(), with_thousands(cost.cycles).c_str(),
              with_thousands(cost.board_cycles()).c_str());
}

void print(const Measurement& m, const Board& board) {
  std::printf("%s, call %d, on %s at %s Hz\n", m.function.c_str(), m.call, board.title.c_str(), with_thousands(m.clock_hz).c_str());
  std::printf("  %-40s %16s %16s %16s\n", "", "instructions", "cycles", "with flash waits");
  print_cost("total", m.total);
  std::printf("  %-40s %16s %13.3f ms %13.3f ms\n", "", "", m.latency_ms(), m.board_latency_ms());
  for (const LayerCost& layer : m.layers) print_cost(layer.name.c_str(), layer.cost);
  if (!m.layers.empty()) print_cost("outside of layers", m.outside_layers);
  std::printf("by function, without what it calls\n");
  for (std::size_t i = 0; i < m.functions.size() && i < 12; ++i)
    print_cost(m.functions[i].name.substr(0, m.functions[i].name.find('(')).c_str(), m.functions[i].cost);
  std::printf("stack %s B below the call, %s B in all, of %s B; static RAM %s B; flash: weights %s B, code %s B\n",
              with_thousands(m.stack_bytes).c_str(), with_thousands(m.stack_total_bytes).c_str(),
              with_thousands(m.stack_reserved_bytes).c_str(), with_thousands(m.static_ram_bytes).c_str(),
              with_thousands(m.weights_bytes).c_str(), with_thousands(m.code_bytes).c_str());
  std::printf("exact: instructions, stack, sizes; estimated: cycles (docs/cycles.md)\n");
}

void bench(Arguments& arguments) {
  const Board board = load_board(arguments.board);
  if (!arguments.layers.empty()) arguments.request.layers = layers_from_json(read_text_file(arguments.layers));
  const Measurement measurement = measure(Image(arguments.elf), board, arguments.request);
  if (arguments.json) std::printf("%s\n", measurement_to_json(measurement).c_str());
  else print(measurement, board);
}

void session(const Arguments& arguments) {
  std::vector<SessionCase> cases;
  try {
    cases = unpack_cases(read_file(arguments.cases));
  } catch (const Error& error) {
    throw error.in_file(arguments.cases);
  }
  write_file(arguments.out,
             pack_results(serve_cases(Image(arguments.elf), load_board(arguments.board), cases, arguments.request.instruction_limit)));
}

// For people as text, for the client as the Error's parts.
void report(const Error& error, bool json) {
  const Error::Parts& p = error.parts();
  if (json)
    std::fprintf(
        stderr, "%s\n",
        nlohmann::json{
            {"file", p.file}, {"place", p.place}, {"problem", p.problem}, {"expected", p.expected}, {"got", p.got}, {"help", p.help}}
            .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
            .c_str());
  else std::fprintf(stderr, "error: %s\n", error.what());
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Runs firmware images on emulated boards and counts what they cost.", "pinhole-sim");
  app.require_subcommand(1);
  const auto common = [&](CLI::App* command) {
    command->add_option("--elf", arguments.elf, "the image")->required();
    command->add_option("--board", arguments.board, "a board's name or its TOML file")->required();
    command->add_option("--limit", arguments.request.instruction_limit, "give up after this many instructions since reset");
    command->add_flag("--json", arguments.json, "results and errors for machines");
  };
  CLI::App* bench_command = app.add_subcommand("bench", "measure one call of one function");
  common(bench_command);
  bench_command->add_option("--measure", arguments.request.function, "the function, mangled or demangled; default: Model::run()");
  bench_command->add_option("--call", arguments.request.call, "which call of it, from 1; default: 2")->check(CLI::Range(1, 1'000'000));
  bench_command->add_option("--layers", arguments.layers, "JSON: list of {index, name, file, first_line, last_line}");
  CLI::App* session_command = app.add_subcommand("session", "serve cases to firmware/session.h");
  common(session_command);
  session_command->add_option("--cases", arguments.cases, "the cases")->required();
  session_command->add_option("--out", arguments.out, "where the results go")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    if (bench_command->parsed()) bench(arguments);
    if (session_command->parsed()) session(arguments);
    return 0;
  } catch (const Error& error) {
    report(error, arguments.json);
    return 1;
  } catch (const InternalError& error) {
    std::fprintf(stderr, "this is a bug in Pinhole: %s\n", error.what());
    return 70;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "this is a bug in Pinhole: %s\n", error.what());
    return 70;
  }
}
