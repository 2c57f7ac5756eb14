// The interpreter against the conformance suite (../shared/conformance, skipped where it is missing) and against three of its files
// that are kept in tests/data/interpreter.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include "tests/support/npy.h"
#include "tests/unit/device/interpreter/loading.h"

namespace {

namespace fs = std::filesystem;
using namespace pinhole::test;
using pin::Status;

const fs::path kSuite = fs::path(PINHOLE_SOURCE_DIR) / ".." / "shared" / "conformance";
const fs::path kOwn = fs::path(PINHOLE_SOURCE_DIR) / "tests" / "data" / "interpreter";
constexpr std::size_t kArenaBytes = 4u << 20;

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::size_t bytes_of(const pin::Tensor& tensor) { return pin::tensor_bytes(tensor); }

// Operators whose float outputs must be equal (README, "How to compare").
bool is_exact(const std::string& name) {
  static const std::set<std::string> kExact = {"RELU", "RELU6", "MAX_POOL_2D", "DEQUANTIZE", "PAD", "RESHAPE", "CONCATENATION"};
  return kExact.count(name) > 0;
}

::testing::AssertionResult equal(const pin::Tensor& got, const Npy& want, bool exact) {
  if (!want.valid || want.data.size() != bytes_of(got)) return ::testing::AssertionFailure() << "output has another size";
  const std::size_t count = static_cast<std::size_t>(got.shape.count());
  if (got.dtype != pin::DType::kFloat32) {
    for (std::size_t i = 0; i < want.data.size(); ++i) {
      if (got.as<std::uint8_t>()[i] != want.data[i]) return ::testing::AssertionFailure() << "byte " << i << " differs";
    }
    return ::testing::AssertionSuccess();
  }
  const auto* wanted = reinterpret_cast<const float*>(want.data.data());
  float largest = 1.0f;
  for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, std::fabs(wanted[i]));
  for (std::size_t i = 0; i < count; ++i) {
    const float allowed = exact ? 0.0f : 1e-5f * std::fabs(wanted[i]) + 1e-6f * largest;
    if (!(std::fabs(got.as<float>()[i] - wanted[i]) <= allowed)) {
      return ::testing::AssertionFailure() << "element " << i << " is " << got.as<float>()[i] << ", not " << wanted[i];
    }
  }
  return ::testing::AssertionSuccess();
}

// Runs one case in an arena of exactly the bytes needed, so that AddressSanitizer sees the first byte too many; and shows that one byte
// less is refused with the same number. prefix: "" for operators, "case0_" for models.
void run_case(const fs::path& folder, const std::string& prefix, bool exact) {
  SCOPED_TRACE(folder.filename().string() + " " + prefix);
  const std::vector<std::uint8_t> file = read_bytes(folder / "model.tflite");
  const std::size_t needed = Loaded(file, kArenaBytes).net.arena_bytes_needed();
  Loaded less(file, needed - 1);
  ASSERT_EQ(less.status, Status::kOutOfMemory);
  ASSERT_EQ(less.net.arena_bytes_needed(), needed);

  Loaded loaded(file, needed);
  ASSERT_STREQ(pin::status_name(loaded.status), "kOk") << "operator " << loaded.net.failed_operator();
  for (std::int32_t i = 0; i < loaded.net.input_count(); ++i) {
    const Npy in = read_npy(folder / (prefix + "in" + std::to_string(i) + ".npy"));
    const pin::Tensor tensor = loaded.net.input(i);
    ASSERT_TRUE(in.valid && in.data.size() == bytes_of(tensor)) << "input " << i;
    std::memcpy(tensor.data, in.data.data(), in.data.size());
  }
  ASSERT_EQ(loaded.net.run(), Status::kOk);
  for (std::int32_t i = 0; i < loaded.net.output_count(); ++i) {
    EXPECT_TRUE(equal(loaded.net.output(i), read_npy(folder / (prefix + "out" + std::to_string(i) + ".npy")), exact)) << "output " << i;
  }
}

