// Keras' names for the groups of weights in a .keras archive. Used by architecture.cc only.
#pragma once

#include <string>
#include <string_view>

namespace pinhole::keras {

// "DepthwiseConv2D" -> "depthwise_conv2d", "ReLU" -> "re_lu". Source: keras/src/utils/naming.py, to_snake_case: drop what is no letter,
// digit or '_'; '_' before a capital with small letters behind it; '_' between a small letter and a capital; then all small.
std::string snake_case(std::string_view class_name);

}  // namespace pinhole::keras
