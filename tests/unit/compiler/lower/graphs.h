// Int8 networks in a few lines, for tests of lowering; and a run of compiled code beside evaluate().
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/random.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/graph.h"
#include "compiler/ir/text.h"
#include "compiler/ir/verify.h"
#include "compiler/lower/lower.h"
#include "verify/engines.h"

namespace pinhole::test {

struct Net {
  Graph g;

  static Quantization q(float scale = 0.05f, std::int32_t zero_point = -3) { return {{scale}, {zero_point}, 0}; }

  ValueId input(std::initializer_list<std::int32_t> dims, const char* name = "in") {
    g.inputs.push_back(g.add({name, DType::kInt8, make_shape(dims), q(), nullptr}));
    return g.inputs.back();
  }
  ValueId constant(std::initializer_list<std::int32_t> dims, Quantization quantization = q()) {
    std::vector<std::int8_t> data(static_cast<std::size_t>(make_shape(dims).count()));
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::int8_t>(static_cast<int>(i * 37 % 251) - 125);
    return g.add_constant<std::int8_t>("constant", DType::kInt8, make_shape(dims), data, std::move(quantization));
  }
  ValueId conv(ValueId x, std::int32_t channels, pin::Conv2dAttributes a = {}) {
    const ValueId weights = constant({channels, 3, 3, g.value(x).shape.dim[3]}, {{0.01f}, {0}, 0});
    return g.append(Op::conv_2d, a, {x, weights, kNoValue}, name(), q(0.1f, 4));
  }
  ValueId depthwise(ValueId x, std::int32_t stride = 1, std::int32_t dilation = 1) {
    const ValueId weights = constant({1, 3, 3, g.value(x).shape.dim[3]}, {{0.01f}, {0}, 0});
    pin::DepthwiseConv2dAttributes a;
    a.stride_h = a.stride_w = stride;
    a.dilation_h = a.dilation_w = dilation;
    return g.append(Op::depthwise_conv_2d, a, {x, weights, kNoValue}, name(), q(0.1f, 4));
  }
  ValueId relu(ValueId x) { return g.append(Op::relu, pin::NoAttributes{}, {x}, name(), q()); }
  ValueId logistic(ValueId x) { return g.append(Op::logistic, pin::NoAttributes{}, {x}, name(), q(1.0f / 256, -128)); }
  ValueId add(ValueId x, ValueId y) { return g.append(Op::add, pin::AddAttributes{}, {x, y}, name(), q(0.1f, 1)); }
  ValueId pool(ValueId x) {
    pin::Pool2dAttributes a;
    a.filter_h = a.filter_w = 2;
    return g.append(Op::max_pool_2d, a, {x}, name(), g.value(x).quantization);
  }
  ValueId reshape(ValueId x, std::initializer_list<std::int32_t> dims) {
    return g.append(Op::reshape, pin::ReshapeAttributes{make_shape(dims)}, {x}, name(), g.value(x).quantization);
  }
  ValueId concatenate(std::vector<ValueId> parts, std::int32_t axis = -1) {
    const Quantization same = g.value(parts[0]).quantization;
    return g.append(Op::concatenation, pin::ConcatenationAttributes{.axis = axis}, std::move(parts), name(), same);
  }
  Graph done(std::vector<ValueId> outputs) {
    g.outputs = std::move(outputs);
    verify(g);
    return g;
  }

 private:
  std::string name() { return "v" + std::to_string(g.nodes.size()); }
};

inline std::vector<Bytes> random_inputs(const Graph& graph, std::uint64_t seed) {
  Random random(seed);
  std::vector<Bytes> inputs;
  for (const ValueId id : graph.inputs) {
    Bytes bytes(graph.value(id).bytes());
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
    for (std::size_t i = 0; graph.value(id).dtype == DType::kFloat32 && i < bytes.size() / 4; ++i) {
      const auto value = static_cast<float>(random.uniform(-8, 8));
      std::memcpy(bytes.data() + 4 * i, &value, 4);
    }
    inputs.push_back(std::move(bytes));
  }
  return inputs;
}

struct Trial {
  std::string name;
  Graph graph;
  std::vector<std::vector<Bytes>> cases;
};

// Every case of every trial, by this engine on the host, gives the bytes of evaluate(). The interpreter runs what export_tflite writes.
inline void expect_bits_of_evaluate(const std::vector<Trial>& trials, const Engine& engine) {
  std::vector<Bytes> files;
  for (const Trial& trial : trials) files.push_back(engine.kind == EngineKind::interpreter ? export_tflite(trial.graph) : Bytes{});
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < trials.size(); ++i) jobs.push_back({trials[i].name, &trials[i].graph, &files[i], trials[i].cases});
  const std::vector<JobResult> results = run_jobs(jobs, engine);
  ASSERT_EQ(results.size(), trials.size());
  for (std::size_t i = 0; i < trials.size(); ++i) {
    ASSERT_EQ(results[i].error, "") << trials[i].name << "\n" << print_text(trials[i].graph, nullptr);
    ASSERT_EQ(results[i].outputs.size(), trials[i].cases.size());
    for (std::size_t c = 0; c < trials[i].cases.size(); ++c) {
      EXPECT_TRUE(results[i].outputs[c] == evaluate(trials[i].graph, trials[i].cases[c])) << trials[i].name << " case " << c << "\n"
                                                                                          << print_text(trials[i].graph, nullptr);
    }
  }
}

inline const Step& step_at(const Program& program, std::size_t i) { return std::get<Step>(program.items.at(i)); }

inline std::vector<std::string> kernels(const Program& program) {
  std::vector<std::string> names;
  for (const PlacedStep& placed : placed_steps(program)) names.push_back(placed.step->kernel);
  return names;
}

}  // namespace pinhole::test
