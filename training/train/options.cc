#include "training/train/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace pinhole {
namespace {

using Json = nlohmann::ordered_json;

// By the enumerators' numbers.
constexpr const char* kCropWords[] = {"centre", "stretch", "rectangle"};
constexpr const char* kResizeWords[] = {"area", "bilinear"};

// The one list of fields: v is called with (name, field).
template <class O, class Visitor>
requires std::is_same_v<std::remove_const_t<O>, TrainOptions>
void visit(O& o, Visitor&& v) {
  v("data", o.data);
  v("labels", o.labels);
  v("out", o.out);
  v("start", o.start);
  v("architecture", o.architecture);
  v("alpha", o.alpha);
  v("preprocess", o.preprocess);
  v("validation_share", o.validation_share);
  v("test_share", o.test_share);
  v("epochs", o.epochs);
  v("batch", o.batch);
  v("learning_rate", o.learning_rate);
  v("warmup_epochs", o.warmup_epochs);
  v("momentum", o.momentum);
  v("weight_decay", o.weight_decay);
  v("label_smoothing", o.label_smoothing);
  v("augment", o.augment);
  v("seed", o.seed);
  v("device", o.device);
  v("threads", o.threads);
  v("checkpoint_seconds", o.checkpoint_seconds);
}

template <class P, class Visitor>
requires std::is_same_v<std::remove_const_t<P>, pin::Preprocess>
void visit(P& p, Visitor&& v) {
  v("width", p.width);
  v("height", p.height);
  v("channels", p.channels);
  v("crop", p.crop);
  v("rectangle", p.rectangle);
  v("resize", p.resize);
  v("mean", p.mean);
  v("deviation", p.deviation);
}

template <class A, class Visitor>
requires std::is_same_v<std::remove_const_t<A>, Augment>
void visit(A& a, Visitor&& v) {
  v("flip_horizontal", a.flip_horizontal);
  v("flip_vertical", a.flip_vertical);
  v("shift", a.shift);
  v("rotate_deg", a.rotate_deg);
  v("zoom", a.zoom);
  v("brightness", a.brightness);
  v("contrast", a.contrast);
  v("cutout", a.cutout);
}

template <class T>
concept Group = std::is_same_v<T, pin::Preprocess> || std::is_same_v<T, Augment>;

struct Writer {
  Json& json;
  template <class T>
  void operator()(const char* name, const T& field) const {
    json[name] = field;
  }
  void operator()(const char* name, const pin::Crop& crop) const { json[name] = kCropWords[static_cast<int>(crop)]; }
  void operator()(const char* name, const pin::Resize& resize) const { json[name] = kResizeWords[static_cast<int>(resize)]; }
  void operator()(const char* name, const pin::Rectangle& r) const { json[name] = {r.x, r.y, r.width, r.height}; }
  template <Group G>
  void operator()(const char* name, const G& group) const {
    Json inner = Json::object();
    visit(group, Writer{inner});
    json[name] = std::move(inner);
  }
};

[[noreturn]] void refuse(const std::string& place, std::string problem, std::string expected, std::string got, std::string help = {}) {
  throw Error({.file = {},
               .place = place,
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = std::move(help)});
}

struct Reader {
  const Json& json;
  std::string prefix;
  std::vector<std::string>& known;

  const Json* find(const char* name) const {
    known.emplace_back(name);
    const auto it = json.find(name);
    return it == json.end() ? nullptr : &*it;
  }
  [[noreturn]] void wrong(const char* name, const char* expected, const Json& got) const {
    refuse(fmt::format("field '{}{}'", prefix, name), "the field has the wrong type", expected, got.dump());
  }
  void operator()(const char* name, std::string& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_string()) wrong(name, "a text", *j);
    field = j->get<std::string>();
  }
  void operator()(const char* name, bool& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_boolean()) wrong(name, "true or false", *j);
    field = j->get<bool>();
  }
  void operator()(const char* name, double& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_number()) wrong(name, "a number", *j);
    field = j->get<double>();
  }
  template <class Integer>
  requires std::is_integral_v<Integer>
  void operator()(const char* name, Integer& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_number_integer() || (std::is_unsigned_v<Integer> && !j->is_number_unsigned())) wrong(name, "a whole number", *j);
    if constexpr (sizeof(Integer) == 4) {
      const auto wide = j->get<std::int64_t>();
      if (wide != static_cast<Integer>(wide)) wrong(name, "a number of 32 bits", *j);
    }
    field = j->get<Integer>();
  }
  void operator()(const char* name, float (&field)[3]) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_array() || j->size() != 3) wrong(name, "three numbers", *j);
    for (std::size_t i = 0; i < 3; ++i) {
      if (!(*j)[i].is_number()) wrong(name, "three numbers", *j);
      field[i] = (*j)[i].get<float>();
    }
  }
  void operator()(const char* name, pin::Rectangle& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_array() || j->size() != 4) wrong(name, "x, y, width, height", *j);
    std::int32_t* const parts[] = {&field.x, &field.y, &field.width, &field.height};
    for (std::size_t i = 0; i < 4; ++i) {
      if (!(*j)[i].is_number_integer()) wrong(name, "x, y, width, height", *j);
      *parts[i] = (*j)[i].get<std::int32_t>();
    }
  }
  template <class Enum, std::size_t count>
  void word(const char* name, const char* const (&words)[count], Enum& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    for (std::size_t i = 0; i < count; ++i) {
      if (*j == words[i]) {
        field = static_cast<Enum>(i);
        return;
      }
    }
    refuse(fmt::format("field '{}{}'", prefix, name), "not one of the known words", fmt::format("{}", fmt::join(words, ", ")), j->dump());
  }
  void operator()(const char* name, pin::Crop& field) const { word(name, kCropWords, field); }
  void operator()(const char* name, pin::Resize& field) const { word(name, kResizeWords, field); }
  template <Group G>
  void operator()(const char* name, G& field) const {
    const Json* j = find(name);
    if (j == nullptr) return;
    if (!j->is_object()) wrong(name, "an object", *j);
    std::vector<std::string> inner_known;
    const Reader inner{*j, std::string(name) + ".", inner_known};
    visit(field, inner);
    inner.refuse_others();
  }

  void refuse_others() const {
    for (const auto& [name, value] : json.items()) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const std::string near = nearest_name(name, known);
      refuse(fmt::format("field '{}{}'", prefix, name), "there is no such field", {}, value.dump(),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
  }
};

