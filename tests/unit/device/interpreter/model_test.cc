#include <gtest/gtest.h>

#include <functional>

#include "tests/support/tflite_sketch.h"
#include "tests/unit/device/interpreter/loading.h"
#include "tests/unit/device/interpreter/test_ops.h"

namespace {

using namespace pinhole::test;
using pin::Status;

// input 0 -> keep -> 1; sum(1, constant 2) -> 3.
ModelSketch chain() {
  ModelSketch m;
  for (int i = 0; i < 4; ++i) m.tensors.push_back({{1, 5}});
  m.tensors[2].data.assign(5, 1);
  m.inputs = {0};
  m.outputs = {3};
  m.operators = {{kKeep, {0}, {1}}, {kSum, {1, 2}, {3}}};
  return m;
}

struct Wrong {
  const char* what;
  std::function<void(ModelSketch&)> change;
  Status status;
  std::int32_t failed_operator;
};

TEST(Model, TheUnchangedModelLoads) { EXPECT_EQ(Loaded(chain().file(), 4096, test_ops()).status, Status::kOk); }

TEST(Model, EachFaultHasItsStatusAndOperator) {
  const Wrong cases[] = {
      {"graph input is constant",
       [](ModelSketch& m) {
         m.inputs = {0, 2};
       },
       Status::kBadModel, -1},
      {"graph input out of range",
       [](ModelSketch& m) {
         m.inputs = {0, 4};
       },
       Status::kBadModel, -1},
      {"graph input missing", [](ModelSketch& m) { m.inputs = {}; }, Status::kBadModel, 0},
      {"graph output never written", [](ModelSketch& m) { m.operators.pop_back(); }, Status::kBadModel, -1},
      {"graph output out of range", [](ModelSketch& m) { m.outputs = {-1}; }, Status::kBadModel, -1},
      {"read before written", [](ModelSketch& m) { m.operators[0].inputs = {3}; }, Status::kBadModel, 0},
      {"reads its own output",
       [](ModelSketch& m) {
         m.operators[1].inputs = {1, 3};
       },
       Status::kBadModel, 1},
      {"written twice", [](ModelSketch& m) { m.operators[1].outputs = {1}; }, Status::kBadModel, 1},
      {"writes the graph input", [](ModelSketch& m) { m.operators[1].outputs = {0}; }, Status::kBadModel, 1},
      {"writes a constant", [](ModelSketch& m) { m.operators[1].outputs = {2}; }, Status::kBadModel, 1},
      {"operand out of range",
       [](ModelSketch& m) {
         m.operators[1].inputs = {1, 4};
       },
       Status::kBadModel, 1},
      {"operand -2",
       [](ModelSketch& m) {
         m.operators[1].inputs = {1, -2};
       },
       Status::kBadModel, 1},
      {"output -1", [](ModelSketch& m) { m.operators[1].outputs = {-1}; }, Status::kBadModel, 1},
      {"unknown operator", [](ModelSketch& m) { m.operators[1].code = 199; }, Status::kUnsupportedOperator, 1},
      {"control flow", [](ModelSketch& m) { m.operators[0].code = 119; }, Status::kUnsupportedOperator, 0},
      {"256 operands", [](ModelSketch& m) { m.operators[1].inputs.assign(255, 1); }, Status::kUnsupportedModel, 1},
      {"schema version 4", [](ModelSketch& m) { m.version = 4; }, Status::kUnsupportedModel, -1},
      {"variable tensor", [](ModelSketch& m) { m.tensors[1].is_variable = true; }, Status::kUnsupportedModel, 0},
      {"sparse tensor", [](ModelSketch& m) { m.tensors[2].is_sparse = true; }, Status::kUnsupportedModel, 1},
      {"external tensor", [](ModelSketch& m) { m.tensors[2].is_external = true; }, Status::kUnsupportedModel, 1},
      {"string tensor in use", [](ModelSketch& m) { m.tensors[1].type = 5; }, Status::kUnsupportedType, 0},
      {"extent 0",
       [](ModelSketch& m) {
         m.tensors[1].shape = {1, 0};
       },
       Status::kBadModel, 0},
      {"extent -1",
       [](ModelSketch& m) {
         m.tensors[1].shape = {-1, 5};
       },
       Status::kBadModel, 0},
      {"rank 7", [](ModelSketch& m) { m.tensors[1].shape.assign(7, 1); }, Status::kBadModel, 0},
      {"2^31 elements",
       [](ModelSketch& m) {
         m.tensors[1].shape = {65536, 32768};
       },
       Status::kBadModel, 0},
      {"2^64 elements",
       [](ModelSketch& m) {
         m.tensors[1].shape = {65536, 65536, 65536, 65536};
       },
       Status::kBadModel, 0},
      {"2^31 bytes",
       [](ModelSketch& m) {
         m.tensors[1] = {{65536, 8192}, 0};
       },
       Status::kBadModel, 0},
      {"constant too short", [](ModelSketch& m) { m.tensors[2].data.pop_back(); }, Status::kBadModel, 1},
      {"constant too long", [](ModelSketch& m) { m.tensors[2].data.push_back(0); }, Status::kBadModel, 1},
      {"zero point 128", [](ModelSketch& m) { m.tensors[1].scales = {1.0f}, m.tensors[1].zero_points = {128}; }, Status::kBadQuantization,
       0},
      {"zero point 2^32", [](ModelSketch& m) { m.tensors[1].scales = {1.0f}, m.tensors[1].zero_points = {1LL << 32}; },
       Status::kBadQuantization, 0},
      {"four scales for five", [](ModelSketch& m) { m.tensors[2].scales.assign(4, 1.0f), m.tensors[2].axis = 1; }, Status::kBadQuantization,
       1},
      {"scale axis 2", [](ModelSketch& m) { m.tensors[2].scales.assign(5, 1.0f), m.tensors[2].axis = 2; }, Status::kBadQuantization, 1},
      {"two zero points for five scales",
       [](ModelSketch& m) {
         m.tensors[2].scales.assign(5, 1.0f), m.tensors[2].axis = 1, m.tensors[2].zero_points = {0, 0};
       },
       Status::kBadQuantization, 1},
  };
  for (const Wrong& wrong : cases) {
    SCOPED_TRACE(wrong.what);
    ModelSketch sketch = chain();
    wrong.change(sketch);
    Loaded loaded(sketch.file(), 1 << 14, test_ops());
    EXPECT_STREQ(pin::status_name(loaded.status), pin::status_name(wrong.status));
    EXPECT_EQ(loaded.net.failed_operator(), wrong.failed_operator);
    EXPECT_EQ(loaded.net.arena_bytes_needed(), 0u);
    EXPECT_EQ(loaded.net.run(), Status::kBadModel);
  }
}

TEST(Model, UnusedTensorsMayBeOfAnyType) {
  ModelSketch sketch = chain();
  sketch.tensors.push_back({{1, 5}, 5});
  EXPECT_EQ(Loaded(sketch.file(), 4096, test_ops()).status, Status::kOk);
}

TEST(Model, ConstantsMustBeAlignedTo4AndToTheirElements) {
  ModelSketch sketch = chain();
  sketch.data_after_the_buffer = true;
  sketch.tail_start = 8196;
  EXPECT_EQ(Loaded(sketch.file(), 4096, test_ops()).status, Status::kOk);
  sketch.tail_start = 8194;
  EXPECT_EQ(Loaded(sketch.file(), 4096, test_ops()).status, Status::kMisaligned);
  sketch.tensors[2] = {{1, 5}, 4, std::vector<std::uint8_t>(40, 1)};  // int64
  sketch.tail_start = 8192;
  EXPECT_EQ(Loaded(sketch.file(), 4096, test_ops()).status, Status::kOk);
  sketch.tail_start = 8196;
  EXPECT_EQ(Loaded(sketch.file(), 4096, test_ops()).status, Status::kMisaligned);
}

TEST(Model, DataPastTheFileAreRefused) {
  ModelSketch sketch = chain();
  sketch.data_after_the_buffer = true;
  std::vector<std::uint8_t> file = sketch.file();
  file.resize(sketch.tail_start + 4);  // of five bytes
  EXPECT_EQ(Loaded(file, 4096, test_ops()).status, Status::kBadModel);
}

TEST(Model, PerChannelQuantisationArrivesAtTheOperator) {
  ModelSketch sketch = chain();
  sketch.tensors[0].scales = {0.5f};
  sketch.tensors[0].zero_points = {-3};
  sketch.tensors[3].scales = {1, 2, 3, 4, 5};
  sketch.tensors[3].axis = 1;
  Loaded loaded(sketch.file(), 4096, test_ops());
  ASSERT_EQ(loaded.status, Status::kOk);
  EXPECT_EQ(loaded.net.input(0).scale(), 0.5f);
  EXPECT_EQ(loaded.net.input(0).zero_point, -3);
  ASSERT_EQ(loaded.net.output(0).scale_count, 5);
  EXPECT_EQ(loaded.net.output(0).scale_axis, 1);
  EXPECT_EQ(loaded.net.output(0).scales[4], 5.0f);
}

TEST(Model, EveryStatusHasAName) {
  EXPECT_STREQ(pin::status_name(Status::kOk), "kOk");
  EXPECT_STREQ(pin::status_name(Status::kMisaligned), "kMisaligned");
  EXPECT_STREQ(pin::status_name(static_cast<Status>(200)), "unknown");
}

}  // namespace
