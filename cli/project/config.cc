#include "cli/project/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include "base/error.h"
#include "base/file.h"
#include "boards/toml_table.h"

namespace pinhole {
namespace {

constexpr const char* kCrops[] = {"centre", "stretch", "rectangle"};
constexpr const char* kResizes[] = {"area", "bilinear"};
constexpr const char* kGoals[] = {"latency", "ram", "flash", "balanced"};
constexpr const char* kRanges[] = {"min-max", "percentile", "least-error"};

template <class Enum, std::size_t N>
void read_choice(TomlTable& table, const char* key, const char* const (&names)[N], Enum* value) {
  if (!table.has(key)) return;
  const std::string text = table.text(key);
  for (std::size_t i = 0; i < N; ++i) {
    if (text == names[i]) {
      *value = static_cast<Enum>(i);
      return;
    }
  }
  table.refuse(fmt::format("'{}' has none of its values", key), fmt::format("one of {}", fmt::join(names, ", ")), text, {}, key);
}

void read_integer(TomlTable& table, const char* key, std::int32_t* value, std::uint64_t low, std::uint64_t high) {
  *value = static_cast<std::int32_t>(table.integer_or(key, static_cast<std::uint64_t>(*value), low, high));
}
void read_integer(TomlTable& table, const char* key, std::uint32_t* value, std::uint64_t low, std::uint64_t high) {
  *value = static_cast<std::uint32_t>(table.integer_or(key, *value, low, high));
}

void read_data(TomlTable table, TrainOptions* t) {
  t->data = table.text_or("path", t->data);
  t->labels = table.text_or("labels", t->labels);
  t->validation_share = table.number_or("validation", t->validation_share, 0, 0.9);
  t->test_share = table.number_or("test", t->test_share, 0, 0.9);
  t->seed = table.integer_or("seed", t->seed, 0, ~std::uint64_t{0} >> 1);
  table.finish();
}

void read_three(TomlTable& table, const char* key, float (&values)[3], double low, double high) {
  // One number for all channels, or channel by channel: mean = 0.5, mean_r = 0.4 ...
  const double all = table.number_or(key, static_cast<double>(values[0]), low, high);
  const bool given = table.has(key);
  const char* suffixes[] = {"_r", "_g", "_b"};
  for (int c = 0; c < 3; ++c) {
    values[c] = static_cast<float>(
        table.number_or((std::string(key) + suffixes[c]).c_str(), given ? all : static_cast<double>(values[c]), low, high));
  }
}

void read_input(TomlTable table, pin::Preprocess* p) {
  read_integer(table, "width", &p->width, 0, pin::kMaxOutputSide);
  read_integer(table, "height", &p->height, 0, pin::kMaxOutputSide);
  read_integer(table, "channels", &p->channels, 0, 3);
  read_choice(table, "crop", kCrops, &p->crop);
  read_choice(table, "resize", kResizes, &p->resize);
  read_three(table, "mean", p->mean, -10, 10);
  read_three(table, "deviation", p->deviation, 1e-6, 100);
  table.finish();
}

void read_network(TomlTable table, TrainOptions* t) {
  t->architecture = table.text_or("architecture", t->architecture);
  t->alpha = table.number_or("alpha", t->alpha, 0, 8);
  table.finish();
}

void read_train(TomlTable table, TrainOptions* t) {
  read_integer(table, "epochs", &t->epochs, 0, 100000);
  read_integer(table, "batch", &t->batch, 0, 65536);
  t->learning_rate = table.number_or("learning_rate", t->learning_rate, 0, 100);
  t->warmup_epochs = table.number_or("warmup_epochs", t->warmup_epochs, 0, 1000);
  t->momentum = table.number_or("momentum", t->momentum, 0, 1);
  t->weight_decay = table.number_or("weight_decay", t->weight_decay, 0, 1);
  t->label_smoothing = table.number_or("label_smoothing", t->label_smoothing, 0, 0.99);
  t->device = table.text_or("device", t->device);
  read_integer(table, "threads", &t->threads, 0, 1024);
  table.finish();
}

void read_augment(TomlTable table, Augment* a) {
  a->flip_horizontal = table.boolean_or("flip_horizontal", a->flip_horizontal);
  a->flip_vertical = table.boolean_or("flip_vertical", a->flip_vertical);
  a->shift = table.number_or("shift", a->shift, 0, 0.5);
  a->rotate_deg = table.number_or("rotate_deg", a->rotate_deg, 0, 180);
  a->zoom = table.number_or("zoom", a->zoom, 0, 0.5);
  a->brightness = table.number_or("brightness", a->brightness, 0, 1);
  a->contrast = table.number_or("contrast", a->contrast, 0, 1);
  a->cutout = table.number_or("cutout", a->cutout, 0, 1);
  table.finish();
}

void read_quantize(TomlTable table, RunConfig* c) {
  read_choice(table, "range", kRanges, &c->range);
  read_integer(table, "calibration_pictures", &c->calibration_pictures, 1, 100000);
  table.finish();
}

void read_board(TomlTable table, RunConfig* c) {
  c->board = table.text_or("name", c->board);
  read_choice(table, "optimize", kGoals, &c->goal);
  read_integer(table, "stack_bytes", &c->stack_bytes, 1024, 1 << 20);
  read_integer(table, "test_pictures", &c->board_pictures, 0, 10'000'000);
  table.finish();
}

std::string three_text(const char* key, const float (&v)[3], const char* comment) {
  if (v[0] == v[1] && v[1] == v[2])
    return fmt::format("{} = {}  # {}\n", key,
                       static_cast<double>(v[0]) == static_cast<int>(v[0]) ? fmt::format("{:.1f}", v[0]) : fmt::format("{}", v[0]),
                       comment);
  return fmt::format("{0}_r = {1}  # {4}, channel by channel\n{0}_g = {2}\n{0}_b = {3}\n", key, v[0], v[1], v[2], comment);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string real(double value) {
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

}  // namespace

RunConfig parse_config(const std::string& text, const std::string& file) {
  RunConfig config;
  const toml::table parsed = parse_toml(text, file);
  TomlTable root(parsed, file, "");
  config.name = root.text_or("name", config.name);
  if (root.has("data")) read_data(root.table("data"), &config.train);
  if (root.has("input")) read_input(root.table("input"), &config.train.preprocess);
  if (root.has("network")) read_network(root.table("network"), &config.train);
  if (root.has("train")) read_train(root.table("train"), &config.train);
  if (root.has("augment")) read_augment(root.table("augment"), &config.train.augment);
  if (root.has("quantize")) read_quantize(root.table("quantize"), &config);
  if (root.has("board")) read_board(root.table("board"), &config);
  root.finish();
  return config;
}

RunConfig read_config(const std::filesystem::path& path) {
  RunConfig config = parse_config(read_text_file(path, 1 << 20), path.string());
  for (std::string* file : {&config.train.data, &config.train.labels}) {
    if (!file->empty() && std::filesystem::path(*file).is_relative()) *file = (path.parent_path() / *file).lexically_normal().string();
  }
  if (const std::filesystem::path board = config.board; board.extension() == ".toml" && board.is_relative())
    config.board = (path.parent_path() / board).lexically_normal().string();
  return config;
}

RunConfig seen_from(RunConfig config, const std::filesystem::path& folder) {
  const auto moved = [&](const std::filesystem::path& path) {
    if (path.empty() || path.is_absolute()) return path.string();
    const std::filesystem::path here = std::filesystem::current_path();
    return (here / path).lexically_normal().lexically_relative((here / folder).lexically_normal() / "").string();
  };
  config.train.data = moved(config.train.data);
  config.train.labels = moved(config.train.labels);
  if (std::filesystem::path(config.board).extension() == ".toml") config.board = moved(config.board);
  return config;
}

std::string config_text(const RunConfig& c) {
  const TrainOptions& t = c.train;
  const pin::Preprocess& p = t.preprocess;
  std::string out = "# One run of `pinhole build`, from pictures to firmware. Every value stands here; flags override them.\n\n";
  if (!c.name.empty()) out += fmt::format("name = {}  # namespace and file names of the generated code\n\n", quoted(c.name));
  out += fmt::format(
      "[data]\npath = {}  # a folder of class folders, an IDX set, or CIFAR-10's binary files\n"
      "labels = {}  # a file that names the classes, one a line; empty: the set's own names\nvalidation = {}  # share kept to choose the best epoch\n"
      "test = {}  # share kept to judge the result; not used when the set has a test part\nseed = {}\n\n",
      quoted(t.data), quoted(t.labels), real(t.validation_share), real(t.test_share), t.seed);
  out += fmt::format(
      "[input]  # how a picture becomes the network's input, in training and on the chip alike\nwidth = {}  # pixels; 0: the architecture's own\nheight = {}\n"
      "channels = {}  # 1 gray, 3 colour; 0: the architecture's own\ncrop = {}  # centre, stretch\nresize = {}  # area, bilinear\n",
      p.width, p.height, p.channels, quoted(kCrops[static_cast<int>(p.crop)]), quoted(kResizes[static_cast<int>(p.resize)]));
  out += three_text("mean", p.mean, "of pixel / 255; real = (pixel / 255 - mean) / deviation") +
         three_text("deviation", p.deviation, "above 0");
  out += fmt::format(
      "\n[network]\narchitecture = {}  # `pinhole zoo` lists them\nalpha = {}  # factor on all channels; 0: the architecture's own\n\n",
      quoted(t.architecture), real(t.alpha));
  out += fmt::format(
      "[train]\nepochs = {}  # 0: by the number of pictures\nbatch = {}  # pictures a step; 0: by the number of pictures\nlearning_rate = {}  # the highest; rises in the warm-up, falls as a half cosine\nwarmup_epochs = {}\nmomentum = {}\n"
      "weight_decay = {}\nlabel_smoothing = {}\ndevice = {}  # auto, cpu, cuda\nthreads = {}  # 0: as many as the machine has\n\n",
      t.epochs, t.batch, real(t.learning_rate), real(t.warmup_epochs), real(t.momentum), real(t.weight_decay), real(t.label_smoothing),
      quoted(t.device), t.threads);
  out += fmt::format(
      "[augment]  # random changes to training pictures\nflip_horizontal = {}  # not for digits, letters and signs\nflip_vertical = {}\nshift = {}  # of the width and height\n"
      "rotate_deg = {}\nzoom = {}\nbrightness = {}\ncontrast = {}\ncutout = {}\n\n",
      t.augment.flip_horizontal, t.augment.flip_vertical, real(t.augment.shift), real(t.augment.rotate_deg), real(t.augment.zoom),
      real(t.augment.brightness), real(t.augment.contrast), real(t.augment.cutout));
  out += fmt::format("[quantize]\nrange = {}  # min-max, percentile, least-error\ncalibration_pictures = {}\n\n",
                     quoted(kRanges[static_cast<int>(c.range)]), c.calibration_pictures);
  out += fmt::format(
      "[board]\nname = {}  # `pinhole boards` lists them\noptimize = {}  # latency, ram, flash, balanced\nstack_bytes = {}  # reserved in the firmware\n"
      "test_pictures = {}  # run on the emulated board; 0: all\n",
      quoted(c.board), quoted(kGoals[static_cast<int>(c.goal)]), c.stack_bytes, c.board_pictures);
  return out;
}

}  // namespace pinhole
