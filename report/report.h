// One result of Pinhole as one HTML file: what was measured, drawn and explained. Called by cli (build, report). Takes plain figures
// only: it knows no other room's types, reads no file, measures nothing and judges nothing but "fits".
//
// The page needs no network, no other file and no program but a browser. Same input, same bytes: put no date into it. Text may be
// any bytes: it is escaped, and what is not UTF-8 becomes U+FFFD. An empty vector or optional leaves its section out.
// Counts are exact in the page up to 2^53.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"

namespace pinhole {

inline constexpr double kReportAbsent = std::numeric_limits<double>::quiet_NaN();  // for figures that one row lacks

// ---- what it was made from ----

struct ReportClass {
  std::string name;
  std::uint64_t train = 0, validation = 0, test = 0, unreadable = 0;  // pictures
};
struct ReportProblem {
  std::string file;
  std::string text;  // why it was left out, one sentence
};
struct ReportData {
  std::string path, kind;             // "plants", "class folders"
  std::vector<ReportClass> classes;   // in the order of the labels
  std::vector<std::string> warnings;  // sentences, most severe first
  std::vector<ReportProblem> problems;
};

// ---- how well it does ----

struct ReportEpoch {
  int epoch = 0;                                          // from 1
  double loss = kReportAbsent, accuracy = kReportAbsent;  // on training pictures; accuracies 0..1
  double validation_loss = kReportAbsent, validation_accuracy = kReportAbsent;
  double learning_rate = kReportAbsent;
  bool best = false;  // the epoch whose weights were kept
};

struct ReportAccuracy {
  std::string name;  // "float", "int8 on the host", "int8 on nano33ble (emulated)"
  std::uint64_t correct = 0, total = 0;
  std::string note;  // "the first 500 test pictures"; may be empty
};

struct ReportConfusion {
  std::string engine;                 // which of the accuracies it belongs to: "int8 on the host"
  std::vector<std::string> labels;    // n
  std::vector<std::uint64_t> counts;  // [n true][n predicted]
};

struct ReportMistake {
  Bytes png;  // the picture as a PNG file; at most some hundred pixels wide, for the page's size
  std::string true_label, predicted_label;
  double score = 0;                   // of the predicted label, 0..1
  double true_score = kReportAbsent;  // of the true label
  std::string file;
};

// ---- what it costs ----

struct ReportPart {
  std::string name;  // "arena", "stack", "other static", "framework"; "weights", "code"
  std::uint64_t bytes = 0;
  std::string note;  // what it is or where the figure comes from; may be empty
};
struct ReportRegion {
  std::vector<ReportPart> parts;
  std::uint64_t limit_bytes = 0;  // what the board, or the user, allows
  std::string limit_note;         // "RAM of the nRF52840", "--max-ram"
  std::uint64_t used_bytes() const;
  bool fits() const { return used_bytes() <= limit_bytes; }
};
struct ReportSizes {
  ReportRegion ram, flash;
};

struct ReportTiming {
  std::uint64_t clock_hz = 0;                  // above 0
  std::uint64_t instructions = 0, cycles = 0;  // cycles: memory without wait states; one call of run()
  std::optional<std::uint64_t> stall_cycles;   // what the board's memory adds
  double volts = 0, milliamperes = 0;          // supply while computing; 0: unknown, and no energy is shown
  std::string supply_source;
  double ms() const;           // without wait states
  double board_ms() const;     // with them, where known
  double millijoules() const;  // volts * milliamperes * board_ms; 0 when unknown
};

struct ReportLayer {
  std::string name, op, kernel;
  std::string summary;                                                      // "conv_2d 96x96x3 -> 48x48x8, 3x3 stride 2, relu6"
  std::uint64_t macs = 0, instructions = 0, cycles = 0, weights_bytes = 0;  // instructions 0: not counted
  double sqnr_db = kReportAbsent;     // signal to quantisation noise of the layer's output, against the float network
  std::vector<std::string> rejected;  // sentences: the kernels not taken, and why
};
struct ReportLayers {
  std::vector<ReportLayer> layers;  // in the order they run
  bool counted = false;             // cycles come from the emulator; otherwise from the catalogue's estimate
};

struct ReportBuffer {
  std::string name, kind;  // kind: "input", "output", "activation", "scratch"
  std::uint64_t offset_bytes = 0, bytes = 0;
  std::int32_t first_position = 0, last_position = 0;  // both included; -1: before the first, positions.size(): after the last
};
struct ReportMemoryMap {
  std::vector<std::string> positions;  // what runs, in order: a layer's name, or "a, b, c" of a block that streams
  std::vector<ReportBuffer> buffers;
  std::uint64_t arena_bytes = 0, lower_bound_bytes = 0;
  bool optimal = false;  // proved
};

// ---- how to trust and repeat it ----

struct ReportFigure {
  std::string name;  // "cycles"
  std::string how;   // "counted", "estimated" or "published"
  std::string text;  // one or two sentences
};
struct ReportFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string text;  // what it is for
};

struct ReportInput {
  std::string title;       // "leaf on nano33ble"
  std::string created_by;  // "Pinhole 0.1.0"
  std::string board;       // "Arduino Nano 33 BLE, Cortex-M4 at 64 MHz"; may be empty
  std::string run_toml;    // the description of the run with all defaults filled in
  std::optional<ReportData> data;
  std::vector<ReportEpoch> history;
  std::vector<ReportAccuracy> accuracies;  // from float to the board; the headline's: the last of those with most pictures
  std::optional<ReportConfusion> confusion;
  std::vector<ReportMistake> mistakes;  // worst first
  std::optional<ReportSizes> sizes;
  std::optional<ReportTiming> timing;
  std::optional<ReportLayers> layers;
  std::optional<ReportMemoryMap> memory_map;
  std::vector<ReportFigure> figures;
  std::vector<ReportFile> files;
  std::vector<std::string> commands;  // to repeat the run, one a line
};

// The whole page. Throws InternalError when the figures contradict their own shape: counts that are not n * n, more correct than
// total, a buffer outside the arena or ending before it begins, a clock of 0, a picture that is no PNG.
std::string render_report(const ReportInput& input);

}  // namespace pinhole
