// Pieces of emitted text: types, literals, arrays, parameter structs, calls. For emit.cc.
#pragma once

#include <string>
#include <vector>

#include "compiler/lower/program.h"
#include "compiler/plan/plan.h"

namespace pinhole {

const char* c_type(DType type);        // "std::int8_t"
const char* plain_c_type(DType type);  // "int8_t", for the C header
const char* element_type(Element element);

// "alignas(16) extern const std::int8_t stem_weights[216] = {...};" with rows of numbers.
std::string constant_definition(const Constant& constant);
// The same with other words in front of the type: "static const".
std::string array_definition(const std::string& qualifiers, Element element, const std::string& name, const Bytes& bytes);
std::string constant_declaration(const Constant& constant);

struct CommentedLine {
  std::string code, comment;
};
// Lines of code with their comments in one column.
std::string aligned_comments(const std::vector<CommentedLine>& lines);

// "constexpr pin::Conv2dDsp kStep3 = {...};" with the fields' names behind their values.
std::string params_definition(const std::string& name, const Params& params);

// The whole call of a step, wrapped at 120 columns and indented by two.
std::string call_text(const Program& program, const Plan& plan, const Step& step, const std::string& params_name);

// Comment lines, one a buffer, by address.
std::string memory_map_text(const Program& program, const Plan& plan);

// A name from outside as a comment may hold it: no control characters, no backslash (at the end of a line it would go on).
std::string plain_comment(const std::string& text);

// Wraps words at `width` columns; following lines start with `indent`.
std::string wrap(const std::string& text, std::size_t width, const std::string& indent);

}  // namespace pinhole
