#include "compiler/ir/text.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace pinhole {
namespace {

std::string place_of_error(std::string_view text, const Bytes& data = {}) {
  try {
    parse_text(text, data, "t.pin");
  } catch (const Error& error) {
    return error.parts().file + ": " + error.parts().place + ": " + error.parts().problem;
  }
  return "no error";
}

Graph one_convolution() {
  Graph graph;
  graph.name = "main";
  graph.inputs = {graph.add({"image", DType::kInt8, make_shape({1, 4, 4, 2}), {{0.5f}, {-1}, 0}, nullptr})};
  std::vector<std::int8_t> weights(3 * 3 * 3 * 2);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::int8_t>(i - 20);
  const ValueId w =
      graph.add_constant<std::int8_t>("stem.w", DType::kInt8, make_shape({3, 3, 3, 2}), weights, {{0.1f, 0.2f, 0.3f}, {0, 0, 0}, 0});
  pin::Conv2dAttributes attributes;
  attributes.stride_h = 2;
  graph.outputs = {graph.append(Op::conv_2d, attributes, {graph.inputs[0], w, kNoValue}, "stem", {{0.7f}, {3}, 0})};
  return graph;
}

TEST(TextForm, PrintsOneNodeALine) {
  Bytes data;
  EXPECT_EQ(print_text(one_convolution(), &data),
            "pinhole graph 1\n"
            "graph \"main\"\n"
            "input %0 : i8[1,4,4,2] q(0.5, -1) \"image\"\n"
            "const @stem.w : i8[3,3,3,2] q([0.1, 0.2, 0.3], 0) = data(0, 54, 0x63f2394d8c2a1926)\n"
            "%2 = conv_2d %0, @stem.w, none {stride_h = 2} : i8[1,2,4,3] q(0.7, 3) \"stem\"\n"
            "output %2\n");
  EXPECT_EQ(data.size(), 54u);
}

TEST(TextForm, ReadsBackWhatItPrints) {
  const Graph graph = one_convolution();
  Bytes data;
  const std::string text = print_text(graph, &data);
  EXPECT_EQ(parse_text(text, data, "t.pin"), graph);
  EXPECT_EQ(parse_text(print_text(graph, nullptr), {}, "t.pin"), graph);
}

TEST(TextForm, KeepsNamesThatAreEmptyDoubledOrOdd) {
  Graph graph = one_convolution();
  const std::vector<std::int32_t> one = {1};
  for (const char* name : {"", "", "same", "same", "12", "a b", "quote\"back\\slash", "line\nbreak\ttab\x01", "gr\xc3\xbc\xc3\x9f",
                           "bad\xff\xc0\x80", "none", "%3", "a:b/c-d.e"}) {
    graph.outputs.push_back(graph.add_constant<std::int32_t>(name, DType::kInt32, make_shape({1}), one));
  }
  graph.name = "odd \"name\"";
  graph.labels = {"", "two\nlines"};
  graph.metadata = {{"", "\n"}, {"key = \"x\"", std::string(1000, '\0')}};
  Bytes data;
  const std::string text = print_text(graph, &data);
  EXPECT_EQ(parse_text(text, data, "t.pin"), graph) << text;
  EXPECT_EQ(parse_text(print_text(graph, nullptr), {}, "t.pin"), graph);
}

TEST(TextForm, KeepsTheBitsOfFloats) {
  Graph graph;
  const std::vector<float> values = {0.1f,
                                     -0.0f,
                                     1e-45f,
                                     3.4028235e38f,
                                     std::numeric_limits<float>::infinity(),
                                     -std::numeric_limits<float>::infinity(),
                                     std::bit_cast<float>(0x7fc00001u),
                                     std::bit_cast<float>(0xffc12345u),
                                     16777216.0f};
  graph.outputs = {graph.add_constant<float>("f", DType::kFloat32, make_shape({9}), values)};
  EXPECT_EQ(parse_text(print_text(graph, nullptr), {}, "t.pin"), graph);
}

TEST(TextForm, KeepsEveryElementType) {
  Graph graph;
  const auto add = [&]<class T>(DType type, std::vector<T> values) {
    graph.outputs.push_back(
        graph.add_constant<T>("", type, make_shape({static_cast<std::int32_t>(values.size())}), values, {{0.5f}, {1}, 3}));
  };
  add(DType::kInt16, std::vector<std::int16_t>{-32768, 32767});
  add(DType::kInt64, std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), 5});
  add(DType::kUint8, std::vector<std::uint8_t>{0, 255});
  add(DType::kUint32, std::vector<std::uint32_t>{0, 4294967295u});
  add(DType::kBool, std::vector<std::uint8_t>{0, 1, 2});
  const std::vector<std::uint8_t> nibbles = {0x8f, 0x07};
  graph.outputs.push_back(graph.add_constant<std::uint8_t>("i4", DType::kInt4, make_shape({3}), nibbles));
  const std::vector<std::uint8_t> spare = {0x8f, 0xf7};  // the unused nibble is not 0
  graph.outputs.push_back(graph.add_constant<std::uint8_t>("spare", DType::kInt4, make_shape({3}), spare));
  graph.add({"unused", DType::kInt32, make_shape({}), {}, nullptr});
  Bytes data;
  const std::string text = print_text(graph, &data);
  EXPECT_EQ(parse_text(text, data, "t.pin"), graph) << text;
}

