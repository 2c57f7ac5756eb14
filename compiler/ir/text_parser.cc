#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <set>

#include "base/text.h"
#include "compiler/ir/fields.h"
#include "compiler/ir/text.h"
#include "compiler/ir/text_cursor.h"

namespace pinhole {
namespace {

constexpr std::uint32_t kHighestNumber = 10'000'000;

struct Data {
  std::size_t offset, bytes;
  auto operator<=>(const Data&) const = default;
};

class Parser {
 public:
  Parser(std::string_view text, std::span<const std::byte> side_data)
      : text_(text), side_data_(side_data), allowance_(8 * (text.size() + side_data.size()) + 65536) {}

  Graph run() {
    int number = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      std::string_view line = text_.substr(at, end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      at = end + 1;
      TextCursor cursor(line, ++number);
      if (number == 1 && line != kTextFirstLine)
        cursor.fail_at(0, "this is not a graph in Pinhole's text form", std::string(kTextFirstLine), cursor.here());
      if (number > 1 && !cursor.at_end() && cursor.peek() != '#') statement(cursor);
    }
    if (number == 0) TextCursor({}, 1).fail("the file is empty", std::string(kTextFirstLine));
    renumber();
    return std::move(graph_);
  }

 private:
  void statement(TextCursor& cursor) {
    if (cursor.peek() == '%') return node(cursor);
    const std::size_t start = cursor.position();
    const std::string keyword(cursor.word());
    if (keyword == "graph") graph_.name = cursor.string();
    else if (keyword == "label") graph_.labels.push_back(cursor.string());
    else if (keyword == "metadata") metadata(cursor);
    else if (keyword == "input") graph_.inputs.push_back(value(cursor));
    else if (keyword == "unused") value(cursor);
    else if (keyword == "const") constant(cursor);
    else if (keyword == "output") graph_.outputs.push_back(reference(cursor));
    else
      cursor.fail_at(start, "the line begins with an unknown word", "graph, label, metadata, input, const, unused, output or %N = operator",
                     keyword);
    cursor.expect_end();
  }

  void take(const TextCursor& cursor, std::size_t bytes) {
    if (bytes > allowance_) cursor.fail("the text refers to the same data over and over", "at most eight times the file's size");
    allowance_ -= bytes;
  }

  // data(offset, bytes, hash), checked.
  std::span<const std::byte> data(TextCursor& cursor) {
    const std::size_t start = cursor.position();
    cursor.expect("data(");
    const auto offset = cursor.integer<std::uint64_t>("an offset");
    cursor.expect(",");
    const auto bytes = cursor.integer<std::uint64_t>("a number of bytes");
    cursor.expect(",");
    const auto hash = cursor.integer<std::uint64_t>("a hash");
    cursor.expect(")");
    if (side_data_.empty()) {
      throw Error({.file = {},
                   .place = cursor.place(start),
                   .problem = "the file with the large constants is missing",
                   .expected = "it beside this one, under the same name and .data",
                   .got = {},
                   .help = "keep both files together"});
    }
    if (offset > side_data_.size() || bytes > side_data_.size() - offset) {
      cursor.fail_at(start, "the data file is too short", fmt::format("{} bytes or more", offset + bytes),
                     fmt::format("{}", side_data_.size()));
    }
    const auto found = side_data_.subspan(offset, bytes);
    if (fnv1a(found) != hash)
      cursor.fail_at(start, "the data file does not belong to this text", fmt::format("hash {:#018x}", hash),
                     fmt::format("{:#018x}", fnv1a(found)));
    return found;
  }

