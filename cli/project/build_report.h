// From the stages' results to the report's plain figures (report/report.h).
#pragma once

#include "cli/project/pipeline.h"
#include "report/report.h"
#include "training/train/progress.h"

namespace pinhole {

struct ReportSources {
  const RunConfig& config;
  const Board& board;
  std::string name;
  std::filesystem::path out;
  const TrainFinished& trained;
  const QuantizeReport& quantize;
  const Pictures& pictures;
  const LoadedPictures& test;
  const Measured& measured;
  const BuildSummary& summary;
  std::vector<Mistake> mistakes;
};

ReportInput build_report(const ReportSources& sources);

// The parts that do not need a training run: sizes, timing, layers, memory map, figures.
void add_measurement(const Measured& measured, const Board& board, ReportInput* report);

}  // namespace pinhole
