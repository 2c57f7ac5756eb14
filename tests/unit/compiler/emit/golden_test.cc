// tests/goldens/emit/NET/: what is emitted for the networks of nets.h, file by file. PINHOLE_UPDATE_GOLDENS=1 rewrites them, and `git diff`
// shows what changed. They are read by people too: this is the code that users get.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "tests/unit/compiler/emit/nets.h"

namespace pinhole::emit_test {
namespace {

class EmitGolden : public testing::TestWithParam<Net> {};

TEST_P(EmitGolden, IsWhatTheEmitterWrites) {
  const Emitted emitted = compile_net(GetParam()).emitted;
  ASSERT_EQ(emitted.files.size(), 4u);
  const std::filesystem::path folder = std::filesystem::path(PINHOLE_SOURCE_DIR) / "tests/goldens/emit" / GetParam().name;
  for (const SourceFile& file : emitted.files) {
    if (std::getenv("PINHOLE_UPDATE_GOLDENS") != nullptr) {
      write_file(folder / file.path, file.text);
    } else {
      EXPECT_EQ(file.text, read_text_file(folder / file.path)) << file.path;
    }
  }
}

TEST_P(EmitGolden, HasNoLineOver120Columns) {
  for (const SourceFile& file : compile_net(GetParam()).emitted.files) {
    std::size_t number = 0;
    for (const std::string& line : split(file.text, '\n')) {
      ++number;
      EXPECT_LE(line.size(), 120u) << file.path << ":" << number << ": " << line;
      EXPECT_TRUE(line.empty() || line.back() != ' ') << file.path << ":" << number << " ends with a space";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Nets, EmitGolden, testing::ValuesIn(kNets), [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace pinhole::emit_test
