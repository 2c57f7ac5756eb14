#include "compiler/quantize/report.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "compiler/ir/layer_names.h"
#include "compiler/quantize/calibrate.h"
#include "device/frame/pixel_table.h"

namespace pinhole {
namespace {

struct Sums {
  double signal = 0, noise = 0, difference = 0;
  std::uint64_t count = 0, clipped = 0;

  void add(std::span<const float> exact, std::span<const std::int8_t> integers, float scale, std::int32_t zero_point) {
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const double real = static_cast<double>(exact[i]), got = static_cast<double>(scale) * (integers[i] - zero_point);
      signal += real * real;
      noise += (got - real) * (got - real);
      difference += got - real;
      const double steps = real / static_cast<double>(scale) + zero_point;
      clipped += steps < -128.5 || steps > 127.5;
    }
    count += exact.size();
  }
};

double decibels(const Sums& sums) {
  if (sums.noise <= sums.signal * 1e-20) return 200.0;
  return sums.signal == 0 ? -200.0 : 10.0 * std::log10(sums.signal / sums.noise);
}

// Float inputs as int8, as QUANTIZE would do it.
void copy_inputs(const Graph& float_graph, Evaluator& from, const Graph& int8_graph, Evaluator& to) {
  for (std::size_t i = 0; i < float_graph.inputs.size(); ++i) {
    const std::span<const float> real = from.data<float>(float_graph.inputs[i]);
    const std::span<std::int8_t> integers = to.data<std::int8_t>(int8_graph.inputs[i]);
    const Quantization& q = int8_graph.value(int8_graph.inputs[i]).quantization;
    for (std::size_t k = 0; k < real.size(); ++k) integers[k] = pin::quantized_value<std::int8_t>(real[k], q.scales[0], q.zero_points[0]);
  }
}

template <class T>
std::ptrdiff_t largest(std::span<const T> values) {
  return std::max_element(values.begin(), values.end()) - values.begin();
}

}  // namespace

void compare_layers(const Graph& float_graph, const Graph& int8_graph, const Calibration& calibration, std::size_t samples,
                    QuantizeReport* report) {
  std::vector<const Node*> twins;
  for (const Node& node : int8_graph.nodes) {
    if (node.op != Op::quantize) twins.push_back(&node);
  }
  PIN_CHECK(twins.size() == float_graph.nodes.size(), "the int8 network has other layers than the float one");
  Evaluator exact(float_graph), integer(int8_graph);
  std::vector<Sums> sums(twins.size());
  report->samples = samples;
  report->agreeing = 0;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    fill_inputs(float_graph, exact, calibration, sample);
    copy_inputs(float_graph, exact, int8_graph, integer);
    exact.run();
    integer.run();
    for (std::size_t n = 0; n < twins.size(); ++n) {
      const Quantization& q = int8_graph.output(*twins[n]).quantization;
      sums[n].add(exact.data<float>(float_graph.nodes[n].outputs[0]), integer.data<std::int8_t>(twins[n]->outputs[0]), q.scales[0],
                  q.zero_points[0]);
    }
    report->agreeing +=
        largest<float>(exact.data<float>(float_graph.outputs[0])) == largest<std::int8_t>(integer.data<std::int8_t>(int8_graph.outputs[0]));
  }
  report->layers.clear();
  const std::vector<std::string> names = short_layer_names(float_graph);
  for (std::size_t n = 0; n < twins.size() && samples > 0; ++n) {
    const double count = static_cast<double>(sums[n].count),
                 scale = static_cast<double>(int8_graph.output(*twins[n]).quantization.scales[0]);
    report->layers.push_back(
        {names[n], twins[n]->op, decibels(sums[n]), sums[n].difference / count / scale, static_cast<double>(sums[n].clipped) / count});
  }
}

}  // namespace pinhole
