// The text form of a Graph (.pin): stable, made for diffs, read back to the same Graph. Used by --dump-after, `inspect`, saved models and
// the goldens of passes. docs/ir.md describes every line. The reader treats its input as hostile.
//
//   pinhole graph 1
//   graph "main"
//   input %0 : i8[1,4,4,2] q(0.5, -1) "image"
//   const @stem.w : i8[3,3,3,2] q([0.1, 0.2, 0.3], 0) = data(0, 54, 0x63f2394d8c2a1926)
//   %3 = conv_2d %0, @stem.w, none {stride_h = 2} : i8[1,2,4,3] q(0.7, 3) "stem"
//   output %3
//
// Every value of the graph has a number: %N of one that is computed is its ValueId; constants take the numbers that are left over, in
// the order of their lines. Text with gaps in its numbers is read too; the numbers are then closed up in order.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "compiler/ir/graph.h"

namespace pinhole {

inline constexpr std::string_view kTextFirstLine = "pinhole graph 1";
inline constexpr std::int32_t kInlineElements = 16;  // constants of at most so many elements stand in the text

// Larger constants and metadata are appended to *side_data at multiples of 16, equal ones once, and referred to by offset, bytes and
// hash. With side_data == null everything stands in the text. The graph must be in order (verify.h), but may have unused values.
std::string print_text(const Graph& graph, Bytes* side_data);

// Throws Error (file; place: line and column; expected, got). `side_data` may be empty when the text refers to none. The result has not
// been through verify().
Graph parse_text(std::string_view text, std::span<const std::byte> side_data, const std::string& file);

// "text" in double quotes; quotes, backslashes, control characters and bytes that are not UTF-8 are escaped.
std::string quote_text(std::string_view text);

}  // namespace pinhole
