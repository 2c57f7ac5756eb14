#include "training/zoo/zoo.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "training/zoo/builder.h"

namespace pinhole {
namespace {

struct Row {
  ArchitectureInfo info;
  Graph (*build)(const NetworkOptions&);
};

std::vector<Row> rows() {
  return {
      {{"cnn",
        "plain 3x3 convolutions and max pools, for pictures of 28x28 to 128x128",
        "Pinhole, training/zoo/cnn.cc",
        {96, 96, 3, 2, 0.75},
        12},
       build_cnn},
      {{"mobilenet_v1",
        "MobileNetV1; alpha 0.25 at 96x96x3 is MLPerf Tiny's visual wake words network",
        "arXiv:1704.04861",
        {96, 96, 3, 2, 0.25},
        32},
       build_mobilenet_v1},
      {{"ds_cnn", "DS-CNN, MLPerf Tiny's keyword network: spectrograms of 49x10", "arXiv:1711.07128", {49, 10, 1, 12, 1.0}, 4},
       build_ds_cnn},
      {{"resnet_8", "ResNet-8, MLPerf Tiny's image classification network: 32x32x3", "arXiv:1512.03385", {32, 32, 3, 10, 1.0}, 8},
       build_resnet_8},
  };
}

const Row& find_row(const std::vector<Row>& all, std::string_view name) {
  std::vector<std::string> names;
  for (const Row& row : all) {
    if (row.info.name == name) return row;
    names.push_back(row.info.name);
  }
  const std::string near = nearest_name(name, names);
  throw Error({.file = {},
               .place = {},
               .problem = fmt::format("there is no network named '{}'", name),
               .expected = fmt::format("one of {}", fmt::join(names, ", ")),
               .got = {},
               .help = near.empty() ? std::string("pinhole zoo lists them") : fmt::format("did you mean '{}'?", near)});
}

void expect_between(const char* what, double least, double most, double got) {
  if (got >= least && got <= most) return;
  throw Error({.file = {},
               .place = {},
               .problem = fmt::format("the network's {} is out of range", what),
               .expected = fmt::format("{} to {}", least, most),
               .got = fmt::format("{}", got),
               .help = {}});
}

}  // namespace

std::vector<ArchitectureInfo> architectures() {
  std::vector<ArchitectureInfo> all;
  for (Row& row : rows()) all.push_back(std::move(row.info));
  return all;
}

ArchitectureInfo architecture(std::string_view name) { return find_row(rows(), name).info; }

Graph build_network(std::string_view name, const NetworkOptions& given) {
  const std::vector<Row> all = rows();
  const Row& row = find_row(all, name);
  NetworkOptions options = given;
  if (options.height == 0) options.height = row.info.usual.height;
  if (options.width == 0) options.width = row.info.usual.width;
  if (options.channels == 0) options.channels = row.info.usual.channels;
  if (options.alpha == 0.0) options.alpha = row.info.usual.alpha;
  expect_between("input height", row.info.least_side, 2048, options.height);
  expect_between("input width", row.info.least_side, 2048, options.width);
  expect_between("number of input channels", 1, 64, options.channels);
  expect_between("number of classes", 2, 4096, options.classes);
  expect_between("factor alpha", 0.01, 8.0, options.alpha);
  return row.build(options);
}

}  // namespace pinhole
