// The pictures that judge a network, and how it does on them: host and emulated board. Shared by build and eval.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.h"
#include "compiler/quantize/accuracy.h"
#include "training/data/dataset.h"
#include "training/data/load.h"
#include "training/data/split.h"
#include "training/data/survey.h"

namespace pinhole {

struct Pictures {
  Dataset set;
  Survey survey;
  Split split;
};

// The same split as pinhole-train makes from the same options.
Pictures open_pictures(const std::string& path, const SplitOptions& options, const std::string& labels = {});

LoadedPictures load_part(const Pictures& pictures, const std::vector<std::uint32_t>& items, const pin::Preprocess& preprocess,
                         const std::string& what);

struct BoardResult {
  std::size_t right = 0, total = 0;
  std::size_t agreeing = 0;           // outputs equal to the host's in every byte
  std::vector<std::size_t> pictures;  // which ones ran, indices into the test pictures
  double instructions = 0;            // mean of a run
  std::string first_difference;       // of a picture that does not agree
};

// `count` pictures (0: all), drawn by seed, through firmware on the emulated board and through the evaluator on the host.
BoardResult evaluate_on_board(const LoadedModel& model, const Board& board, const LoadedPictures& test, const pin::Preprocess& preprocess,
                              std::size_t count, std::uint64_t seed);

struct Mistake {
  std::size_t picture;  // index into the test pictures
  std::size_t label, guess;
  float score, true_score;
};

// The wrong guesses, surest first, at most `most`.
std::vector<Mistake> worst_mistakes(const Graph& graph, const LoadedPictures& test, const pin::Preprocess& preprocess,
                                    const std::vector<std::uint32_t>& guesses, std::size_t most);

}  // namespace pinhole
