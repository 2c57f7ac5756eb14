// `pinhole build`: pictures -> trained network -> int8 -> C++ -> firmware -> measured and checked on the emulated board -> library and
// report. Finished stages are not done again when nothing that they depend on has changed.
//
// The folder (run.toml's `out`):
//   pinhole.toml          the run, every default filled in
//   NAME.tflite, NAME_float.tflite
//   cpp/                  generated C++ and the device files it needs
//   arduino/NAME/         the library, ready to be copied into Arduino/libraries
//   firmware/NAME.elf     the benchmark image
//   report.html, summary.json
//   train/                curves and checkpoint
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/measure.h"
#include "cli/project/config.h"
#include "cli/project/test_set.h"

namespace pinhole {

struct BuildSummary {
  std::string name, board_title, report_path, library_path;
  double float_accuracy = 0;  // on the test pictures, by the trainer
  std::size_t test_pictures = 0;
  Accuracy int8_host;  // all test pictures, on the host
  std::size_t board_right = 0, board_total = 0;
  std::size_t board_agreeing = 0;  // pictures whose outputs are the same bytes on host and board; must be board_total
  double ms = 0, board_ms = 0;
  std::uint64_t ram_bytes = 0, flash_bytes = 0;
  std::uint64_t ram_limit_bytes = 0, flash_limit_bytes = 0;
};

// Throws Error; nothing half-written is left under any of the names above.
BuildSummary run_build(RunConfig config, const std::filesystem::path& out);

// About ten lines.
std::string summary_text(const BuildSummary& summary);

}  // namespace pinhole