void expect_between(const char* field, double value, double least, double most) {
  if (value >= least && value <= most) return;  // not a number fails too
  refuse(fmt::format("field '{}'", field), "the value is out of range", fmt::format("{} to {}", least, most), fmt::format("{}", value));
}

}  // namespace

std::string to_json(const TrainOptions& options) {
  Json json = Json::object();
  visit(options, Writer{json});
  return json.dump(2) + "\n";
}

TrainOptions train_options_from_json(std::string_view text, const std::string& name) {
  TrainOptions options;
  try {
    const Json json = Json::parse(text);
    if (!json.is_object()) refuse("line 1", "a run is described by one object", "{...}", std::string(json.type_name()));
    std::vector<std::string> known;
    const Reader reader{json, "", known};
    visit(options, reader);
    reader.refuse_others();
    check(options);
  } catch (const nlohmann::json::parse_error& error) {
    throw Error({.file = name,
                 .place = fmt::format("byte {}", error.byte),
                 .problem = "the run's description is not JSON",
                 .expected = {},
                 .got = {},
                 .help = {}});
  } catch (const Error& error) {
    throw error.in_file(name);
  }
  return options;
}

void check(const TrainOptions& o) {
  if (o.data.empty()) refuse("field 'data'", "the path of the pictures is missing", "a folder", "nothing");
  if (o.out.empty()) refuse("field 'out'", "the folder for results is missing", "a folder", "nothing");
  if (o.preprocess.channels != 0 && o.preprocess.channels != 1 && o.preprocess.channels != 3) {
    refuse("field 'preprocess.channels'", "the value is out of range", "1 (gray), 3 (colour) or 0 (the network's own)",
           fmt::format("{}", o.preprocess.channels));
  }
  check_augment(o.augment);
  for (const float deviation : o.preprocess.deviation) expect_between("preprocess.deviation", deviation, 1e-6, 1e6);
  for (const float mean : o.preprocess.mean) expect_between("preprocess.mean", mean, -1e6, 1e6);
  expect_between("alpha", o.alpha, 0.0, 8.0);
  expect_between("validation_share", o.validation_share, 0.0, 0.9);
  expect_between("test_share", o.test_share, 0.0, 0.9);
  expect_between("epochs", o.epochs, 0, 100'000);
  expect_between("batch", o.batch, 0, 65'536);
  expect_between("learning_rate", o.learning_rate, 0.0, 100.0);
  expect_between("warmup_epochs", o.warmup_epochs, 0.0, o.epochs == 0 ? 15 : o.epochs);
  expect_between("momentum", o.momentum, 0.0, 0.9999);
  expect_between("weight_decay", o.weight_decay, 0.0, 1.0);
  expect_between("label_smoothing", o.label_smoothing, 0.0, 0.99);
  expect_between("threads", o.threads, 0, 1024);
  expect_between("checkpoint_seconds", o.checkpoint_seconds, 0.0, 1e9);
  if (o.device != "auto" && o.device != "cpu" && o.device != "cuda") {
    refuse("field 'device'", "there is no such device", "auto, cpu or cuda", o.device);
  }
}

std::filesystem::path network_path(const TrainOptions& options) { return std::filesystem::path(options.out) / "network.pin"; }
std::filesystem::path history_path(const TrainOptions& options) { return std::filesystem::path(options.out) / "history.json"; }
std::filesystem::path checkpoint_path(const TrainOptions& options) { return std::filesystem::path(options.out) / "checkpoint.bin"; }
std::filesystem::path run_path(const TrainOptions& options) { return std::filesystem::path(options.out) / "run.json"; }

}  // namespace pinhole
