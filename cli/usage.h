// How the command line looks: the layout of --help, and what is said about wrong usage. Called by main() only.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace pinhole {

// One layout for all commands; the footer belongs to the program, not to its commands. Call after the commands were added.
void set_help_layout(CLI::App& app, const std::string& footer);

// The text about wrong usage, in the form of every other error: what is wrong, the nearest right word, where the help is.
std::string usage_text(const CLI::App& app, const CLI::ParseError& error);

}  // namespace pinhole
