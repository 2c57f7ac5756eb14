// A kernel variant offered for a node: what it costs, whether it applies, and how to write its step. Made by the files in ops/.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lower/params.h"
#include "compiler/lower/program.h"
#include "compiler/lower/work.h"

namespace pinhole {

class Lowering;

// Fills in one step's arguments, in the order of the kernel's parameters.
class StepBuilder {
 public:
  StepBuilder(Lowering& lowering, Step& step) : lowering_(lowering), step_(step) {}

  template <class T>
  StepBuilder& params(const T& value) {
    step_.params = make_params(value);
    step_.arguments.push_back(ParamsArgument{});
    return *this;
  }
  // A value: a view of its buffer, or its data when it is constant (`role` names that: "weights").
  StepBuilder& read(ValueId id, const char* role = "operand", const char* element = "");
  StepBuilder& write(ValueId id, const char* element = "");
  // A packed constant "LAYER_role".
  StepBuilder& constant(const char* role, Element element, Bytes bytes);
  StepBuilder& scratch(std::size_t bytes, DType dtype);
  StepBuilder& null();
  StepBuilder& number(std::string text);
  // M3; ignored when `read_id` is a constant, is still needed later, or is the same buffer already.
  StepBuilder& overlap(ValueId read_id, ValueId written_id, std::size_t lead_bytes);
  StepBuilder& overlap_exactly(ValueId read_id, ValueId written_id);

 private:
  Lowering& lowering_;
  Step& step_;
};

struct Candidate {
  std::string kernel;           // function name, a row of device/kernels/kernels.def
  std::string unfit;            // why it does not apply here; empty: it does
  std::uint64_t work_macs = 0;  // of the layer
  std::uint64_t work_elements = 0;
  std::optional<Work> work = {};   // what the kernel really does, for rows of costs.def with further terms; none: macs and elements
  std::size_t constant_bytes = 0;  // packed constants beyond the graph's own
  std::size_t scratch_bytes = 0;
  std::function<void(StepBuilder&)> build;

  Work cost_terms() const { return work ? *work : Work{.macs = work_macs, .elements = work_elements}; }
};

}  // namespace pinhole
