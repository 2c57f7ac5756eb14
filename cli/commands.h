// Every command of `pinhole`: each adds its options to the program and, when it was chosen, runs. One file a command.
// A command parses, calls the rooms, and prints: results on standard output, progress and log on standard error.
#pragma once

#include <CLI/CLI.hpp>

namespace pinhole {

void add_boards(CLI::App& app);
void add_bench(CLI::App& app);
void add_build(CLI::App& app);
void add_compile(CLI::App& app);
void add_convert(CLI::App& app);
void add_data(CLI::App& app);
void add_eval(CLI::App& app);
void add_fit(CLI::App& app);
void add_init(CLI::App& app);
void add_inspect(CLI::App& app);
void add_package(CLI::App& app);
void add_quantize(CLI::App& app);
void add_report(CLI::App& app);
void add_run(CLI::App& app);
void add_train(CLI::App& app);
void add_verify(CLI::App& app);
void add_zoo(CLI::App& app);

}  // namespace pinhole
