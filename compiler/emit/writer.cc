#include "compiler/emit/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/text.h"
#include "compiler/lower/params.h"

namespace pinhole {
namespace {

template <class T>
T load(const Bytes& bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

std::string element_text(Element element, const Bytes& bytes, std::size_t i) {
  switch (element) {
    case Element::i8: return std::to_string(load<std::int8_t>(bytes, i));
    case Element::u8: return std::to_string(load<std::uint8_t>(bytes, i));
    case Element::i16: return std::to_string(load<std::int16_t>(bytes, i));
    case Element::i32: return literal(load<std::int32_t>(bytes, i));
    case Element::u32: return fmt::format("{}u", load<std::uint32_t>(bytes, i));
    case Element::f32: return literal(load<float>(bytes, i));
    case Element::i64: {
      const auto value = load<std::int64_t>(bytes, i);
      return value == std::numeric_limits<std::int64_t>::min() ? "-9223372036854775807 - 1" : std::to_string(value);
    }
    case Element::multiplier:
      return fmt::format("{{{}, {}}}", literal(load<std::int32_t>(bytes, 2 * i)), literal(load<std::int32_t>(bytes, 2 * i + 1)));
    case Element::channel_scale:
      return fmt::format("{{{}, {}, {}, {}}}", literal(load<std::int32_t>(bytes, 4 * i)), literal(load<std::int32_t>(bytes, 4 * i + 1)),
                         literal(load<std::int32_t>(bytes, 4 * i + 2)), literal(load<std::int32_t>(bytes, 4 * i + 3)));
  }
  return "0";
}

std::size_t elements(const Constant& c) { return c.bytes.size() / element_bytes(c.element); }

std::string initialiser(const ParamField& field) {
  if (field.children.empty()) return field.value;
  std::vector<std::string> parts;
  for (const ParamField& child : field.children) parts.push_back(initialiser(child));
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

std::string prefix_of(const ParamField& field) {
  const std::size_t end = field.name.find('_');
  return end == std::string::npos || !field.children.empty() ? "" : field.name.substr(0, end);
}

std::string joined_names(const std::vector<ParamField>& fields) {
  std::string names;
  for (const ParamField& field : fields) {
    if (!field.name.empty()) names += (names.empty() ? "" : ", ") + field.name;
  }
  return names;
}

// Neighbours that begin with the same word ("in_h, in_w, in_c") share a line; a nested struct of many fields gets lines of its own.
void field_lines(const std::vector<ParamField>& fields, const std::string& indent, std::vector<CommentedLine>* lines) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const ParamField& field = fields[i];
    if (field.children.size() > 4 && !field.children[0].name.empty()) {
      lines->push_back({indent + "{", field.name});
      field_lines(field.children, indent + "    ", lines);
      lines->push_back({indent + "},", ""});
    } else if (!field.children.empty()) {
      const std::string inner = joined_names(field.children);
      lines->push_back({indent + initialiser(field) + ",", field.name + (inner.empty() ? "" : ": " + inner)});
    } else {
      std::string values = field.value + ",", names = field.name;
      const std::string prefix = prefix_of(field);
      for (; !prefix.empty() && i + 1 < fields.size() && prefix_of(fields[i + 1]) == prefix; ++i) {
        values += " " + fields[i + 1].value + ",";
        names += ", " + fields[i + 1].name;
      }
      lines->push_back({indent + values, names});
    }
  }
}

std::string argument_text(const Program& program, const Plan& plan, const Argument& argument, const std::string& params_name) {
  const auto address = [&](BufferId buffer, std::size_t offset) { return plan.offset_bytes[static_cast<std::size_t>(buffer)] + offset; };
  if (std::holds_alternative<ParamsArgument>(argument)) return params_name;
  if (const auto* read = std::get_if<ReadArgument>(&argument)) {
    const std::string type = read->element.empty() ? c_type(read->view.dtype) : read->element;
    return fmt::format("at<const {}>(a, {})", type, address(read->view.buffer, read->view.offset_bytes));
  }
  if (const auto* write = std::get_if<WriteArgument>(&argument)) {
    const std::string type = write->element.empty() ? c_type(write->view.dtype) : write->element;
    return fmt::format("at<{}>(a, {})", type, address(write->view.buffer, write->view.offset_bytes));
  }
  if (const auto* scratch = std::get_if<ScratchArgument>(&argument)) {
    return fmt::format("at<{}>(a, {})", c_type(scratch->dtype), address(scratch->buffer, 0));
  }
  if (const auto* constant = std::get_if<ConstantArgument>(&argument)) return "weights::" + program.constant(constant->constant).name;
  if (const auto* number = std::get_if<NumberArgument>(&argument)) return number->text;
  return "nullptr";
}

}  // namespace

const char* c_type(DType type) {
  switch (type) {
    case DType::kFloat32: return "float";
    case DType::kInt8: return "std::int8_t";
    case DType::kInt16: return "std::int16_t";
    case DType::kInt32: return "std::int32_t";
    case DType::kInt64: return "std::int64_t";
    case DType::kUint32: return "std::uint32_t";
    case DType::kUint8:
    case DType::kBool:
    case DType::kInt4: return "std::uint8_t";
  }
  return "std::uint8_t";
}

const char* plain_c_type(DType type) {
  const char* text = c_type(type);
  return std::strncmp(text, "std::", 5) == 0 ? text + 5 : text;
}

const char* element_type(Element element) {
  switch (element) {
    case Element::i8: return "std::int8_t";
    case Element::u8: return "std::uint8_t";
    case Element::i16: return "std::int16_t";
    case Element::i32: return "std::int32_t";
    case Element::i64: return "std::int64_t";
    case Element::f32: return "float";
    case Element::u32: return "std::uint32_t";
    case Element::multiplier: return "pin::Multiplier";
    case Element::channel_scale: return "pin::ChannelScale";
  }
  return "std::uint8_t";
}

std::string constant_declaration(const Constant& c) {
  return fmt::format("extern const {} {}[{}];\n", element_type(c.element), c.name, elements(c));
}

std::string array_definition(const std::string& qualifiers, Element element, const std::string& name, const Bytes& bytes) {
  const std::size_t count = bytes.size() / element_bytes(element);
  std::string text = fmt::format("{} {} {}[{}] = {{", qualifiers, element_type(element), name, count);
  std::string line;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string word = element_text(element, bytes, i) + ",";
    if (line.empty() || line.size() + word.size() + 1 > 118) {
      text += line + "\n";
      line = "   ";
    }
    line += " " + word;
  }
  return text + line + "\n};\n";
}

