// Test folders: a model with inputs and expected outputs as .npy files, in the form of the conformance suite:
//   FOLDER/model.tflite   in0.npy .. out0.npy ..                  one case
//   FOLDER/model.tflite   case0_in0.npy .. case0_out0.npy ..      several
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/npy.h"

namespace pinhole {

struct TestCase {
  std::string name;  // "case0", or "" for the only one
  std::vector<NpyArray> inputs, outputs;
};

struct TestModel {
  std::string name;
  std::filesystem::path file;
  Bytes bytes;
  std::vector<TestCase> cases;
};

// Every folder with a model.tflite at or below the given ones, each once, sorted. Throws Error when one of the given holds none.
std::vector<std::filesystem::path> find_test_folders(const std::vector<std::filesystem::path>& given);

// The folder's last two parts: "CONV_2D/int8_5x5".
std::string test_name(const std::filesystem::path& folder);

// Throws Error when a file cannot be read or a folder has no case.
TestModel read_test_model(const std::filesystem::path& folder, const std::string& name);

}  // namespace pinhole
