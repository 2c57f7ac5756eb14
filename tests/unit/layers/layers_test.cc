#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "tests/unit/layers/rules.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRules = R"(
device:
base:
compiler/ir: base device
compiler: compiler/ir
cli: base compiler
device only: <cstdint>
<torch/> <ATen/>: compiler/ir
<fmt/>: *
)";

std::vector<std::string> violations(std::vector<LayerSource> sources) { return layer_violations(read_layer_rules(kRules), sources); }

// Templates and goldens are text of emitted code: their includes are the user's. So are those of the stand-in for Arduino's headers.
bool is_source(const fs::path& path) {
  for (const char* kind : {"/templates/", "/goldens/", "/tests/support/arduino/"}) {
    if (path.generic_string().find(kind) != std::string::npos) return false;
  }
  return path.extension() == ".h" || path.extension() == ".cc" || path.extension() == ".def";
}

std::vector<LayerSource> all_sources() {
  const fs::path root = PINHOLE_SOURCE_DIR;
  std::vector<LayerSource> sources;
  for (const fs::directory_entry& top : fs::directory_iterator(root)) {
    const std::string name = top.path().filename().string();
    const bool skipped = name.starts_with(".") || name.starts_with("build") || name.starts_with("out") || name == "examples";
    if (!top.is_directory() || skipped) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top)) {
      if (entry.is_regular_file() && is_source(entry.path())) {
        sources.push_back({fs::relative(entry.path(), root).generic_string(), read_text_file(entry.path())});
      }
    }
  }
  return sources;
}

TEST(Layers, EveryFileKeepsToItsRoomsGrants) {
  const LayerRules rules = read_layer_rules(read_text_file(fs::path(PINHOLE_SOURCE_DIR) / "layers.txt"));
  const std::vector<LayerSource> sources = all_sources();
  ASSERT_GT(sources.size(), 200u) << "the sources were not found";
  for (const std::string& violation : layer_violations(rules, sources)) ADD_FAILURE() << violation;
}

TEST(Layers, EveryRoomOfTheFileIsAFolder) {
  for (const auto& [room, grants] : read_layer_rules(read_text_file(fs::path(PINHOLE_SOURCE_DIR) / "layers.txt")).rooms) {
    EXPECT_TRUE(fs::is_directory(fs::path(PINHOLE_SOURCE_DIR) / room)) << room;
  }
}

TEST(Layers, GrantedIncludesPass) {
  EXPECT_THAT(
      violations({{"device/a.h", "#include <cstdint>\n"}, {"compiler/ir/b.cc", "#include \"device/a.h\"\n#include <torch/torch.h>\n"}}),
      IsEmpty());
}

TEST(Layers, AnUpwardIncludeNamesFileLineRoomAndGrant) {
  EXPECT_THAT(
      violations({{"compiler/ir/b.h", ""}, {"base/c.cc", "\n#include \"compiler/ir/b.h\"\n"}}),
      ElementsAre(
          "base/c.cc:2: room base includes compiler/ir/b.h of room compiler/ir; the grant would be compiler/ir in the line \"base:\""));
}

TEST(Layers, AGrantDoesNotReachInnerRooms) {
  EXPECT_THAT(
      violations(
          {{"compiler/ir/b.h", ""}, {"compiler/c.h", ""}, {"cli/main.cc", "#include \"compiler/c.h\"\n#include \"compiler/ir/b.h\"\n"}}),
      ElementsAre(HasSubstr("cli/main.cc:2: room cli includes compiler/ir/b.h of room compiler/ir")));
}

TEST(Layers, ALibraryOutsideItsRoomIsNamed) {
  EXPECT_THAT(
      violations({{"base/c.cc", "#include <torch/torch.h>\n"}}),
      ElementsAre("base/c.cc:1: room base includes <torch/torch.h>, which belongs to compiler/ir; the grant would be base in that line"));
}

TEST(Layers, AnUnknownLibraryIsNamed) {
  EXPECT_THAT(violations({{"base/c.cc", "#include <boost/any.hpp>\n"}}),
              ElementsAre(HasSubstr("<boost/any.hpp> is no library that layers.txt knows")));
}

TEST(Layers, TheDeviceIncludesOnlyItsStandardHeaders) {
  EXPECT_THAT(violations({{"device/a.h", "#include <cmath>\n"}}),
              ElementsAre(AllOf(HasSubstr("device/a.h:1: room device includes <cmath>"), HasSubstr("only"))));
}

TEST(Layers, NothingIncludesTheCommandLine) {
  EXPECT_THAT(
      violations({{"cli/a.h", ""}, {"tests/unit/cli/a_test.cc", "#include \"cli/a.h\"\n"}, {"base/c.cc", "#include \"cli/a.h\"\n"}}),
      ElementsAre(HasSubstr("nothing includes cli"), HasSubstr("room base includes cli/a.h of room cli")));
}

TEST(Layers, TestsUseTheLibrariesOfWhatTheyTest) {
  EXPECT_THAT(violations({{"tests/unit/compiler/ir/a_test.cc", "#include <torch/torch.h>\n"}}), IsEmpty());
  EXPECT_THAT(violations({{"tests/unit/base/a_test.cc", "#include <torch/torch.h>\n"}}), ElementsAre(HasSubstr("belongs to compiler/ir")));
}

TEST(Layers, AFileInNoRoomIsNamed) {
  EXPECT_THAT(violations({{"utils/a.h", ""}}), ElementsAre(HasSubstr("utils/a.h:1: the file is in no room")));
}

TEST(Layers, AGrantOfAMissingRoomIsRefusedWithItsLine) {
  try {
    read_layer_rules("base:\n\ncli: base tools\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().place, "line 3");
    EXPECT_EQ(error.parts().got, "tools");
  }
}

}  // namespace
}  // namespace pinhole