  void metadata(TextCursor& cursor) {
    const std::string key = cursor.string();
    cursor.expect("=");
    if (cursor.peek() == '"') {
      graph_.metadata[key] = cursor.string();
      return;
    }
    const auto bytes = data(cursor);
    take(cursor, bytes.size());
    graph_.metadata[key].assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  // %N; `fresh` says whether it must be new or known.
  ValueId number(TextCursor& cursor, bool fresh) {
    const std::size_t start = cursor.position();
    cursor.expect("%");
    const auto n = cursor.integer<std::uint32_t>("a value's number");
    if (n > kHighestNumber)
      cursor.fail_at(start, "a value's number is too large", fmt::format("at most {}", kHighestNumber), fmt::format("{}", n));
    const auto known = numbers_.find(n);
    if (fresh) {
      if (known != numbers_.end()) cursor.fail_at(start, fmt::format("%{} is defined a second time", n));
      return numbers_[n] = graph_.add({});
    }
    if (known == numbers_.end()) cursor.fail_at(start, fmt::format("%{} is not defined above", n), "a value of an earlier line");
    return known->second;
  }

  // The key of @name, @"name" or @12: numbers keep apart from names by the quotes that names get here.
  std::string constant_key(TextCursor& cursor, std::string* name) {
    cursor.expect("@");
    if (cursor.peek() == '"') {
      *name = cursor.string();
      return quote_text(*name);
    }
    if (std::isdigit(static_cast<unsigned char>(cursor.peek())))
      return fmt::format("{}", cursor.integer<std::uint32_t>("a constant's number"));
    *name = cursor.word();
    if (name->empty()) cursor.fail("a constant's name is missing", "@name, @\"name\" or @number", cursor.here());
    return quote_text(*name);
  }

  ValueId reference(TextCursor& cursor) {
    if (cursor.peek() == '%') return number(cursor, false);
    const std::size_t start = cursor.position();
    if (cursor.peek() != '@') cursor.fail("an operand cannot be read", "%number, @constant or none", cursor.here());
    std::string name;
    const auto known = constants_.find(constant_key(cursor, &name));
    if (known == constants_.end()) cursor.fail_at(start, "the constant is not defined above", "a const line with this name");
    return known->second;
  }

  ValueId value(TextCursor& cursor) {
    const ValueId id = number(cursor, true);
    cursor.expect(":");
    typed(cursor, id);
    return id;
  }

  // i8[1,2] q(...) "name" into the value.
  void typed(TextCursor& cursor, ValueId id) {
    Value value;
    const std::size_t start = cursor.position();
    const std::string type(cursor.word());
    std::string expected;
    if (!parse_field(type, &value.dtype, &expected)) cursor.fail_at(start, "the element type cannot be read", expected, type);
    cursor.expect("[");
    std::int64_t count = 1;
    while (!cursor.accept("]")) {
      if (value.shape.rank > 0) cursor.expect(",");
      const std::size_t at = cursor.position();
      if (value.shape.rank == pin::kMaxRank) cursor.fail("the shape has too many dimensions", fmt::format("at most {}", pin::kMaxRank));
      const auto extent = cursor.integer<std::int32_t>("an extent");
      if (extent < 1 || (count *= extent) > std::numeric_limits<std::int32_t>::max())
        cursor.fail_at(at, "the extent is out of range", "1 or more, and fewer than 2^31 elements in all", fmt::format("{}", extent));
      value.shape.dim[value.shape.rank++] = extent;
    }
    if (cursor.accept("q(")) quantization(cursor, &value.quantization);
    if (cursor.peek() == '"') value.name = cursor.string();
    graph_.value(id) = std::move(value);
  }

  void quantization(TextCursor& cursor, Quantization* q) {
    if (cursor.accept("[")) {
      while (!cursor.accept("]")) {
        if (!q->scales.empty()) cursor.expect(",");
        q->scales.push_back(cursor.real());
      }
    } else {
      q->scales.push_back(cursor.real());
    }
    cursor.expect(",");
    if (cursor.accept("[")) {
      while (!cursor.accept("]")) {
        if (!q->zero_points.empty()) cursor.expect(",");
        q->zero_points.push_back(cursor.integer<std::int32_t>("a zero point"));
      }
    } else {
      q->zero_points.assign(q->scales.size(), cursor.integer<std::int32_t>("a zero point"));
    }
    if (cursor.accept(",")) {
      cursor.expect("axis");
      q->axis = cursor.integer<std::int32_t>("an axis");
    }
    cursor.expect(")");
  }

  void constant(TextCursor& cursor) {
    const std::size_t start = cursor.position();
    std::string name;
    const auto [place, fresh] = constants_.try_emplace(constant_key(cursor, &name), static_cast<ValueId>(graph_.values.size()));
    if (!fresh) cursor.fail_at(start, "the constant is defined a second time", "a name of its own, or its number");
    const ValueId id = graph_.add({});
    cursor.expect(":");
    typed(cursor, id);
    Value& value = graph_.value(id);
    if (!name.empty()) value.name = std::move(name);
    cursor.expect("=");
    const std::size_t at = cursor.position();
    if (cursor.peek() != '[') {
      const auto bytes = data(cursor);
      if (bytes.size() != value.bytes())
        cursor.fail_at(at, "the data does not fit the constant's type", fmt::format("{} bytes", value.bytes()),
                       fmt::format("{}", bytes.size()));
      auto& shared = shared_[{static_cast<std::size_t>(bytes.data() - side_data_.data()), bytes.size()}];
      if (shared == nullptr) {
        take(cursor, bytes.size());
        shared = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
      }
      value.constant = shared;
      return;
    }
    value.constant = std::make_shared<const Bytes>(elements(cursor, value));
  }

  Bytes elements(TextCursor& cursor, const Value& value) {
    switch (value.dtype) {
      case DType::kFloat32: return elements_of<float>(cursor, value);
      case DType::kInt8: return elements_of<std::int8_t>(cursor, value);
      case DType::kInt16: return elements_of<std::int16_t>(cursor, value);
      case DType::kInt32: return elements_of<std::int32_t>(cursor, value);
      case DType::kInt64: return elements_of<std::int64_t>(cursor, value);
      case DType::kUint8:
      case DType::kBool: return elements_of<std::uint8_t>(cursor, value);
      case DType::kUint32: return elements_of<std::uint32_t>(cursor, value);
      case DType::kInt4: return nibbles(cursor, value);
    }
    PIN_CHECK(false, "an element type without a text form");
    return {};
  }

  template <class T>
  Bytes elements_of(TextCursor& cursor, const Value& value) {
    const std::size_t start = cursor.position();
    std::vector<T> all;
    cursor.expect("[");
    while (!cursor.accept("]")) {
      if (!all.empty()) cursor.expect(",");
      if constexpr (std::is_same_v<T, float>) all.push_back(cursor.real());
      else all.push_back(cursor.integer<T>("a whole number in the type's range"));
    }
    if (all.size() != static_cast<std::size_t>(value.shape.count()))
      cursor.fail_at(start, "wrong number of elements", fmt::format("{}", value.shape.count()), fmt::format("{}", all.size()));
    const auto bytes = std::as_bytes(std::span(all));
    return {bytes.begin(), bytes.end()};
  }

  Bytes nibbles(TextCursor& cursor, const Value& value) {
    const std::size_t start = cursor.position();
    const Bytes wide = elements_of<std::int8_t>(cursor, value);
    Bytes packed((wide.size() + 1) / 2);
    for (std::size_t i = 0; i < wide.size(); ++i) {
      const int element = static_cast<std::int8_t>(wide[i]);
      if (element < -8 || element > 7) cursor.fail_at(start, "an i4 element is out of range", "-8 to 7", fmt::format("{}", element));
      packed[i / 2] |= static_cast<std::byte>((element & 15) << (i % 2 * 4));
    }
    return packed;
  }

  // %3, %4 = op operands {attributes} : type, type
  void node(TextCursor& cursor) {
    Node node{};
    do {
      if (cursor.peek() != '%') cursor.fail("a node's output cannot be read", "%number", cursor.here());
      node.outputs.push_back(number(cursor, true));
    } while (cursor.accept(","));
    cursor.expect("=");
    const std::size_t at = cursor.position();
    const std::string name(cursor.word());
    if (!find_op(name, &node.op)) {
      std::vector<std::string> known;
      for (const Op op : kAllOps) known.emplace_back(op_name(op));
      const std::string near = nearest_name(name, known);
      cursor.fail_at(at, "no such operator", near.empty() ? "one of compiler/ir/ops.def" : near, name);
    }
    if (cursor.peek() != ':' && cursor.peek() != '{' && !cursor.at_end()) {
      do node.inputs.push_back(cursor.accept("none") ? kNoValue : reference(cursor));
      while (cursor.accept(","));
    }
    const std::size_t braces = cursor.position();
    std::string attributes;
    if (cursor.accept("{")) {
      attributes = cursor.until("}");
      cursor.expect("}");
    }
    try {
      node.attributes = parse_attributes(node.op, attributes);
    } catch (const Error& error) {
      throw error.at(cursor.place(braces));
    }
    cursor.expect(":");
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (i > 0) cursor.expect(",");
      typed(cursor, node.outputs[i]);
    }
    cursor.expect_end();
    // A node cannot read its own output: its number is known only now.
    for (const ValueId id : node.inputs) {
      if (std::find(node.outputs.begin(), node.outputs.end(), id) != node.outputs.end())
        cursor.fail_at(at, "the node reads its own output");
    }
    graph_.nodes.push_back(std::move(node));
  }

