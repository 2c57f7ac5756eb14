#include "compiler/emit/packages/arduino.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "compiler/emit/embedded.h"
#include "compiler/emit/packages/arduino_sketches.h"
#include "compiler/ir/preprocess.h"

namespace pinhole {
namespace {

// Arduino_OV767X.h: enum of resolutions, OV767X.cpp: their sizes.
constexpr CameraSize kCameraSizes[] = {{"QQVGA", 160, 120}, {"QCIF", 176, 144}, {"QVGA", 320, 240}};

// NAME.h stands in the include path of everything that is compiled, and file systems may ignore case: NAME must not be a header of the C or
// C++ library or of Arduino. As a namespace it must not be a function, object or macro that Arduino has, nor a name of our own sketches.
constexpr std::string_view kTaken[] = {
    "abs",       "algorithm", "analogread", "analogwrite", "any",    "api",        "arduino", "array",        "assert",     "atomic",
    "binary",    "bit",       "bitset",     "boolean",     "byte",   "camera",     "char",    "chrono",       "client",     "cmath",
    "common",    "compat",    "complex",    "constrain",   "cos",    "ctype",      "delay",   "device",       "deque",      "eeprom",
    "errno",     "ethernet",  "fenv",       "float",       "frame",  "functional", "high",    "input",        "interrupts", "inttypes",
    "ipaddress", "isr",       "itoa",       "limits",      "list",   "locale",     "log",     "loop",         "low",        "main",
    "map",       "math",      "max",        "mbed",        "memory", "micros",     "millis",  "min",          "network_t",  "new",
    "noise",     "optional",  "output",     "pair_t",      "pi",     "pin",        "pinmode", "pins_arduino", "pow",        "print",
    "printable", "printf",    "queue",      "random",      "ratio",  "regex",      "round",   "sd",           "serial",     "server",
    "servo",     "set",       "setjmp",     "setup",       "signal", "sin",        "spi",     "sq",           "sqrt",       "stack",
    "std",       "stdarg",    "stdbool",    "stddef",      "stdint", "stdio",      "stdlib",  "stream",       "string",     "strings",
    "tan",       "thread",    "time",       "tone",        "tuple",  "udp",        "uint8_t", "unistd",       "usb",        "utility",
    "variant",   "vector",    "wchar",      "wifi",        "wire",   "wmath",      "word",    "yield"};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void check_names(const Program& program, const ArduinoOptions& options) {
  const std::string name = lower_case(program.name);
  if (std::find(std::begin(kTaken), std::end(kTaken), name) != std::end(kTaken) || name.starts_with("arduino")) {
    throw Error({.problem = "an Arduino library cannot be called '" + program.name + "'",
                 .expected = "a name that no header, function or object of C, C++ or Arduino has",
                 .help = "choose another: --name " + name + "_net"});
  }
  if (program.name.size() > 60) {
    throw Error({.problem = "the library's name is too long",
                 .expected = "at most 60 characters",
                 .got = std::to_string(program.name.size()),
                 .help = "choose another with --name"});
  }
  const std::vector<std::string> parts = split(options.version, '.');
  const bool numbers = parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
                         return !part.empty() && part.size() <= 9 && part.find_first_not_of("0123456789") == std::string::npos;
                       });
  if (!numbers) throw Error({.problem = "the version is not three numbers", .expected = "1.0.0", .got = options.version});
}

// One line of library.properties or of a comment.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

std::string as_cpp(const std::string& path) { return path.ends_with(".cc") ? path.substr(0, path.size() - 3) + ".cpp" : path; }

// The emitted files name each other in comments.
std::string renamed_text(std::string text, const std::vector<SourceFile>& emitted) {
  for (const SourceFile& file : emitted) {
    const std::string renamed = as_cpp(file.path);
    for (std::size_t at = text.find(file.path); renamed != file.path && at != std::string::npos;
         at = text.find(file.path, at + renamed.size())) {
      text.replace(at, file.path.size(), renamed);
    }
  }
  return text;
}

// The Nano 33 BLE's core compiles with -Os, at which the kernels are not what was measured, and lets multiplications fuse with additions.
constexpr std::string_view kOptimize =
    "// Measured at -O2; floats round as where the model was made. Whatever the sketch is compiled with.\n"
    "#if defined(__GNUC__) && !defined(__clang__)\n#pragma GCC optimize(\"O2\", \"fp-contract=off\")\n#endif\n\n";

SourceFile library_source(const std::string& path, const std::string& text) {
  return {"src/" + as_cpp(path), path.ends_with(".cc") ? std::string(kOptimize) + text : text};
}

