// The device's operators, all of them: the one place that names the families' headers for the host.
#pragma once

#include "device/kernels/add/add.h"
#include "device/kernels/concatenation/concatenation.h"
#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/copy/copy.h"
#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "device/kernels/dequantize/dequantize.h"
#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/logistic/logistic.h"
#include "device/kernels/mean/mean.h"
#include "device/kernels/mul/mul.h"
#include "device/kernels/pad/pad.h"
#include "device/kernels/pool_2d/pool_2d.h"
#include "device/kernels/quantize/quantize.h"
#include "device/kernels/relu/relu.h"
#include "device/kernels/softmax/softmax.h"
