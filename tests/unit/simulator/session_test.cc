// The protocol of firmware/session.h with firmware written by hand: two "models", one echoes, one adds its two inputs.
#include <cstdlib>

#include "simulator/client.h"
#include "simulator/serve.h"
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

constexpr const char* kEcho = R"(#include "firmware/session.h"
extern "C" { pin::PinSession pin_session; }
static unsigned char in0[8], in1[8], out[8];
static unsigned address(void* p) { return reinterpret_cast<unsigned>(p); }
int main() {
  pin::PinSession& s = pin_session;
  for (;;) {
    __asm volatile("bkpt #1" ::: "memory");
    if (s.model > 1) { s.status = 9; __asm volatile("bkpt #0" ::: "memory"); }
    s.input_count = 1 + s.model;
    s.output_count = 1;
    s.inputs[0] = {address(in0), 8};
    s.inputs[1] = {address(in1), 8};
    s.outputs[0] = {address(out), 8};
    __asm volatile("bkpt #2" ::: "memory");
    for (int i = 0; i < 8; ++i) out[i] = static_cast<unsigned char>(in0[i] + (s.model ? in1[i] : 0));
    if (in0[0] == 99) *reinterpret_cast<volatile int*>(0x50000000) = 1;
    s.status = in0[7];
    __asm volatile("bkpt #3" ::: "memory");
  }
}
)";

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes out;
  for (const int v : values) out.push_back(static_cast<std::byte>(v));
  return out;
}

class Session : public SimulatorTest {
 protected:
  void SetUp() override {
    SimulatorTest::SetUp();
    if (IsSkipped()) return;
    const std::string header = read_text_file(std::string(PINHOLE_SOURCE_DIR) + "/firmware/session.h");
    sources_ = {{"main.cc", kEcho}, {"firmware/session.h", header}};
    elf_ = build(sources_);
  }
  std::string error_of(const std::vector<SessionCase>& cases) {
    try {
      serve_cases(Image(elf_), test_board(), cases);
    } catch (const Error& error) {
      return error.parts().place + ": " + error.parts().problem;
    }
    return "no error";
  }
  std::vector<SourceFile> sources_;
  std::string elf_;
};

TEST_F(Session, ServesCasesOfSeveralModels) {
  const std::vector<SessionCase> cases{{0, {bytes_of({1, 2, 3, 4, 5, 6, 7, 0})}},
                                       {1, {bytes_of({1, 2, 3, 4, 5, 6, 7, 0}), bytes_of({10, 10, 10, 10, 10, 10, 10, 10})}},
                                       {0, {bytes_of({0, 0, 0, 0, 0, 0, 0, 5})}}};
  const std::vector<SessionResult> results = serve_cases(Image(elf_), test_board(), cases);
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].outputs, std::vector<Bytes>{bytes_of({1, 2, 3, 4, 5, 6, 7, 0})});
  EXPECT_EQ(results[1].outputs, std::vector<Bytes>{bytes_of({11, 12, 13, 14, 15, 16, 17, 10})});
  EXPECT_EQ(results[0].status, 0u);
  EXPECT_EQ(results[2].status, 5u);
  EXPECT_GT(results[0].instructions, 8u);
  EXPECT_LT(results[0].instructions, 200u);
}

TEST_F(Session, AnInputOfTheWrongSizeIsRefused) {
  EXPECT_EQ(error_of({{0, {bytes_of({1, 2})}}}), "case 0, input 0: the input has another size than the model's");
  EXPECT_EQ(error_of({{1, {bytes_of({1, 2})}}}), "case 0: the case has another number of inputs than the model");
}

TEST_F(Session, FirmwareThatLeavesTheProtocolIsNamed) {
  EXPECT_EQ(error_of({{0, {Bytes(8)}}, {7, {}}}), "case 1: the firmware left the protocol of firmware/session.h");
}

TEST_F(Session, AFaultNamesItsCase) {
  const std::string text = error_of({{0, {Bytes(8)}}, {0, {bytes_of({99, 0, 0, 0, 0, 0, 0, 0})}}});
  EXPECT_EQ(text, "case 1, main (main.cc:18): wild write of 4 bytes at 0x50000000");
}

TEST_F(Session, AnUnalignedAccessIsFoundInTheFirstCaseOfItsModel) {
  std::vector<SourceFile> sources = sources_;
  const std::string from = "if (in0[0] == 99)",
                    to = "if (s.model) __asm volatile(\"ldrd r2, r3, [%0]\" : : \"r\"(0x20004002) : \"r2\", \"r3\", \"memory\");\n    " +
                         from;
  sources[0].text.replace(sources[0].text.find(from), from.size(), to);
  elf_ = build(sources);
  const std::string text = error_of({{0, {Bytes(8)}}, {1, {Bytes(8), Bytes(8)}}});
  EXPECT_TRUE(text.starts_with("case 1, main (main.cc:17): unaligned access")) << text;
}

TEST_F(Session, TheClientSplitsCasesOverProcessesAndKeepsTheirOrder) {
  setenv("PINHOLE_SIM", (std::string(PINHOLE_BIN_DIR) + "/pinhole-sim").c_str(), 1);
  const Board board = load_board("nucleo-l4r5zi");
  const Firmware image = build_firmware(board, sources_, folder_.path() / "board.elf");
  std::vector<SessionCase> cases;
  for (int i = 0; i < 7; ++i) cases.push_back({0, {bytes_of({i, 0, 0, 0, 0, 0, 0, 0})}});
  const std::vector<SessionResult> results = run_session(image.elf, board, cases, 3);
  ASSERT_EQ(results.size(), 7u);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].outputs[0][0], static_cast<std::byte>(i));
  EXPECT_TRUE(run_session(image.elf, board, {}, 3).empty());
}

TEST(Cases, SurviveThePackage) {
  const std::vector<SessionCase> cases{{3, {Bytes(5, std::byte{7}), Bytes{}}}, {0, {}}};
  const Bytes packed = pack_cases(cases);
  const std::vector<SessionCase> back = unpack_cases(packed);
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].model, 3u);
  EXPECT_EQ(back[0].inputs, cases[0].inputs);
  for (std::size_t cut = 0; cut < packed.size(); ++cut) EXPECT_THROW(unpack_cases(std::span(packed).first(cut)), Error) << cut;
  EXPECT_THROW(unpack_results(packed), Error);
}

}  // namespace
}  // namespace pinhole
