#include "simulator/serve.h"

#include <cstring>
#include <set>

#include "base/error.h"
#include "firmware/session.h"
#include "simulator/machine.h"

namespace pinhole {
namespace {

constexpr const char* kSession = "pin_session";

class Server {
 public:
  // Serves the cases with these numbers, in this order.
  Server(Machine& machine, const Image& image, std::span<const SessionCase> cases, std::span<const std::size_t> order)
      : machine_(machine), image_(image), cases_(cases), order_(order) {
    if (!image.symbol(kSession, address_))
      throw Error({.file = image.path(),
                   .problem = "the firmware has no variable 'pin_session'",
                   .expected = "a pin::PinSession of firmware/session.h"});
  }

  std::vector<SessionResult> run() {
    std::vector<SessionResult> results;
    for (const std::size_t number : order_) {
      place_ = "case " + std::to_string(number);
      const SessionCase& now = cases_[number];
      step(pin::kSelect);
      set_model(now.model);
      step(pin::kFill);
      fill(now);
      const std::uint64_t before = machine_.instructions();
      step(pin::kCollect);
      results.push_back(collect());
      results.back().instructions = machine_.instructions() - before;
    }
    return results;
  }

 private:
  void step(pin::SessionBreakpoint expected) {
    std::uint8_t got = 0;
    try {
      got = machine_.resume();
    } catch (const Error& error) {
      Error::Parts parts = error.parts();
      parts.place = place_ + ", " + parts.place;
      throw Error(parts);
    }
    if (got == expected) return;
    const std::uint32_t status = session().status;
    throw Error({.file = image_.path(),
                 .place = place_,
                 .problem = "the firmware left the protocol of firmware/session.h",
                 .expected = "breakpoint " + std::to_string(expected),
                 .got = "breakpoint " + std::to_string(got) + ", status " + std::to_string(status)});
  }

  pin::PinSession session() {
    pin::PinSession copy;
    std::memcpy(&copy, machine_.memory(address_, sizeof copy).data(), sizeof copy);
    if (copy.input_count > pin::kSessionMaxTensors || copy.output_count > pin::kSessionMaxTensors)
      throw Error({.file = image_.path(),
                   .place = place_,
                   .problem = "pin_session counts more tensors than it holds",
                   .expected = "at most " + std::to_string(pin::kSessionMaxTensors),
                   .got = std::to_string(copy.input_count) + " inputs, " + std::to_string(copy.output_count) + " outputs"});
    return copy;
  }

  void set_model(std::uint32_t model) { std::memcpy(machine_.memory(address_, 4).data(), &model, 4); }

  void fill(const SessionCase& now) {
    const pin::PinSession s = session();
    if (now.inputs.size() != s.input_count)
      throw Error({.file = image_.path(),
                   .place = place_,
                   .problem = "the case has another number of inputs than the model",
                   .expected = std::to_string(s.input_count),
                   .got = std::to_string(now.inputs.size())});
    for (std::uint32_t i = 0; i < s.input_count; ++i) {
      if (now.inputs[i].size() != s.inputs[i].bytes)
        throw Error({.file = image_.path(),
                     .place = place_ + ", input " + std::to_string(i),
                     .problem = "the input has another size than the model's",
                     .expected = std::to_string(s.inputs[i].bytes) + " bytes",
                     .got = std::to_string(now.inputs[i].size()) + " bytes"});
      if (s.inputs[i].bytes)
        std::memcpy(machine_.memory(s.inputs[i].address, s.inputs[i].bytes).data(), now.inputs[i].data(), s.inputs[i].bytes);
    }
  }

  SessionResult collect() {
    const pin::PinSession s = session();
    SessionResult result{.status = s.status, .instructions = 0, .outputs = {}};
    for (std::uint32_t i = 0; i < s.output_count; ++i) {
      const auto bytes = std::as_bytes(machine_.memory(s.outputs[i].address, s.outputs[i].bytes));
      result.outputs.emplace_back(bytes.begin(), bytes.end());
    }
    return result;
  }

  Machine& machine_;
  const Image& image_;
  std::span<const SessionCase> cases_;
  std::span<const std::size_t> order_;
  std::uint32_t address_ = 0;
  std::string place_;
};

std::vector<SessionResult> serve(const Image& image, const Board& board, std::span<const SessionCase> cases,
                                 std::span<const std::size_t> order, const MachineOptions& options) {
  return with_exact_faults(options, [&](const MachineOptions& now) {
    Machine machine(image, board, now);
    return Server(machine, image, cases, order).run();
  });
}

}  // namespace

std::vector<SessionResult> serve_cases(const Image& image, const Board& board, std::span<const SessionCase> cases,
                                       std::uint64_t instruction_limit) {
  std::set<std::uint32_t> models;
  std::vector<std::size_t> first_of_model, all;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    all.push_back(i);
    if (models.insert(cases[i].model).second) first_of_model.push_back(i);
  }
  // Alignment is checked only with memory hooks, which are slow: one case of every model.
  serve(image, board, cases, first_of_model, {.memory_pass = true, .instruction_limit = instruction_limit, .traced = {}});
  return serve(image, board, cases, all, {.memory_pass = false, .instruction_limit = instruction_limit, .traced = {}});
}

}  // namespace pinhole