TEST(InterpreterConformance, AgreesOnTheCasesKeptHere) {
  int cases = 0;
  for (const fs::path& folder : sorted(kOwn)) {
    if (!fs::is_directory(folder)) continue;
    run_case(folder, "", false);
    ++cases;
  }
  EXPECT_EQ(cases, 3);
}

class OperatorConformance : public ::testing::TestWithParam<const char*> {};

TEST_P(OperatorConformance, AgreesOnEveryCase) {
  const fs::path folder = kSuite / "ops" / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "no conformance suite beside the repository";
  int cases = 0;
  for (const fs::path& one : sorted(folder)) {
    run_case(one, "", is_exact(GetParam()));
    ++cases;
  }
  EXPECT_GT(cases, 0);
  RecordProperty("cases", cases);
}

std::vector<const char*> operator_names() {
  std::vector<const char*> names;
  const pin::OperatorTable table = pin::all_operators();
  for (std::int32_t i = 0; i < table.count; ++i) names.push_back(table.rows[i].name);
  return names;
}
INSTANTIATE_TEST_SUITE_P(Ops, OperatorConformance, ::testing::ValuesIn(operator_names()),
                         [](const auto& info) { return std::string(info.param); });

// First cases of all networks made of operators that the interpreter has; the others must be refused by name.
TEST(InterpreterConformance, AgreesOnWholeNetworks) {
  if (!fs::exists(kSuite / "models")) GTEST_SKIP() << "no conformance suite beside the repository";
  int ran = 0, refused = 0;
  for (const fs::path& folder : sorted(kSuite / "models")) {
    const Loaded probe(read_bytes(folder / "model.tflite"), kArenaBytes);
    if (probe.status == Status::kUnsupportedOperator) {
      ++refused;
      continue;
    }
    ASSERT_EQ(probe.status, Status::kOk) << folder.filename() << " operator " << probe.net.failed_operator();
    std::printf("%-32s arena %zu\n", folder.filename().c_str(), probe.net.arena_bytes_needed());
    for (int k = 0; fs::exists(folder / ("case" + std::to_string(k) + "_in0.npy")); ++k, ++ran) {
      run_case(folder, "case" + std::to_string(k) + "_", false);
    }
  }
  EXPECT_GT(ran, 50);
  std::printf("%d cases of networks, %d networks refused for an operator\n", ran, refused);
}

// TensorFlow Lite Micro with CMSIS-NN on a Cortex-M4 takes these arenas; ours are smaller even with this host's pointers of 8 bytes.
TEST(InterpreterConformance, NeedsLessArenaThanTheReference) {
  const std::pair<const char*, std::size_t> reference[] = {
      {"vww_int8", 100708}, {"ic_int8", 54996}, {"kws_int8", 22820}, {"ad_int8", 2580}, {"person_detect_int8", 82308}};
  if (!fs::exists(kSuite / "models")) GTEST_SKIP() << "no conformance suite beside the repository";
  for (const auto& [name, bytes] : reference) {
    const Loaded loaded(read_bytes(kSuite / "models" / name / "model.tflite"), kArenaBytes);
    EXPECT_LT(loaded.net.arena_bytes_needed(), bytes) << name;
  }
}

// Damaged files: none may crash; `reject` must be refused; what is accepted must run.
TEST(InterpreterConformance, RefusesDamagedFiles) {
  std::ifstream manifest(kSuite / "malformed" / "manifest.tsv");
  if (!manifest) GTEST_SKIP() << "no conformance suite beside the repository";
  std::string line;
  std::getline(manifest, line);
  int files = 0, refused = 0, accepted = 0;
  while (std::getline(manifest, line)) {
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    const std::string name = line.substr(0, first), expect = line.substr(first + 1, second - first - 1);
    Loaded loaded(read_bytes(kSuite / "malformed" / name), kArenaBytes);
    ++files;
    if (loaded.status != Status::kOk) {
      ++refused;
      continue;
    }
    ++accepted;
    EXPECT_NE(expect, "reject") << name << ": " << line.substr(second + 1);
    EXPECT_EQ(loaded.net.run(), Status::kOk) << name;
  }
  std::printf("%d damaged files: %d refused, %d accepted\n", files, refused, accepted);
  EXPECT_EQ(files, 354);
}

}  // namespace
