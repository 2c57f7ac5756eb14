// Reads an operator's options table into the attributes that its kernel takes: one overload an attributes struct. Called by
// operators.h while a model is loaded. Field ids and defaults are those of the public schema; an absent table has all defaults, which for
// windows means a stride of 0: the kernel's prepare refuses that.
//
// kBadModel: an enum value that the schema does not have. kUnsupportedModel: a weights format other than the plain one.
// A violation of the buffer's bounds is left to reader.ok().
#pragma once

#include "device/interpreter/reader.h"
#include "device/kernels/add/add.h"
#include "device/kernels/concatenation/concatenation.h"
#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/copy/copy.h"
#include "device/kernels/copy/view.h"
#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/gather/gather.h"
#include "device/kernels/mean/mean.h"
#include "device/kernels/mirror_pad/mirror_pad.h"
#include "device/kernels/move/rearrange.h"
#include "device/kernels/move/slice.h"
#include "device/kernels/move/split.h"
#include "device/kernels/mul/mul.h"
#include "device/kernels/pool_2d/pool_2d.h"
#include "device/kernels/resize/resize.h"
#include "device/kernels/shape/shape.h"
#include "device/kernels/softmax/softmax.h"

namespace pin {

Status read_options(Reader&, const Table&, Conv2dAttributes*);
Status read_options(Reader&, const Table&, DepthwiseConv2dAttributes*);
Status read_options(Reader&, const Table&, FullyConnectedAttributes*);
Status read_options(Reader&, const Table&, Pool2dAttributes*);
Status read_options(Reader&, const Table&, AddAttributes*);
Status read_options(Reader&, const Table&, MulAttributes*);
Status read_options(Reader&, const Table&, ReshapeAttributes*);
Status read_options(Reader&, const Table&, SoftmaxAttributes*);
Status read_options(Reader&, const Table&, MeanAttributes*);
Status read_options(Reader&, const Table&, ConcatenationAttributes*);
Status read_options(Reader&, const Table&, BlockAttributes*);
Status read_options(Reader&, const Table&, GatherAttributes*);
Status read_options(Reader&, const Table&, MirrorPadAttributes*);
Status read_options(Reader&, const Table&, PackAttributes*);
Status read_options(Reader&, const Table&, ResizeBilinearAttributes*);
Status read_options(Reader&, const Table&, ResizeNearestAttributes*);
Status read_options(Reader&, const Table&, ShapeAttributes*);
Status read_options(Reader&, const Table&, SplitAttributes*);
Status read_options(Reader&, const Table&, SqueezeAttributes*);
Status read_options(Reader&, const Table&, StridedSliceAttributes*);
Status read_options(Reader&, const Table&, UnpackAttributes*);
inline Status read_options(Reader&, const Table&, NoAttributes*) { return Status::kOk; }

}  // namespace pin
