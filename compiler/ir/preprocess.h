// How pictures become the network's input, kept with the network as text (Graph::metadata[kPreprocessKey]), so that the trainer, the
// evaluator and the emitted code use one description.
#pragma once

#include <string>

#include "device/frame/preprocess.h"

namespace pinhole {

inline constexpr const char* kPreprocessKey = "pinhole.preprocess";

// "crop=centre; resize=area; width=96; height=96; channels=3; mean=0.5,0.5,0.5; deviation=0.5,0.5,0.5; rectangle=0,0,0,0".
// scale and zero_point are not part of it: they belong to the input tensor.
std::string preprocess_text(const pin::Preprocess& preprocess);

// Throws Error naming the word that cannot be read.
pin::Preprocess parse_preprocess(const std::string& text);

}  // namespace pinhole
