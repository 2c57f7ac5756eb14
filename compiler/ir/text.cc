#include "compiler/ir/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "compiler/ir/fields.h"

namespace pinhole {
namespace {

constexpr std::size_t kInlineMetadataBytes = 200;

// Length of the UTF-8 sequence at the start of `text`, or 0 (RFC 3629, without overlong forms and surrogates).
std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (at(i) & 0xc0u) == 0x80u; };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf && tail(1)) return 2;
  if ((lead & 0xf0u) == 0xe0 && tail(1) && tail(2)) {
    const unsigned point = ((lead & 15u) << 12) | ((at(1) & 63u) << 6);
    return point >= 0x800 && (point < 0xd800 || point > 0xdfff) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4 && tail(1) && tail(2) && tail(3)) {
    const unsigned point = ((lead & 7u) << 18) | ((at(1) & 63u) << 12);
    return point >= 0x10000 && point <= 0x10ffff ? 4 : 0;
  }
  return 0;
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || !(std::isalpha(static_cast<unsigned char>(name[0])) || name[0] == '_')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_./:-").find(c) != std::string_view::npos;
  });
}

// A float that is read back to the same bits: NaNs as their bits.
std::string float_text(float value) {
  return std::isnan(value) ? fmt::format("{:#010x}", std::bit_cast<std::uint32_t>(value)) : fmt::format("{}", value);
}

