#include "tests/unit/compiler/formats/onnx/cases.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/file.h"
#include "compiler/formats/onnx/array.h"
#include "compiler/formats/onnx/import.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/verify.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;
using onnx::Array;

struct DataSet {
  std::vector<Bytes> inputs, outputs;  // TensorProtos
};

std::vector<DataSet> data_sets(const fs::path& folder) {
  std::vector<DataSet> sets;
  for (int s = 0; fs::exists(folder / fmt::format("test_data_set_{}", s)); ++s) {
    const fs::path set = folder / fmt::format("test_data_set_{}", s);
    DataSet& data = sets.emplace_back();
    for (int i = 0; fs::exists(set / fmt::format("input_{}.pb", i)); ++i)
      data.inputs.push_back(read_file(set / fmt::format("input_{}.pb", i)));
    for (int i = 0; fs::exists(set / fmt::format("output_{}.pb", i)); ++i)
      data.outputs.push_back(read_file(set / fmt::format("output_{}.pb", i)));
  }
  return sets;
}

Array array_of(const Bytes& bytes) { return onnx::read_array(onnx::read_tensor_message({bytes, 0})); }

template <class T>
Bytes packed(const Array& array) {
  Bytes out(array.count() * sizeof(T));
  for (std::size_t i = 0; i < array.count(); ++i) {
    const T value = array.is_real() ? static_cast<T>(array.reals[i]) : static_cast<T>(array.integers[i]);
    std::memcpy(out.data() + i * sizeof(T), &value, sizeof(T));
  }
  return out;
}

Bytes bytes_of(const Array& array, DType type) {
  switch (type) {
    case DType::kFloat32: return packed<float>(array);
    case DType::kInt8: return packed<std::int8_t>(array);
    case DType::kUint8: return packed<std::uint8_t>(array);
    case DType::kInt32: return packed<std::int32_t>(array);
    case DType::kInt64: return packed<std::int64_t>(array);
    case DType::kBool: return packed<bool>(array);
    default: return {};
  }
}

double element(const Bytes& bytes, DType type, std::size_t i) {
  const auto as = [&]<class T>(T value) {
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    return static_cast<double>(value);
  };
  switch (type) {
    case DType::kFloat32: return as(float{});
    case DType::kInt8: return as(std::int8_t{});
    case DType::kUint8: return as(std::uint8_t{});
    case DType::kInt32: return as(std::int32_t{});
    case DType::kInt64: return as(std::int64_t{});
    default: return as(std::uint8_t{});
  }
}

std::string difference(const Array& wanted, const Bytes& got, DType type) {
  for (std::size_t i = 0; i < wanted.count(); ++i) {
    const double w = wanted.at(i), g = element(got, type, i);
    const bool small_integer = type == DType::kInt8 || type == DType::kUint8;
    const double allowed = type == DType::kFloat32 ? 1e-5 + 1e-4 * std::abs(w) : small_integer ? 1 : 0;
    if (!(std::abs(w - g) <= allowed) && !(std::isnan(w) && std::isnan(g)) && w != g)
      return fmt::format("element {} is {}, not {}", i, g, w);
  }
  return {};
}

std::string run_set(const OnnxImport& import, const DataSet& data) {
  const Graph& graph = import.graph;
  std::vector<Bytes> inputs;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const Array given = array_of(data.inputs.at(i));
    if (given.dims.size() != import.input_orders[i].size()) return "an input has another rank than its data";
    inputs.push_back(bytes_of(onnx::permuted(given, import.input_orders[i]), graph.value(graph.inputs[i]).dtype));
    if (inputs.back().size() != graph.value(graph.inputs[i]).bytes()) return "an input has another size than its data";
  }
  const std::vector<Bytes> outputs = evaluate(graph, inputs);
  if (outputs.size() != data.outputs.size()) return "another number of outputs than data";
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Array wanted = array_of(data.outputs[i]);
    const Value& value = graph.value(graph.outputs[i]);
    if (wanted.dims.size() != import.output_orders[i].size())
      return fmt::format("output {} has another rank: {}", i, onnx::text_of(wanted.dims));
    const Array turned = onnx::permuted(wanted, import.output_orders[i]);
    if (to_string(value.shape) != onnx::text_of(turned.dims))
      return fmt::format("output {} is {}, not {}", i, to_string(value.shape), onnx::text_of(turned.dims));
    if (const std::string text = difference(turned, outputs[i], value.dtype); !text.empty()) return fmt::format("output {}: {}", i, text);
  }
  return {};
}

// inputs: names in the graph's order, for binding.
OnnxImport imported(const Bytes& model, const std::vector<std::pair<std::string, Bytes>>& bound) {
  OnnxImport import = import_onnx_with_orders(model, bound);
  verify(import.graph);
  return import;
}

}  // namespace

fs::path onnx_testdata() {
  const char* given = std::getenv("PINHOLE_ONNX_TESTDATA");
  return given != nullptr ? fs::path(given) : fs::path("/usr/share/libonnx-testdata/data");
}

OnnxCaseResult run_onnx_case(const fs::path& folder) {
  try {
    const Bytes model = read_file(folder / "model.onnx");
    const std::vector<DataSet> sets = data_sets(folder);
    if (sets.empty()) return {OnnxCaseResult::kFailed, "no data"};
    const onnx::ModelMessage message = onnx::read_model(model);
    std::string refusal;
    for (const bool bind : {false, true}) {
      std::vector<std::pair<std::string, Bytes>> bound;
      for (std::size_t i = 1; bind && i < message.inputs.size() && i < sets[0].inputs.size(); ++i)
        bound.emplace_back(message.inputs[i].name, sets[0].inputs[i]);
      try {
        const OnnxImport import = imported(model, bound);
        for (const DataSet& data : sets) {
          if (const std::string text = run_set(import, data); !text.empty()) return {OnnxCaseResult::kFailed, text};
        }
        return {OnnxCaseResult::kPassed, {}};
      } catch (const Error& error) {
        if (bind && !refusal.empty() && !error.parts().unsupported) break;  // the first refusal says it
        refusal = error.what();
        if (!error.parts().unsupported) return {OnnxCaseResult::kFailed, refusal};
      }
    }
    return {OnnxCaseResult::kRefused, refusal};
  } catch (const std::exception& error) {
    return {OnnxCaseResult::kFailed, error.what()};
  }
}

}  // namespace pinhole
