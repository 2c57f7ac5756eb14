#include "compiler/lower/program.h"

#include <set>

namespace pinhole {
namespace {

void check_buffer(const Program& program, BufferId id, const std::string& layer) {
  PIN_CHECK(id >= 0 && static_cast<std::size_t>(id) < program.buffers.size(), layer + ": a buffer's number");
}

void check_view(const Program& program, const View& view, const std::string& layer) {
  check_buffer(program, view.buffer, layer);
  Shape held = view.shape;
  PIN_CHECK(view.rows >= 0 && view.first_row >= 0, layer + ": a view's rows");
  if (view.rows > 0) {
    PIN_CHECK(held.rank >= 2 && view.first_row + view.rows <= held.dim[1], layer + ": a view's rows");
    held.dim[1] = view.rows;
  }
  const std::size_t bytes = pin::bytes_of(view.dtype, static_cast<std::size_t>(held.count()));
  PIN_CHECK(view.offset_bytes + bytes <= program.buffer(view.buffer).bytes, layer + ": a view leaves its buffer");
}

struct Uses {
  std::set<BufferId> reads, writes;
};

Uses check_arguments(const Program& program, const Step& step, const std::set<BufferId>& written) {
  Uses uses;
  for (const Argument& argument : step.arguments) {
    if (const auto* read = std::get_if<ReadArgument>(&argument)) {
      check_view(program, read->view, step.layer);
      uses.reads.insert(read->view.buffer);
      PIN_CHECK(written.count(read->view.buffer) == 1, step.layer + ": reads a buffer that nothing has written");
    } else if (const auto* write = std::get_if<WriteArgument>(&argument)) {
      check_view(program, write->view, step.layer);
      uses.writes.insert(write->view.buffer);
      PIN_CHECK(program.buffer(write->view.buffer).kind != BufferKind::scratch, step.layer + ": its output is scratch");
    } else if (const auto* scratch = std::get_if<ScratchArgument>(&argument)) {
      check_buffer(program, scratch->buffer, step.layer);
      PIN_CHECK(program.buffer(scratch->buffer).kind == BufferKind::scratch, step.layer + ": scratch that is none");
    } else if (const auto* constant = std::get_if<ConstantArgument>(&argument)) {
      PIN_CHECK(constant->constant >= 0 && static_cast<std::size_t>(constant->constant) < program.constants.size(),
                step.layer + ": a constant's number");
    }
  }
  PIN_CHECK(!uses.writes.empty(), step.layer + ": writes nothing");
  return uses;
}

void check_step(const Program& program, const Step& step, std::set<BufferId>* written) {
  const Uses uses = check_arguments(program, step, *written);
  written->insert(uses.writes.begin(), uses.writes.end());
  std::set<std::pair<BufferId, BufferId>> pairs;
  for (const Overlap& overlap : step.overlaps) {
    PIN_CHECK(uses.reads.count(overlap.read) == 1 && uses.writes.count(overlap.written) == 1, step.layer + ": an overlap of other buffers");
    PIN_CHECK(overlap.read != overlap.written, step.layer + ": an overlap of a buffer with itself");
    PIN_CHECK(pairs.emplace(overlap.read, overlap.written).second, step.layer + ": two overlaps of the same buffers");
  }
}

}  // namespace

std::size_t element_bytes(Element element) {
  switch (element) {
    case Element::i8:
    case Element::u8: return 1;
    case Element::i16: return 2;
    case Element::i32:
    case Element::u32:
    case Element::f32: return 4;
    case Element::i64:
    case Element::multiplier: return 8;
    case Element::channel_scale: return 16;
  }
  return 1;
}

std::vector<PlacedStep> placed_steps(const Program& program) {
  std::vector<PlacedStep> placed;
  std::int32_t position = 0;
  for (const ProgramItem& item : program.items) {
    if (const auto* step = std::get_if<Step>(&item)) {
      placed.push_back({step, position});
    } else {
      const auto& steps = std::holds_alternative<Stream>(item) ? std::get<Stream>(item).steps : std::get<Patches>(item).steps;
      for (const Step& inner : steps) placed.push_back({&inner, position});
    }
    ++position;
  }
  return placed;
}

std::uint64_t constant_bytes(const Program& program) {
  std::uint64_t sum = 0;
  for (const Constant& constant : program.constants) sum += constant.bytes.size();
  return sum;
}

void check_program(const Program& program) {
  std::set<BufferId> written;
  for (std::size_t i = 0; i < program.buffers.size(); ++i) {
    const Buffer& buffer = program.buffers[i];
    PIN_CHECK(buffer.bytes > 0, buffer.name + ": an empty buffer");
    PIN_CHECK(buffer.alignment > 0 && buffer.alignment <= 16 && (buffer.alignment & (buffer.alignment - 1)) == 0,
              buffer.name + ": alignment");
    if (buffer.kind == BufferKind::input) written.insert(static_cast<BufferId>(i));
  }
  for (const Constant& constant : program.constants) {
    PIN_CHECK(constant.bytes.size() % element_bytes(constant.element) == 0, constant.name + ": broken elements");
  }
  for (const PlacedStep& placed : placed_steps(program)) check_step(program, *placed.step, &written);
  for (const Program::Port& port : program.inputs) check_view(program, port.view, port.name);
  for (const Program::Port& port : program.outputs) {
    check_view(program, port.view, port.name);
    PIN_CHECK(written.count(port.view.buffer) == 1, port.name + ": an output that nothing writes");
  }
}

}  // namespace pinhole