std::vector<SourceFile> library_sources(const Emitted& emitted, bool camera) {
  std::vector<SourceFile> out;
  for (const SourceFile& file : emitted.files) out.push_back(library_source(file.path, renamed_text(file.text, emitted.files)));
  std::vector<SourceFile> device = device_sources(emitted.kernels, emitted.uses_frames);
  for (const char* extra : {"device/frame/test_card.h", "device/frame/test_card.cc"}) {
    const EmbeddedFile* file = camera ? find_embedded(embedded_device(), extra) : nullptr;
    if (file != nullptr) device.push_back({extra, std::string(file->text())});
  }
  for (const SourceFile& file : device) out.push_back(library_source(file.path, file.text));
  return out;
}

std::string sentence(const Program& program) {
  if (program.labels.empty()) return fmt::format("The neural network {}.", program.name);
  std::vector<std::string> first(program.labels.begin(),
                                 program.labels.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(6, program.labels.size())));
  return fmt::format("The neural network {}, which tells apart {}{}.", program.name, fmt::join(first, ", "),
                     program.labels.size() > 6 ? " and more" : "");
}

std::string keywords(const Program& program, bool frames) {
  std::string text = program.name + "\tKEYWORD1\nModel\tKEYWORD1\n";
  for (const char* word : {"input", "run", "output", "top"}) text += std::string(word) + "\tKEYWORD2\n";
  if (frames) text += "preprocess\tKEYWORD2\n";
  return text + "kArenaBytes\tLITERAL1\nkLabels\tLITERAL1\n";
}

// The use shown at the top of NAME.h, without its comment marks.
std::string usage_text(const Emitted& emitted) {
  std::string text;
  for (const std::string& line : split(emitted.files[0].text, '\n')) {
    if (line.starts_with("//   ")) text += line.substr(5) + "\n";
    if (line == "#pragma once") break;
  }
  return text;
}

}  // namespace

const CameraSize* camera_size(std::int32_t picture_width, std::int32_t picture_height, std::size_t free_bytes) {
  const CameraSize* best = nullptr;
  for (const CameraSize& size : kCameraSizes) {
    if (size.bytes() > free_bytes) break;
    best = &size;
    if (size.width >= picture_width && size.height >= picture_height) break;
  }
  return best;
}

std::vector<SourceFile> arduino_library(const Emitted& emitted, const Program& program, const SelfTest& self_test,
                                        const ArduinoOptions& options) {
  check_names(program, options);
  const std::string& name = program.name;
  const CameraSize* camera = nullptr;
  if (emitted.uses_frames) {
    const pin::Preprocess p = parse_preprocess(program.metadata.at(kPreprocessKey));
    constexpr std::size_t kElseBytes = 16 * 1024;  // stack, serial buffers, the camera library
    const std::size_t taken = emitted.arena_bytes + kElseBytes;
    camera = options.ram_bytes > taken ? camera_size(p.width, p.height, options.ram_bytes - taken) : nullptr;
  }
  std::vector<SourceFile> files = library_sources(emitted, camera != nullptr);
  const std::string what = one_line(sentence(program));
  files.push_back({"library.properties", fill_template(package_template("library.properties.in"),
                                                       {{"NAME", name},
                                                        {"VERSION", options.version},
                                                        {"AUTHOR", one_line(options.author)},
                                                        {"SENTENCE", what},
                                                        {"URL", one_line(options.url)},
                                                        {"DEPENDS", camera != nullptr ? "depends=Arduino_OV767X\n" : ""}})});
  files.push_back({"keywords.txt", keywords(program, emitted.uses_frames)});
  const std::string camera_text =
      camera == nullptr
          ? ""
          : fmt::format(
                "`{0}_camera` reads pictures of {1} x {2} pixels from an OV7675 (Arduino Tiny Machine Learning Kit), takes {3} bytes of RAM for\n"
                "them, and prints what it sees. Send `t` to check camera and byte order with the sensor's colour bars.\n",
                name, camera->width, camera->height, with_thousands(camera->bytes()));
  files.push_back(
      {"README.md", fill_template(package_template("README.md.in"),
                                  {{"NAME", name},
                                   {"SENTENCE", what},
                                   {"SIZES", fmt::format("RAM {} bytes besides stack, weights {} bytes.",
                                                         with_thousands(emitted.arena_bytes), with_thousands(constant_bytes(program)))},
                                   {"NEEDS", camera != nullptr ? "; the camera example needs the library Arduino_OV767X" : ""},
                                   {"USAGE", usage_text(emitted)},
                                   {"CAMERA_TEXT", camera_text}})});
  for (SourceFile& file : self_test_sketch(program, self_test)) files.push_back(std::move(file));
  if (camera != nullptr) files.push_back(camera_sketch(emitted, program, *camera));
  return files;
}

}  // namespace pinhole