template <class T>
std::string elements_text(std::span<const std::byte> bytes) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i + sizeof(T) <= bytes.size(); i += sizeof(T)) {
    T value;
    std::memcpy(&value, bytes.data() + i, sizeof(T));
    if constexpr (std::is_same_v<T, float>) parts.push_back(float_text(value));
    else parts.push_back(std::to_string(value));
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

std::string nibbles_text(std::span<const std::byte> bytes, std::int32_t count) {
  std::vector<int> parts;
  for (std::int32_t i = 0; i < count; ++i) {
    const int nibble = (static_cast<int>(bytes[static_cast<std::size_t>(i / 2)]) >> (i % 2 * 4)) & 15;
    parts.push_back((nibble ^ 8) - 8);
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

std::string inline_text(const Value& value) {
  const std::span<const std::byte> bytes = *value.constant;
  switch (value.dtype) {
    case DType::kFloat32: return elements_text<float>(bytes);
    case DType::kInt8: return elements_text<std::int8_t>(bytes);
    case DType::kInt16: return elements_text<std::int16_t>(bytes);
    case DType::kInt32: return elements_text<std::int32_t>(bytes);
    case DType::kInt64: return elements_text<std::int64_t>(bytes);
    case DType::kUint8:
    case DType::kBool: return elements_text<std::uint8_t>(bytes);
    case DType::kUint32: return elements_text<std::uint32_t>(bytes);
    case DType::kInt4: return nibbles_text(bytes, value.shape.count());
  }
  PIN_CHECK(false, "an element type without a text form");
  return {};
}

std::string quantization_text(const Quantization& q) {
  if (q == Quantization{}) return {};
  std::vector<std::string> scales;
  for (const float scale : q.scales) scales.push_back(float_text(scale));
  const bool one = q.scales.size() == 1 && q.zero_points.size() == 1;
  const bool alike = !q.zero_points.empty() && q.zero_points.size() == q.scales.size() &&
                     std::all_of(q.zero_points.begin(), q.zero_points.end(), [&](std::int32_t z) { return z == q.zero_points[0]; });
  const std::string zeros = alike ? fmt::format("{}", q.zero_points[0]) : fmt::format("[{}]", fmt::join(q.zero_points, ", "));
  const std::string axis = q.axis == 0 ? "" : fmt::format(", axis {}", q.axis);
  return one ? fmt::format(" q({}, {}{})", scales[0], zeros, axis) : fmt::format(" q([{}], {}{})", fmt::join(scales, ", "), zeros, axis);
}

// "i8[1,4,4,2] q(0.5, -1)".
std::string type_text(const Value& value) {
  return fmt::format("{}[{}]{}", to_string(value.dtype), fmt::join(value.shape.dim, value.shape.dim + value.shape.rank, ","),
                     quantization_text(value.quantization));
}

class Printer {
 public:
  Printer(const Graph& graph, Bytes* side_data) : graph_(graph), side_data_(side_data), names_(graph.values.size()) {}

  std::string run() {
    name_values();
    line("{}", kTextFirstLine);
    line("graph {}", quote_text(graph_.name));
    for (const std::string& label : graph_.labels) line("label {}", quote_text(label));
    for (const auto& [key, value] : graph_.metadata) line("metadata {} = {}", quote_text(key), metadata_text(value));
    for (const ValueId id : graph_.inputs) line("input {} : {}", name(id), typed(id));
    for (std::size_t i = 0; i < names_.size(); ++i) print_loose_value(static_cast<ValueId>(i));
    for (const Node& node : graph_.nodes) print_node(node);
    for (const ValueId id : graph_.outputs) line("output {}", name(id));
    return std::move(text_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }

  const std::string& name(ValueId id) const { return names_[static_cast<std::size_t>(id)]; }

  std::string typed(ValueId id) const {
    const Value& value = graph_.value(id);
    return value.name.empty() ? type_text(value) : type_text(value) + ' ' + quote_text(value.name);
  }

  // Constants go by their names where these are unique and not empty, by number otherwise.
  void name_values() {
    std::map<std::string_view, int> count;
    for (const Value& value : graph_.values) count[value.name] += value.is_constant();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const Value& value = graph_.values[i];
      const bool by_name = value.is_constant() && !value.name.empty() && count[value.name] == 1;
      names_[i] = !value.is_constant()        ? fmt::format("%{}", i)
                  : !by_name                  ? fmt::format("@{}", i)
                  : is_plain_name(value.name) ? "@" + value.name
                                              : "@" + quote_text(value.name);
    }
  }

  // Constants, and values that nothing writes.
  void print_loose_value(ValueId id) {
    const Value& value = graph_.value(id);
    if (value.is_constant()) {
      const bool numbered = std::isdigit(static_cast<unsigned char>(name(id)[1]));
      line("const {} : {} = {}", name(id), numbered ? typed(id) : type_text(value), constant_text(value));
    } else if (graph_.producer(id) < 0 && std::find(graph_.inputs.begin(), graph_.inputs.end(), id) == graph_.inputs.end()) {
      line("unused {} : {}", name(id), typed(id));
    }
  }

  void print_node(const Node& node) {
    std::vector<std::string> outputs, inputs, types;
    for (const ValueId id : node.outputs) {
      outputs.push_back(name(id));
      types.push_back(typed(id));
    }
    for (const ValueId id : node.inputs) inputs.push_back(id == kNoValue ? "none" : name(id));
    const std::string attributes = attributes_text(node.attributes);
    line("{} = {}{}{}{}{} : {}", fmt::join(outputs, ", "), op_name(node.op), inputs.empty() ? "" : " ", fmt::join(inputs, ", "),
         attributes.empty() ? "" : " ", attributes, fmt::join(types, ", "));
  }

  std::string constant_text(const Value& value) {
    const std::int32_t count = value.shape.count();
    const bool spare_nibble = value.dtype == DType::kInt4 && count % 2 != 0 && (value.constant->back() & std::byte{0xf0}) != std::byte{0};
    const bool small = count <= kInlineElements && !spare_nibble;
    return small || side_data_ == nullptr ? inline_text(value) : data_text(*value.constant);
  }

  std::string metadata_text(const std::string& value) {
    if (side_data_ == nullptr || value.size() <= kInlineMetadataBytes) return quote_text(value);
    return data_text(std::as_bytes(std::span(value)));
  }

  std::string data_text(std::span<const std::byte> bytes) {
    const std::uint64_t hash = fnv1a(bytes);
    std::size_t offset = side_data_->size();
    auto& alike = written_[hash];
    const auto known = std::find_if(alike.begin(), alike.end(), [&](const auto& where) {
      return where.second == bytes.size() &&
             std::equal(bytes.begin(), bytes.end(), side_data_->begin() + static_cast<std::ptrdiff_t>(where.first));
    });
    if (known != alike.end()) {
      offset = known->first;
    } else {
      offset = (offset + 15) / 16 * 16;
      side_data_->resize(offset);
      side_data_->insert(side_data_->end(), bytes.begin(), bytes.end());
      alike.emplace_back(offset, bytes.size());
    }
    return fmt::format("data({}, {}, {:#018x})", offset, bytes.size(), hash);
  }

  const Graph& graph_;
  Bytes* side_data_;
  std::vector<std::string> names_;
  std::string text_;
  std::unordered_map<std::uint64_t, std::vector<std::pair<std::size_t, std::size_t>>> written_;  // hash -> offset, bytes
};

}  // namespace

std::string quote_text(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t length = utf8_length(text);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (length == 0 || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out + '"';
}

std::string print_text(const Graph& graph, Bytes* side_data) { return Printer(graph, side_data).run(); }

}  // namespace pinhole
