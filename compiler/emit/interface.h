// The user's side of an emitted model: ports, labels, top(), preprocess(), the C functions. For emit.cc.
#pragma once

#include <string>

#include "compiler/lower/program.h"
#include "compiler/plan/plan.h"

namespace pinhole {

struct Interface {
  std::string example;  // comment lines at the top of the header
  std::string header_includes;
  std::string labels;                  // kLabels
  std::string ports;                   // struct Input, Output, Top
  std::string declarations;            // members of Model
  std::string definitions;             // top() and preprocess()
  std::string preprocess_declaration;  // outside of Model
  std::string upper_name, c_declarations, c_definitions;
  bool uses_frames = false;
  std::size_t frame_scratch_bytes = 0;  // of the arena, free beside the input
};

// True if the network has one output that is a row of scores: Model::top() is generated.
bool has_top(const Program& program);
// True if every output has its label.
bool has_labels(const Program& program);

Interface describe_interface(const Program& program, const Plan& plan);

}  // namespace pinhole
