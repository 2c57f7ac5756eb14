// Writes ONNX files by hand, for tests: messages of the protobuf wire format, right or wrong. Field numbers: onnx.proto.
#pragma once

#include <cstring>
#include <string>
#include <vector>

namespace pinhole::test {

inline std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 128; value >>= 7) out += static_cast<char>((value & 127) | 128);
  out += static_cast<char>(value);
  return out;
}
inline std::string field(int number, const std::string& bytes) {
  return varint(static_cast<std::uint64_t>(number) << 3 | 2) + varint(bytes.size()) + bytes;
}
inline std::string field(int number, std::uint64_t value) { return varint(static_cast<std::uint64_t>(number) << 3) + varint(value); }

inline std::string onnx_tensor(const std::string& name, int type, const std::vector<std::uint64_t>& dims, const std::string& raw) {
  std::string out;
  for (const std::uint64_t d : dims) out += field(1, d);
  return out + field(2, static_cast<std::uint64_t>(type)) + field(8, name) + field(9, raw);
}
inline std::string onnx_floats(const std::string& name, const std::vector<std::uint64_t>& dims, const std::vector<float>& values) {
  std::string raw(values.size() * sizeof(float), '\0');
  std::memcpy(raw.data(), values.data(), raw.size());
  return onnx_tensor(name, 1, dims, raw);
}
inline std::string onnx_integers(const std::string& name, const std::vector<std::int64_t>& values) {
  std::string raw(values.size() * sizeof(std::int64_t), '\0');
  std::memcpy(raw.data(), values.data(), raw.size());
  return onnx_tensor(name, 7, {values.size()}, raw);
}
inline std::string onnx_value(const std::string& name, const std::vector<std::uint64_t>& dims, int type = 1) {
  std::string shape;
  for (const std::uint64_t d : dims) shape += field(1, d == 0 ? field(2, std::string("batch")) : field(1, d));
  return field(1, name) + field(2, field(1, field(1, static_cast<std::uint64_t>(type)) + field(2, shape)));
}
inline std::string onnx_attribute(const std::string& name, std::int64_t value) {
  return field(1, name) + field(3, static_cast<std::uint64_t>(value)) + field(20, std::uint64_t{2});
}
inline std::string onnx_attribute(const std::string& name, const std::vector<std::int64_t>& values) {
  std::string out = field(1, name);
  for (const std::int64_t v : values) out += field(8, static_cast<std::uint64_t>(v));
  return out + field(20, std::uint64_t{7});
}
inline std::string onnx_node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output,
                             const std::vector<std::string>& attributes = {}) {
  std::string out;
  for (const std::string& input : inputs) out += field(1, input);
  out += field(2, output) + field(3, output) + field(4, op);
  for (const std::string& attribute : attributes) out += field(5, attribute);
  return out;
}

struct OnnxSketch {
  std::vector<std::string> nodes, initializers, inputs, outputs;
  std::uint64_t opset = 13;

  std::string bytes() const {
    std::string graph;
    for (const std::string& n : nodes) graph += field(1, n);
    graph += field(2, std::string("sketch"));
    for (const std::string& t : initializers) graph += field(5, t);
    for (const std::string& v : inputs) graph += field(11, v);
    for (const std::string& v : outputs) graph += field(12, v);
    return field(1, std::uint64_t{7}) + field(2, std::string("test")) + field(7, graph) + field(8, field(2, opset));
  }
};

}  // namespace pinhole::test
