#include "simulator/serve.h"

#include <cstring>

#include "base/error.h"
#include "firmware/session.h"
#include "simulator/machine.h"

namespace pinhole {
namespace {

constexpr const char* kSession = "pin_session";

class Server {
 public:
  Server(Machine& machine, const Image& image, std::span<const SessionCase> cases) : machine_(machine), image_(image), cases_(cases) {
    if (!image.symbol(kSession, address_))
      throw Error({.file = image.path(), .problem = "the firmware has no variable 'pin_session'", .expected = "a pin::PinSession of firmware/session.h"});
  }

  std::vector<SessionResult> run() {
    std::vector<SessionResult> results;
    while (results.size() < cases_.size()) {
      place_ = "case " + std::to_string(results.size());
      const SessionCase& now = cases_[results.size()];
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
    throw Error({.file = image_.path(), .place = place_, .problem = "the firmware left the protocol of firmware/session.h",
                 .expected = "BKPT " + std::to_string(expected), .got = "BKPT " + std::to_string(got) + ", status " + std::to_string(status)});
  }

  pin::PinSession session() {
    pin::PinSession copy;
    std::memcpy(&copy, machine_.memory(address_, sizeof copy).data(), sizeof copy);
    if (copy.input_count > pin::kSessionMaxTensors || copy.output_count > pin::kSessionMaxTensors)
      throw Error({.file = image_.path(), .place = place_, .problem = "pin_session counts more tensors than it holds",
                   .expected = "at most " + std::to_string(pin::kSessionMaxTensors),
                   .got = std::to_string(copy.input_count) + " inputs, " + std::to_string(copy.output_count) + " outputs"});
    return copy;
  }

  void set_model(std::uint32_t model) { std::memcpy(machine_.memory(address_, 4).data(), &model, 4); }

  void fill(const SessionCase& now) {
    const pin::PinSession s = session();
    if (now.inputs.size() != s.input_count)
      throw Error({.file = image_.path(), .place = place_, .problem = "the case has another number of inputs than the model",
                   .expected = std::to_string(s.input_count), .got = std::to_string(now.inputs.size())});
    for (std::uint32_t i = 0; i < s.input_count; ++i) {
      if (now.inputs[i].size() != s.inputs[i].bytes)
        throw Error({.file = image_.path(), .place = place_ + ", input " + std::to_string(i), .problem = "the input has another size than the model's",
                     .expected = std::to_string(s.inputs[i].bytes) + " bytes", .got = std::to_string(now.inputs[i].size()) + " bytes"});
      if (s.inputs[i].bytes) std::memcpy(machine_.memory(s.inputs[i].address, s.inputs[i].bytes).data(), now.inputs[i].data(), s.inputs[i].bytes);
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
  std::uint32_t address_ = 0;
  std::string place_;
};

}  // namespace

std::vector<SessionResult> serve_cases(const Image& image, const Board& board, std::span<const SessionCase> cases, std::uint64_t instruction_limit) {
  return with_exact_faults({.instruction_limit = instruction_limit}, [&](const MachineOptions& options) {
    Machine machine(image, board, options);
    return Server(machine, image, cases).run();
  });
}

}  // namespace pinhole
