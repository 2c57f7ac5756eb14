#include "tests/report/example.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace pinhole {
namespace {

std::string class_name(std::size_t i) {
  static const char* const kNames[] = {"healthy", "rust", "scab \"early\"", "</script><b>mould</b>", "black rot", "Mehltau (\xc3\xa4lter)"};
  return i < std::size(kNames) ? kNames[i] : fmt::format("class {:03}", i);
}

ReportData data(std::size_t classes) {
  ReportData d{.path = "plants", .kind = "class folders"};
  for (std::size_t i = 0; i < classes; ++i)
    d.classes.push_back({class_name(i), 400 + 37 * (i * 7 % 11), 50 + i % 9, 100 + 3 * (i % 13), i == 1 ? 2u : 0u});
  d.warnings = {
      "12 pictures stand in more than one class",
      "eight pixels of the edge alone tell the class in 41 % of the pictures (chance: 17 %): the background may be what is learned"};
  d.problems = {{"rust/IMG_0041.jpg", "the file ends after 2,304 of 9,120 bytes"}, {"rust/'quoted' & <odd>.png", "not a picture"}};
  return d;
}

std::vector<ReportEpoch> history(int epochs) {
  std::vector<ReportEpoch> out;
  Random random(7);
  for (int e = 1; e <= epochs; ++e) {
    const double t = static_cast<double>(e) / epochs, noise = random.uniform(-0.02, 0.02);
    out.push_back({e, 0.12 + 1.6 * std::exp(-4 * t) + noise / 2, 0.975 - 0.5 * std::exp(-4.5 * t),
                   0.24 + 1.35 * std::exp(-5 * t) + 0.06 * t * t + noise, 0.93 - 0.42 * std::exp(-5 * t) - noise / 2,
                   0.01 * 0.5 * (1 + std::cos(3.14159265 * t)), e == epochs - 4});
  }
  return out;
}

ReportConfusion confusion(std::size_t n) {
  ReportConfusion c{.engine = "int8 on the host"};
  Random random(11);
  c.counts.assign(n * n, 0);
  for (std::size_t t = 0; t < n; ++t) {
    c.labels.push_back(class_name(t));
    for (std::uint64_t picture = 0; picture < 100 + 3 * (t % 13); ++picture) {
      const bool near = random.uniform() < 0.6;
      const std::size_t other = near ? (t + 1) % n : random.below(n);
      ++c.counts[t * n + (random.uniform() < 0.92 - 0.02 * static_cast<double>(t % 5) ? t : other)];
    }
  }
  return c;
}

std::vector<ReportMistake> mistakes() {
  std::vector<ReportMistake> out;
  for (std::uint32_t i = 0; i < 10; ++i) {
    const double score = 0.998 - 0.013 * i;
    out.push_back({example_png(96, i), class_name(i % 5), class_name((i + 1 + i % 3) % 5), score,
                   i == 4 ? kReportAbsent : (1 - score) * 0.7,
                   fmt::format("plants/test/{}/IMG_{:04}.jpg", i == 3 ? "<img src=x onerror=\"alert(1)\">" : "leaf", 17 * i + 4)});
  }
  return out;
}

ReportLayers layers() {
  ReportLayers out{.counted = true};
  int side = 48, channels = 8;
  out.layers.push_back({.name = "stem",
                        .op = "conv_2d",
                        .kernel = "conv_2d_s8_dsp",
                        .summary = "conv_2d 96x96x3 -> 48x48x8, 3x3 stride 2, relu6",
                        .macs = 497'664,
                        .instructions = 1'391'202,
                        .cycles = 1'812'440,
                        .weights_bytes = 312,
                        .sqnr_db = 38.4,
                        .rejected = {"conv_2d_s8_portable costs 7.1 Mcycles instead of 1.8", "conv_2d_s8_1x1 needs a 1x1 window"}});
  for (int block = 1; block <= 13; ++block) {
    const int stride = block == 2 || block == 4 || block == 6 || block == 12 ? 2 : 1;
    const int next = stride == 2 || block == 1 ? channels * 2 : channels, out_side = side / stride;
    const auto pixels = static_cast<std::uint64_t>(out_side) * static_cast<std::uint64_t>(out_side);
    const auto in = static_cast<std::uint64_t>(channels), to = static_cast<std::uint64_t>(next);
    out.layers.push_back(
        {.name = fmt::format("dw{}", block),
         .op = "depthwise_conv_2d",
         .kernel = "depthwise_conv_2d_s8_dsp_3x3",
         .summary = fmt::format("depthwise_conv_2d {0}x{0}x{1} -> {2}x{2}x{1}, 3x3 stride {3}, relu6", side, channels, out_side, stride),
         .macs = pixels * in * 9,
         .instructions = pixels * in * 17,
         .cycles = pixels * in * 22,
         .weights_bytes = in * 21,
         .sqnr_db = 36.0 - block * 0.7 - (block == 5 ? 12 : 0),
         .rejected = {"depthwise_conv_2d_s8_portable costs 3.4 times as much"}});
    out.layers.push_back({.name = fmt::format("pw{}", block),
                          .op = "conv_2d",
                          .kernel = "conv_2d_s8_1x1_dsp",
                          .summary = fmt::format("conv_2d {0}x{0}x{1} -> {0}x{0}x{2}, 1x1, relu6", out_side, channels, next),
                          .macs = pixels * in * to,
                          .instructions = pixels * in * to * 3 / 2,
                          .cycles = pixels * in * to * 9 / 5 + pixels * 40,
                          .weights_bytes = in * to + to * 12,
                          .sqnr_db = 35.5 - block * 0.7});
    side = out_side;
    channels = next;
  }
  out.layers.push_back({.name = "pool",
                        .op = "mean",
                        .kernel = "mean_s8",
                        .summary = "mean 3x3x256 -> 256",
                        .macs = 0,
                        .instructions = 9'120,
                        .cycles = 12'006,
                        .sqnr_db = 27.1});
  out.layers.push_back({.name = "classes",
                        .op = "dense",
                        .kernel = "dense_s8_dsp",
                        .summary = "dense 256 -> 6",
                        .macs = 1'536,
                        .instructions = 3'301,
                        .cycles = 4'512,
                        .weights_bytes = 1'608,
                        .sqnr_db = 26.8});
  out.layers.push_back({.name = "softmax",
                        .op = "softmax",
                        .kernel = "softmax_s8",
                        .summary = "softmax 6",
                        .macs = 0,
                        .instructions = 1'830,
                        .cycles = 2'455,
                        .sqnr_db = 31.0});
  return out;
}

// Activations alternate between the two ends of the arena; convolutions take scratch between them.
ReportMemoryMap memory_map(const ReportLayers& of) {
  ReportMemoryMap map;
  std::vector<std::uint64_t> bytes{96 * 96 * 3, 48 * 48 * 8};
  std::uint64_t side = 48, channels = 8;
  for (int block = 1; block <= 13; ++block) {
    const bool halve = block == 2 || block == 4 || block == 6 || block == 12;
    if (halve) side /= 2;
    bytes.push_back(side * side * channels);
    if (halve || block == 1) channels *= 2;
    bytes.push_back(side * side * channels);
  }
  bytes.insert(bytes.end(), {256, 16, 16});
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
    map.lower_bound_bytes = std::max(map.lower_bound_bytes, bytes[i] + bytes[i + 1] + 1'152);
  map.arena_bytes = (map.lower_bound_bytes + 2'320) / 16 * 16;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto position = static_cast<std::int32_t>(i);
    const bool last = i + 1 == bytes.size();
    map.buffers.push_back({i == 0 ? "input"
                           : last ? "output"
                                  : of.layers[i - 1].name,
                           i == 0 ? "input"
                           : last ? "output"
                                  : "activation",
                           i % 2 == 0 ? 0 : map.arena_bytes - bytes[i], bytes[i], position - 1,
                           last ? static_cast<std::int32_t>(of.layers.size()) : position});
  }
  for (std::size_t i = 0; i < of.layers.size(); ++i) {
    map.positions.push_back(of.layers[i].name);
    const std::uint64_t below = i % 2 == 0 ? bytes[i] : bytes[i + 1];
    if (of.layers[i].op == "conv_2d")
      map.buffers.push_back(
          {"scratch of " + of.layers[i].name, "scratch", below, 1'152, static_cast<std::int32_t>(i), static_cast<std::int32_t>(i)});
  }
  return map;
}

}  // namespace

ReportInput example_report(std::size_t classes) {
  ReportInput in{
      .title = "leaf & <co> on nano33ble", .created_by = "Pinhole 0.1.0", .board = "Arduino Nano 33 BLE (Sense), Cortex-M4 at 64 MHz"};
  in.run_toml =
      "# the run, with all defaults filled in\n[data]\npath = \"plants\"\nseed = 1\n\n[network]\nname = \"mobilenet_v1\"\nalpha = "
      "0.25\ninput = [96, 96, 3]\n\n[train]\nepochs = 30\nbatch = 64\n";
  in.data = data(classes);
  in.history = history(30);
  in.accuracies = {{"float", 641, 690, ""},
                   {"int8 on the host", 638, 690, ""},
                   {"int8 on nano33ble (emulated)", 186, 200, "the first 200 test pictures"}};
  in.confusion = confusion(classes);
  in.mistakes = mistakes();
  in.layers = layers();
  in.memory_map = memory_map(*in.layers);
  in.timing = ReportTiming{.clock_hz = 64'000'000,
                           .stall_cycles = 1'204'113,
                           .volts = 3.0,
                           .milliamperes = 3.3,
                           .supply_source = "nRF52840 Product Specification, Current consumption"};
  std::uint64_t weights = 0;
  for (const ReportLayer& layer : in.layers->layers) {
    in.timing->instructions += layer.instructions;
    in.timing->cycles += layer.cycles;
    weights += layer.weights_bytes;
  }
  in.timing->cycles += 214;
  in.sizes = ReportSizes{.ram = {{{"arena", in.memory_map->arena_bytes, "input and output included"},
                                  {"stack", 1'184, "deepest point of run(), painted"},
                                  {"other static", 312, ".data and .bss of the firmware"},
                                  {"framework", 44'552, "Arduino mbed_nano core, empty sketch"}},
                                 262'144,
                                 "RAM of the nRF52840"},
                         .flash = {{{"weights", weights, "packed for the kernels"},
                                    {"code", 21'764, "start-up code included"},
                                    {"framework", 85'328, "Arduino mbed_nano core, empty sketch"}},
                                   983'040,
                                   "flash without the boot loader"}};
  in.figures = {{"instructions", "counted", "Each instruction that the emulator executed."},
                {"cycles", "estimated", "Instructions weighted by the core's table, memory without wait states."},
                {"stack", "counted", "The lowest address written below the stack pointer of run()'s caller."},
                {"energy", "estimated", "Supply current from the vendor's data sheet times the estimated time."}};
  in.files = {{"leaf.h", 3'104, "the interface"},
              {"leaf.cc", 18'220, "the steps"},
              {"leaf_weights.cc", 1'202'114, "the constants"},
              {"leaf.tflite", 301'568, "the int8 network"}};
  in.commands = {"pinhole build --config pinhole.toml", "pinhole verify out --board nano33ble"};
  return in;
}

}  // namespace pinhole
