// libtorch, and the one place that includes it: its headers take seconds, so they are a precompiled header of pin_train.
#pragma once

#include <torch/torch.h>
