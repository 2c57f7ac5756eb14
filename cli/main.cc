// The program `pinhole`: commands, global switches, and the only place that prints errors and chooses exit statuses
// (0 done, 1 refused or failed, 2 wrong usage, 70 a bug in Pinhole).
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <new>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "cli/usage.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app{"Labelled pictures, or a trained network, to C++ firmware for a microcontroller, proved on an emulated board.", "pinhole"};
  app.set_version_flag("--version", "pinhole 0.1.0");
  app.require_subcommand(1);
  app.fallthrough();
  pinhole::TerminalOptions& terminal = pinhole::terminal_options();
  app.add_flag("--quiet,-q", terminal.quiet, "No progress and no notes on standard error");
  for (const auto add :
       {pinhole::add_init, pinhole::add_build, pinhole::add_data, pinhole::add_zoo, pinhole::add_train, pinhole::add_quantize,
        pinhole::add_eval, pinhole::add_convert, pinhole::add_inspect, pinhole::add_run, pinhole::add_compile, pinhole::add_verify,
        pinhole::add_bench, pinhole::add_fit, pinhole::add_package, pinhole::add_report, pinhole::add_boards}) {
    add(app);
  }
  pinhole::set_help_layout(
      app, "Start with:  pinhole build FOLDER_OF_CLASS_FOLDERS --board nano33ble\n`pinhole COMMAND --help` explains a command.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError&) {
    throw;  // a command that printed its own verdict
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    fmt::print(stderr, "{}", pinhole::usage_text(app, error));
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const pinhole::Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();
  } catch (const std::filesystem::filesystem_error& error) {
    fmt::print(stderr, "error: {}: {}\n", error.path1().string(), error.code().message());
    return 1;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "error: the memory of this machine does not suffice\n");
    return 1;
  } catch (const pinhole::InternalError& error) {
    fmt::print(stderr, "error: this is a bug in Pinhole, please report it: {}\n", error.what());
    return 70;
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: this is a bug in Pinhole, please report it: {}\n", error.what());
    return 70;
  }
}