  // Gives values their final ids (text.h).
  void renumber() {
    std::vector<std::uint32_t> number_of(graph_.values.size(), std::numeric_limits<std::uint32_t>::max());
    for (const auto& [n, id] : numbers_) number_of[static_cast<std::size_t>(id)] = n;
    std::uint32_t free = 0;
    for (std::uint32_t& n : number_of) {
      if (n != std::numeric_limits<std::uint32_t>::max()) continue;
      while (numbers_.contains(free)) ++free;
      n = free++;
    }
    std::vector<ValueId> order(graph_.values.size()), final_id(graph_.values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<ValueId>(i);
    std::sort(order.begin(), order.end(),
              [&](ValueId a, ValueId b) { return number_of[static_cast<std::size_t>(a)] < number_of[static_cast<std::size_t>(b)]; });
    std::vector<Value> values;
    for (std::size_t i = 0; i < order.size(); ++i) {
      final_id[static_cast<std::size_t>(order[i])] = static_cast<ValueId>(i);
      values.push_back(std::move(graph_.value(order[i])));
    }
    graph_.values = std::move(values);
    const auto rewrite = [&](std::vector<ValueId>& ids) {
      for (ValueId& id : ids) id = id == kNoValue ? id : final_id[static_cast<std::size_t>(id)];
    };
    rewrite(graph_.inputs);
    rewrite(graph_.outputs);
    for (Node& node : graph_.nodes) {
      rewrite(node.inputs);
      rewrite(node.outputs);
    }
  }

  std::string_view text_;
  std::span<const std::byte> side_data_;
  std::size_t allowance_;
  Graph graph_;
  std::map<std::uint32_t, ValueId> numbers_;  // of %N
  std::map<std::string, ValueId> constants_;  // by constant_key
  std::map<Data, std::shared_ptr<const Bytes>> shared_;
};

}  // namespace

Graph parse_text(std::string_view text, std::span<const std::byte> side_data, const std::string& file) {
  try {
    return Parser(text, side_data).run();
  } catch (const Error& error) {
    throw error.in_file(file);
  }
}

}  // namespace pinhole