std::string constant_definition(const Constant& c) { return array_definition("alignas(16) extern const", c.element, c.name, c.bytes); }

std::string aligned_comments(const std::vector<CommentedLine>& lines) {
  std::size_t column = 0;
  for (const CommentedLine& line : lines) {
    if (!line.comment.empty() && line.code.size() <= 64) column = std::max(column, line.code.size());
  }
  std::string text;
  for (const auto& [code, comment] : lines) {
    text += code;
    if (!comment.empty()) text += std::string(code.size() < column ? column - code.size() : 0, ' ') + "  // " + comment;
    text += "\n";
  }
  return text;
}

std::string params_definition(const std::string& name, const Params& params) {
  std::vector<CommentedLine> lines;
  field_lines(params.fields, "    ", &lines);
  return fmt::format("constexpr {} {} = {{\n{}}};\n", params.type, name, aligned_comments(lines));
}

std::string plain_comment(const std::string& text) {
  std::string out = text;
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') c = '_';
  }
  return out;
}

std::string wrap(const std::string& text, std::size_t width, const std::string& indent) {
  std::string out, line;
  for (const std::string& word : split(text, ' ')) {
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = indent + word;
    } else {
      line += (line.empty() ? "" : " ") + word;
    }
  }
  return out + line;
}

std::string call_text(const Program& program, const Plan& plan, const Step& step, const std::string& params_name) {
  const std::string head = fmt::format("  pin::{}(", step.kernel);
  std::string out = head;
  std::size_t column = head.size();
  for (std::size_t i = 0; i < step.arguments.size(); ++i) {
    const bool last = i + 1 == step.arguments.size();
    const std::string text = argument_text(program, plan, step.arguments[i], params_name) + (last ? ");" : ",");
    if (column + text.size() + 1 > 120 && i > 0) {
      out += "\n" + std::string(head.size(), ' ');
      column = head.size();
    } else if (i > 0) {
      out += " ";
      ++column;
    }
    out += text;
    column += text.size();
  }
  return out + "\n";
}

std::string memory_map_text(const Program& program, const Plan& plan) {
  std::vector<std::size_t> order(program.buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return plan.offset_bytes[a] < plan.offset_bytes[b]; });
  std::string text;
  for (const std::size_t b : order) {
    const std::size_t begin = plan.offset_bytes[b];
    text += fmt::format("//   {:>7} .. {:<7} layers {:>3} to {:<3}  {}\n", begin, begin + program.buffers[b].bytes - 1,
                        plan.lifetimes[b].first, plan.lifetimes[b].last, plain_comment(program.buffers[b].name));
  }
  return text;
}

}  // namespace pinhole
