// pinhole.toml: the description of one run, from pictures to firmware. Read, written with comments and every default filled in, and
// overridden by flags. Used by init, build and train.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "compiler/lower/lower.h"
#include "compiler/quantize/quantize.h"
#include "training/train/options.h"

namespace pinhole {

struct RunConfig {
  std::string name;    // of the model; empty: from the data's folder
  TrainOptions train;  // data, network, training; `out` is filled in by build
  std::string board = "nano33ble";
  Goal goal = Goal::latency;
  RangeMethod range = RangeMethod::kLeastError;
  std::uint32_t calibration_pictures = 300;
  std::uint32_t board_pictures = 500;  // test pictures that run on the emulated board; 0: all
  std::uint32_t stack_bytes = 4096;    // reserved in the firmware
};

// Unknown keys are refused with their line; paths in the file are relative to its folder. Throws Error.
RunConfig read_config(const std::filesystem::path& path);
RunConfig parse_config(const std::string& text, const std::string& file);

// The same run as it is written into a file in `folder`: relative paths (data set, board file) start there instead of here.
RunConfig seen_from(RunConfig config, const std::filesystem::path& folder);

// The whole file with comments; parse_config(config_text(c)) == c in every field.
std::string config_text(const RunConfig& config);

}  // namespace pinhole