TEST(TextForm, ClosesUpGapsInTheNumbers) {
  const Graph graph =
      parse_text("pinhole graph 1\n# a comment\n\ninput %7 : f32[2]\nconst @c : f32[2] = [1, 2]\n%30 = add %7, @c : f32[2]\noutput %30\n",
                 {}, "t.pin");
  EXPECT_EQ(graph.values.size(), 3u);
  EXPECT_EQ(graph.inputs, std::vector<ValueId>{1});
  EXPECT_EQ(graph.outputs, std::vector<ValueId>{2});
  EXPECT_EQ(graph.nodes[0].inputs, (std::vector<ValueId>{1, 0}));
}

TEST(TextForm, NamesLineAndColumnOfWhatItCannotRead) {
  const std::string head = "pinhole graph 1\n";
  EXPECT_EQ(place_of_error("graph\n"), "t.pin: line 1, column 1: this is not a graph in Pinhole's text form");
  EXPECT_EQ(place_of_error(head + "inptu %0 : f32[1]\n"), "t.pin: line 2, column 1: the line begins with an unknown word");
  EXPECT_EQ(place_of_error(head + "input %0 : f33[1]\n"), "t.pin: line 2, column 12: the element type cannot be read");
  EXPECT_EQ(place_of_error(head + "input %0 : f32[0]\n"), "t.pin: line 2, column 16: the extent is out of range");
  EXPECT_EQ(place_of_error(head + "output %4\n"), "t.pin: line 2, column 8: %4 is not defined above");
  EXPECT_EQ(place_of_error(head + "input %0 : f32[1]\n%1 = rleu %0 : f32[1]\n"), "t.pin: line 3, column 6: no such operator");
  EXPECT_EQ(place_of_error(head + "input %0 : f32[1]\n%1 = softmax %0 {gamma = 1} : f32[1]\n"),
            "t.pin: line 3, column 17: softmax has no attribute 'gamma'");
  EXPECT_EQ(place_of_error(head + "const @c : f32[3] = [1, 2]\n"), "t.pin: line 2, column 21: wrong number of elements");
  EXPECT_EQ(place_of_error(head + "const @c : i8[1] = [128]\n"), "t.pin: line 2, column 21: a number cannot be read");
  EXPECT_EQ(place_of_error(head + "const @c : i8[99] = data(0, 99, 0x0)\n"),
            "t.pin: line 2, column 21: the file with the large constants is missing");
  EXPECT_EQ(place_of_error(head + "const @c : i8[99] = data(0, 99, 0x0)\n", Bytes(98)),
            "t.pin: line 2, column 21: the data file is too short");
  EXPECT_EQ(place_of_error(head + "graph \"open\n"), "t.pin: line 2, column 7: the text has no closing quote");
}

TEST(TextForm, RefusesADataFileThatDoesNotBelongToTheText) {
  Bytes data;
  const std::string text = print_text(one_convolution(), &data);
  data[3] = std::byte{99};
  EXPECT_THROW(parse_text(text, data, "t.pin"), Error);
}

}  // namespace
}  // namespace pinhole
