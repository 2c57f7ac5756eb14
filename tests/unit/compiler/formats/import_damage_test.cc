// Damage that needs no conformance suite: a small file cut at every length and changed in every byte.
#include <gtest/gtest.h>

#include <cstring>

#include "compiler/formats/tflite/export.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "tests/unit/compiler/formats/conformance.h"

namespace pinhole {
namespace {

Bytes small_model() {
  Graph graph;
  graph.name = "main";
  graph.inputs = {graph.add({"image", DType::kInt8, make_shape({1, 4, 4, 1}), {{0.5f}, {-1}, 0}, nullptr})};
  const std::vector<std::int8_t> weights(9, 3);
  const std::vector<std::int32_t> bias = {5};
  const ValueId w = graph.add_constant<std::int8_t>("w", DType::kInt8, make_shape({1, 3, 3, 1}), weights, {{0.1f}, {0}, 0});
  const ValueId b = graph.add_constant<std::int32_t>("b", DType::kInt32, make_shape({1}), bias, {{0.05f}, {0}, 0});
  const ValueId x = graph.append(Op::conv_2d, pin::Conv2dAttributes{}, {graph.inputs[0], w, b}, "stem", {{0.7f}, {3}, 0});
  graph.outputs = {graph.append(Op::relu, pin::NoAttributes{}, {x}, "out", {{0.7f}, {3}, 0})};
  graph.labels = {"only"};
  return export_tflite(graph);
}

bool accepts(const Bytes& bytes) {
  try {
    verify(import_tflite(bytes, "small.tflite"));
    return true;
  } catch (const Error& error) {
    EXPECT_FALSE(error.parts().problem.empty());
    return false;
  }
}

TEST(TfliteImporter, RefusesAFileThatIsCutShort) {
  const Bytes whole = small_model();
  ASSERT_TRUE(accepts(whole));
  for (std::size_t size = 0; size + 16 < whole.size(); ++size) {  // the last bytes may be padding
    EXPECT_FALSE(accepts(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))) << size;
  }
}

TEST(TfliteImporter, SurvivesAChangeOfEveryByte) {
  const Bytes whole = small_model();
  int refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int change : {0xff, 0x01, 0x80}) {
      Bytes changed = whole;
      changed[i] ^= static_cast<std::byte>(change);
      refused += !accepts(changed);
    }
  }
  EXPECT_GT(refused, 100);
}

// How many operators the importer says that it lacks.
std::size_t lacking(const Bytes& file) {
  try {
    import_tflite(file, "model.tflite");
    return 0;
  } catch (const Error& error) {
    const std::string got = error.parts().got, words = "no such operator";
    std::size_t count = 0;
    for (std::size_t at = got.find(words); at != std::string::npos; at = got.find(words, at + 1)) ++count;
    return count;
  }
}

// Gives the operator of one number another, larger one, wherever the file's table of operators says so.
void replace_operator(Bytes& file, std::int32_t from, std::int32_t to) {
  const std::size_t before = lacking(file);
  for (std::size_t i = 0; i + 4 <= file.size(); i += 4) {
    if (std::memcmp(file.data() + i, &from, 4) != 0) continue;
    std::memcpy(file.data() + i, &to, 4);
    if (lacking(file) > before) return;
    std::memcpy(file.data() + i, &from, 4);
  }
  FAIL() << "no operator " << from;
}

TEST(TfliteImporter, ListsEverythingThatItLacksAtOnce) {
  const auto path = conformance_folder() / "models" / "tinymaix_mbnet128_0p25_q" / "model.tflite";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no conformance suite beside the checkout";
  Bytes file = read_file(path);
  replace_operator(file, 77, 119);  // SHAPE, STRIDED_SLICE, PACK
  replace_operator(file, 45, 46);
  replace_operator(file, 83, 118);
  try {
    import_tflite(file, "model.tflite");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().problem, "the model uses 3 features that Pinhole does not have");
    EXPECT_EQ(error.parts().got,
              "operator 33 WHILE 'mobilenet_0.25_128/reshape_2/Shape': no such operator in Pinhole\n"
              "       operator 34 BIDIRECTIONAL_SEQUENCE_RNN 'mobilenet_0.25_128/reshape_2/strided_slice': no such operator in Pinhole\n"
              "       operator 35 IF 'mobilenet_0.25_128/reshape_2/Reshape/shape': no such operator in Pinhole");
  }
}

}  // namespace
}  // namespace pinhole
