// A .tflite described in a few lines, for tests of readers. Every part may be wrong on purpose. Never used outside tests.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/support/flatbuffer_tree.h"

namespace pinhole::test {

struct TensorSketch {
  std::vector<std::int32_t> shape;
  std::int8_t type = 9;  // TFLite's TensorType; int8
  std::vector<std::uint8_t> data = {};
  std::vector<float> scales = {};
  std::vector<std::int64_t> zero_points = {};
  std::int32_t axis = 0;
  bool is_variable = false, is_sparse = false, is_external = false;
  std::uint32_t data_alignment = 16;
};

struct OperatorSketch {
  std::int32_t code;
  std::vector<std::int32_t> inputs, outputs;
  std::uint8_t options_type = 0;
  TreePtr options = nullptr;
};

struct ModelSketch {
  std::vector<TensorSketch> tensors;
  std::vector<std::int32_t> inputs, outputs;
  std::vector<OperatorSketch> operators;
  std::uint32_t version = 3;
  bool data_after_the_buffer = false;  // Buffer.offset and size instead of the data vector
  std::size_t tail_start = 8192;       // then the first data are here

  std::vector<std::uint8_t> file() const {
    std::vector<TreePtr> codes, buffers{Tree::table()}, tensor_tables, operator_tables;
    std::vector<std::uint64_t> places;
    std::vector<std::uint8_t> tail = place_tail(places);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      tensor_tables.push_back(tensor_table(tensors[i], tensors[i].data.empty() ? 0 : static_cast<std::uint32_t>(buffers.size())));
      if (tensors[i].data.empty()) continue;
      buffers.push_back(Tree::table());
      if (data_after_the_buffer) {
        buffers.back()->scalar<std::uint64_t>(1, places[i]).scalar<std::uint64_t>(2, tensors[i].data.size());
      } else {
        buffers.back()->child(0, Tree::vector(tensors[i].data, tensors[i].data_alignment));
      }
    }
    for (const OperatorSketch& op : operators) {
      const std::int32_t old_code = op.code < 127 ? op.code : 127;
      operator_tables.push_back(operator_table(op, static_cast<std::uint32_t>(codes.size())));
      codes.push_back(Tree::table());
      codes.back()->scalar<std::int8_t>(0, static_cast<std::int8_t>(old_code)).scalar<std::int32_t>(3, op.code);
    }
    auto graph = Tree::table();
    graph->child(0, Tree::vector_of(tensor_tables)).child(1, Tree::vector(inputs)).child(2, Tree::vector(outputs));
    graph->child(3, Tree::vector_of(operator_tables));
    auto root = Tree::table();
    root->scalar<std::uint32_t>(0, version).child(1, Tree::vector_of(codes)).child(2, Tree::vector_of({graph}));
    root->child(4, Tree::vector_of(buffers));
    std::vector<std::uint8_t> out = root->file("TFL3");
    if (data_after_the_buffer) {
      out.resize(tail_start, 0);
      out.insert(out.end(), tail.begin(), tail.end());
    }
    return out;
  }

 private:
  std::vector<std::uint8_t> place_tail(std::vector<std::uint64_t>& places) const {
    std::vector<std::uint8_t> tail;
    for (const TensorSketch& tensor : tensors) {
      while (tail.size() % 16 != 0) tail.push_back(0);
      places.push_back(tail_start + tail.size());
      tail.insert(tail.end(), tensor.data.begin(), tensor.data.end());
    }
    return tail;
  }

  static TreePtr tensor_table(const TensorSketch& t, std::uint32_t buffer) {
    auto table = Tree::table();
    table->child(0, Tree::vector(t.shape)).scalar<std::int8_t>(1, t.type).scalar<std::uint32_t>(2, buffer);
    if (!t.scales.empty() || !t.zero_points.empty()) {
      auto quantization = Tree::table();
      quantization->child(2, Tree::vector(t.scales)).child(3, Tree::vector(t.zero_points)).scalar<std::int32_t>(6, t.axis);
      table->child(4, quantization);
    }
    if (t.is_variable) table->scalar<std::uint8_t>(5, 1);
    if (t.is_sparse) table->child(6, Tree::table());
    if (t.is_external) table->scalar<std::uint32_t>(10, 1);
    return table;
  }

  static TreePtr operator_table(const OperatorSketch& op, std::uint32_t code_index) {
    auto table = Tree::table();
    table->scalar<std::uint32_t>(0, code_index).child(1, Tree::vector(op.inputs)).child(2, Tree::vector(op.outputs));
    if (op.options_type != 0) table->scalar<std::uint8_t>(3, op.options_type);
    if (op.options) table->child(4, op.options);
    return table;
  }
};

}  // namespace pinhole::test
