#include "compiler/quantize/accuracy.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "compiler/ir/evaluate.h"
#include "device/frame/frame_to_tensor.h"

namespace pinhole {
namespace {

template <class T>
pin::TableView<T> view_of(const pin::PixelTable<T, 3>& table, std::int32_t channels) {
  return {&table.values[0][0], channels};
}

// Pixels to the graph's input, whatever its type.
class InputWriter {
 public:
  InputWriter(const Graph& graph, pin::Preprocess p) : input_(graph.value(graph.inputs[0])) {
    if (!input_.quantization.empty()) {
      p.scale = input_.quantization.scales[0];
      p.zero_point = input_.quantization.zero_points[0];
    }
    float_ = pin::table_f32<3>(p);
    int8_ = pin::table_s8<3>(p);
    uint8_ = pin::table_u8<3>(p);
  }

  void write(std::span<const std::uint8_t> pixels, std::span<std::byte> out) const {
    const std::int32_t channels = input_.shape.dim[3];
    const std::size_t count = pixels.size() / static_cast<std::size_t>(channels);
    switch (input_.dtype) {
      case DType::kInt8:
        return pin::pixels_to_s8(pixels.data(), count, channels, view_of(int8_, channels), reinterpret_cast<std::int8_t*>(out.data()));
      case DType::kUint8:
        return pin::pixels_to_u8(pixels.data(), count, channels, view_of(uint8_, channels), reinterpret_cast<std::uint8_t*>(out.data()));
      default: return pin::pixels_to_f32(pixels.data(), count, channels, view_of(float_, channels), reinterpret_cast<float*>(out.data()));
    }
  }

 private:
  const Value& input_;
  pin::PixelTable<float, 3> float_;
  pin::PixelTable<std::int8_t, 3> int8_;
  pin::PixelTable<std::uint8_t, 3> uint8_;
};

[[noreturn]] void refuse(std::string place, std::string problem, std::string expected, std::string got) {
  throw Error({.file = {},
               .place = std::move(place),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = {}});
}

void check_input(const Graph& graph, const pin::Preprocess& p) {
  const Value& input = graph.value(graph.inputs[0]);
  const Shape wanted = make_shape({1, p.height, p.width, p.channels});
  if (graph.inputs.size() != 1 || input.shape != wanted)
    refuse("graph input", "the pictures do not fit the network", to_string(input.shape), to_string(wanted));
  if (input.dtype != DType::kFloat32 && input.dtype != DType::kInt8 && input.dtype != DType::kUint8) {
    refuse("graph input", "pictures cannot be written into this type", "f32, i8 or u8", to_string(input.dtype));
  }
}

std::uint32_t first_largest(const Value& output, Evaluator& evaluator, ValueId id) {
  const auto largest = [](auto values) {
    return static_cast<std::uint32_t>(std::max_element(values.begin(), values.end()) - values.begin());
  };
  switch (output.dtype) {
    case DType::kFloat32: return largest(evaluator.data<float>(id));
    case DType::kInt8: return largest(evaluator.data<std::int8_t>(id));
    case DType::kUint8: return largest(evaluator.data<std::uint8_t>(id));
    case DType::kInt16: return largest(evaluator.data<std::int16_t>(id));
    default: refuse("graph output", "classes cannot be read from this type", "f32, i8, u8 or i16", to_string(output.dtype));
  }
}

}  // namespace

std::vector<std::uint32_t> classify(const Graph& graph, PictureView pictures, const pin::Preprocess& preprocess, int threads) {
  check_input(graph, preprocess);
  const auto bytes = static_cast<std::size_t>(graph.value(graph.inputs[0]).shape.count());
  const std::size_t count = pictures.pixels.size() / bytes;
  const InputWriter writer(graph, preprocess);
  const ValueId output = graph.outputs[0];
  std::vector<std::uint32_t> guesses(count);
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(std::max(1, threads)));
  const auto work = [&](std::exception_ptr* failure) {
    try {
      Evaluator evaluator(graph);
      for (std::size_t i = next++; i < count; i = next++) {
        writer.write(pictures.pixels.subspan(i * bytes, bytes), evaluator.bytes(graph.inputs[0]));
        evaluator.run();
        guesses[i] = first_largest(graph.value(output), evaluator, output);
      }
    } catch (...) {
      *failure = std::current_exception();
    }
  };
  std::vector<std::thread> workers;
  for (std::size_t t = 1; t < failures.size(); ++t) workers.emplace_back(work, &failures[t]);
  work(&failures[0]);
  for (std::thread& worker : workers) worker.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return guesses;
}

Accuracy measure_accuracy(const Graph& graph, PictureView pictures, const pin::Preprocess& preprocess, int threads) {
  const std::vector<std::uint32_t> guesses = classify(graph, pictures, preprocess, threads);
  PIN_CHECK(guesses.size() == pictures.labels.size(), "as many labels as pictures");
  const auto classes = static_cast<std::size_t>(graph.value(graph.outputs[0]).shape.count());
  Accuracy result{guesses.size(), 0, std::vector<std::vector<std::uint32_t>>(classes, std::vector<std::uint32_t>(classes))};
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    const std::uint32_t label = pictures.labels[i];
    if (label >= classes)
      refuse(fmt::format("picture {}", i), "the label is not one of the network's classes", fmt::format("below {}", classes),
             fmt::format("{}", label));
    result.right += guesses[i] == label;
    ++result.confusion[label][guesses[i]];
  }
  return result;
}

Calibration calibration_of(const Graph& graph, PictureView pictures, const pin::Preprocess& preprocess, std::size_t most) {
  check_input(graph, preprocess);
  const auto bytes = static_cast<std::size_t>(graph.value(graph.inputs[0]).shape.count());
  const pin::PixelTable<float, 3> table = pin::table_f32<3>(preprocess);
  return {std::min(most, pictures.pixels.size() / bytes), [=](std::size_t sample, std::span<const std::span<float>> inputs) {
            const std::span<const std::uint8_t> pixels = pictures.pixels.subspan(sample * bytes, bytes);
            const auto channels = static_cast<std::size_t>(preprocess.channels);
            pin::pixels_to_f32(pixels.data(), bytes / channels, preprocess.channels, view_of(table, preprocess.channels), inputs[0].data());
          }};
}

}  // namespace pinhole
