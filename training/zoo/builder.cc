#include "training/zoo/builder.h"

#include <algorithm>
#include <cmath>

namespace pinhole {

Builder::Builder(std::string graph_name, const NetworkOptions& options) : options_(options), random_(options.seed) {
  graph_.name = std::move(graph_name);
  at_ = graph_.add({"input", DType::kFloat32, make_shape({1, options.height, options.width, options.channels}), {}, nullptr});
  graph_.inputs = {at_};
}

std::int32_t Builder::scaled(std::int32_t published) const {
  return std::max(4, 4 * static_cast<std::int32_t>(std::lround(published * options_.alpha / 4.0)));
}

ValueId Builder::weights(const std::string& name, Shape shape, std::int32_t inputs_of_a_filter) {
  const double limit = std::sqrt(6.0 / inputs_of_a_filter);
  std::vector<float> values(static_cast<std::size_t>(shape.count()));
  for (float& value : values) value = static_cast<float>(random_.uniform(-limit, limit));
  return graph_.add_constant<float>(name, DType::kFloat32, shape, values);
}

void Builder::batch_norm(const std::string& name, pin::Activation activation) {
  const std::int32_t c = channels();
  const std::vector<float> ones(static_cast<std::size_t>(c), 1.0f), zeros(static_cast<std::size_t>(c), 0.0f);
  const ValueId scale = graph_.add_constant<float>(name + ".bn.scale", DType::kFloat32, make_shape({c}), ones);
  const ValueId shift = graph_.add_constant<float>(name + ".bn.shift", DType::kFloat32, make_shape({c}), zeros);
  at_ = graph_.append(Op::mul, pin::MulAttributes{}, {at_, scale}, name + ".scaled");
  at_ = graph_.append(Op::add, pin::AddAttributes{.activation = activation}, {at_, shift}, name);
}

void Builder::conv(const std::string& name, std::int32_t out_channels, Filter f, pin::Activation activation) {
  const std::int32_t in = channels();
  const ValueId w = weights(name + ".weights", make_shape({out_channels, f.height, f.width, in}), f.height * f.width * in);
  at_ = graph_.append(Op::conv_2d, pin::Conv2dAttributes{.stride_h = f.stride, .stride_w = f.stride}, {at_, w}, name + ".conv");
  batch_norm(name, activation);
}

void Builder::depthwise(const std::string& name, Filter f, pin::Activation activation) {
  const ValueId w = weights(name + ".weights", make_shape({1, f.height, f.width, channels()}), f.height * f.width);
  at_ = graph_.append(Op::depthwise_conv_2d, pin::DepthwiseConv2dAttributes{.stride_h = f.stride, .stride_w = f.stride}, {at_, w},
                      name + ".conv");
  batch_norm(name, activation);
}

void Builder::max_pool(const std::string& name) {
  at_ = graph_.append(Op::max_pool_2d, pin::Pool2dAttributes{.stride_h = 2, .stride_w = 2, .filter_h = 2, .filter_w = 2}, {at_}, name);
}

void Builder::residual(const std::string& name, ValueId shortcut, pin::Activation activation) {
  at_ = graph_.append(Op::add, pin::AddAttributes{.activation = activation}, {shortcut, at_}, name);
}

void Builder::global_mean(const std::string& name) {
  const std::int32_t axes[] = {1, 2};
  const ValueId constant = graph_.add_constant<std::int32_t>(name + ".axes", DType::kInt32, make_shape({2}), axes);
  at_ = graph_.append(Op::mean, pin::MeanAttributes{}, {at_, constant}, name);
}

void Builder::global_average_pool(const std::string& name) {
  const Shape in = shape();
  at_ = graph_.append(
      Op::average_pool_2d,
      pin::Pool2dAttributes{
          .padding = pin::Padding::kValid, .stride_h = in.dim[1], .stride_w = in.dim[2], .filter_h = in.dim[1], .filter_w = in.dim[2]},
      {at_}, name);
  at_ = graph_.append(Op::reshape, pin::ReshapeAttributes{.new_shape = make_shape({1, in.dim[3]})}, {at_}, name + ".flat");
}

Graph Builder::classify() {
  const std::int32_t depth = shape().dim[shape().rank - 1];
  const ValueId w = weights("classes.weights", make_shape({options_.classes, depth}), depth);
  const std::vector<float> zeros(static_cast<std::size_t>(options_.classes), 0.0f);
  const ValueId bias = graph_.add_constant<float>("classes.bias", DType::kFloat32, make_shape({options_.classes}), zeros);
  at_ = graph_.append(Op::fully_connected, pin::FullyConnectedAttributes{}, {at_, w, bias}, "classes");
  at_ = graph_.append(Op::softmax, pin::SoftmaxAttributes{}, {at_}, "probabilities");
  graph_.outputs = {at_};
  return std::move(graph_);
}

}  // namespace pinhole
