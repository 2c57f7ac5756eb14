// The level between network and code: buffers in one arena, constants in flash, and steps that call one kernel variant each.
// Written by lower(), placed by plan/, printed by emit/. Nothing here knows operators of the graph any more.
//
// Rules (docs/memory.md):
//   M1 A buffer is alive from the first step that mentions it to the last one; input buffers from before the first step, output
//      buffers until after the last.
//   M2 A scratch buffer is alive during its step only.
//   M3 Two buffers alive at the same time may share bytes only if one is read for the last time and the other first written by one
//      step that declares Overlap{read, written, lead_bytes}, and address(read) >= address(written) + lead_bytes holds; with
//      `exact`, only if address(read) == address(written). In a Stream or Patches block the steps take turns: there an overlap counts only
//      when no other step of the block touches either buffer.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/file.h"
#include "compiler/ir/graph.h"
#include "compiler/lower/work.h"

namespace pinhole {

using BufferId = std::int32_t;
using ConstantId = std::int32_t;

enum class BufferKind : std::uint8_t { input, output, activation, scratch };

struct Buffer {
  std::string name;       // of the value, or "scratch of LAYER"
  std::size_t bytes;      // at least 1
  std::size_t alignment;  // power of two, at most 16
  BufferKind kind;
};

// A tensor, or some of its rows, inside a buffer. `rows` 0 stands for all of them; otherwise rows first_row .. first_row + rows - 1
// of axis 1, which lie in the buffer as a ring of `rows` rows (what a Stream's steps work on).
struct View {
  BufferId buffer;
  std::size_t offset_bytes;
  DType dtype;
  Shape shape;
  std::int32_t first_row = 0, rows = 0;
};

// multiplier: pin::Multiplier, 8 bytes; channel_scale: pin::ChannelScale, 16 bytes.
enum class Element : std::uint8_t { i8, u8, i16, i32, i64, f32, u32, multiplier, channel_scale };
std::size_t element_bytes(Element element);

struct Constant {
  std::string name;  // a C identifier, unique in the program: "stem_weights"
  Element element;
  Bytes bytes;  // packed as the kernel wants it, little-endian
};

// One field of a parameter struct, as text for emission: a value, or nested fields.
struct ParamField {
  std::string name;   // "in_h"; empty for elements of an array
  std::string value;  // "96", "-128", "6.0f"; empty when there are children
  std::vector<ParamField> children;
};
struct Params {
  std::string type;  // "pin::Conv2dInt"
  std::vector<ParamField> fields;
};

struct ParamsArgument {};  // the step's Params, by reference
// `element` names the pointed-to type where the kernel wants other than the view's ("std::uint16_t" for pad_16); empty: the view's.
struct ReadArgument {
  View view;
  std::string element;
};
struct WriteArgument {
  View view;
  std::string element;
};
struct ScratchArgument {
  BufferId buffer;
  DType dtype;
};
struct ConstantArgument {
  ConstantId constant;
};
struct NullArgument {};
struct NumberArgument {
  std::string text;
};  // a literal: an element count, a limit
using Argument = std::variant<ParamsArgument, ReadArgument, WriteArgument, ScratchArgument, ConstantArgument, NullArgument, NumberArgument>;

// M3: the step may write `written` into the bytes of `read` as long as address(read) >= address(written) + lead_bytes.
struct Overlap {
  BufferId read, written;
  std::size_t lead_bytes;
  bool exact = false;  // in place only (channel by channel, say), not sliding
};

struct Rejected {
  std::string kernel;
  std::string reason;  // "needs the DSP extension", "costs 1.9 Mcycles instead of 0.8"
};

struct Step {
  std::string layer;                // the graph's name of the layer
  std::string summary;              // "conv_2d 96x96x3 -> 48x48x8, 3x3 stride 2, relu6"
  std::string op;                   // the graph's operator: "conv_2d"
  std::string kernel;               // function name in kernels.def
  Params params;                    // type empty: the kernel has none
  std::vector<Argument> arguments;  // in the order of the kernel's parameters
  std::vector<Overlap> overlaps;
  std::uint64_t macs = 0;
  Work work;                           // of the kernel, in the terms of costs.def
  std::uint64_t estimated_cycles = 0;  // on the core lowered for; docs/kernels.md says how
  std::vector<Rejected> rejected;      // the alternatives, and why not
};

// Steps that run row by row: each produces `rows_per_turn` rows of its output before the next one consumes them. Rings are buffers
// whose views have rows > 0.
struct Stream {
  std::vector<Step> steps;
  std::int32_t rows_per_turn = 1;
};

// Steps that run patch by patch: patches_h * patches_w pieces of the last step's output, inputs with halo.
struct Patches {
  std::vector<Step> steps;
  std::int32_t patches_h = 1, patches_w = 1;
};

using ProgramItem = std::variant<Step, Stream, Patches>;

struct Program {
  std::string name;  // C identifier
  std::vector<Buffer> buffers;
  std::vector<Constant> constants;
  std::vector<ProgramItem> items;

  // One end of the network, with what a user needs to feed or read it.
  struct Port {
    std::string name;
    View view;
    float scale = 0.0f;  // 0: not quantised
    std::int32_t zero_point = 0;
  };
  std::vector<Port> inputs, outputs;
  std::vector<std::string> labels;
  std::map<std::string, std::string> metadata;

  const Buffer& buffer(BufferId id) const { return buffers[static_cast<std::size_t>(id)]; }
  const Constant& constant(ConstantId id) const { return constants[static_cast<std::size_t>(id)]; }
};

// Every step in order; those of a Stream or Patches share the position of their block (their buffers live through all of it).
struct PlacedStep {
  const Step* step;
  std::int32_t position;
};
std::vector<PlacedStep> placed_steps(const Program& program);

std::uint64_t constant_bytes(const Program& program);

// Throws InternalError unless ids are in range, views fit their buffers, every buffer is written before it is read, overlaps name
// two buffers that the step reads and writes, no pair twice, and constants have whole elements.
void check_program(const Program& program);

}  // namespace pinhole
