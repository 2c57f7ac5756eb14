// What is in a data set and what is wrong with it, before hours of training: `pinhole data`, and the report's data page.
// Judges from a survey (survey.h); changes and decodes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/data/dataset.h"
#include "training/data/survey.h"

namespace pinhole {

struct ClassCheck {
  std::string name;
  std::size_t train = 0, validation = 0, test = 0, unassigned = 0;  // readable pictures, by the set's own parts
  std::size_t unreadable = 0;
  std::size_t total() const { return train + validation + test + unassigned; }
};

struct SizeCount {
  int width = 0, height = 0;
  std::size_t count = 0;
};

// Pictures that are equal pixel by pixel. `classes` > 1 means that their labels contradict each other.
struct DuplicateGroup {
  std::vector<std::uint32_t> items;
  std::size_t classes = 1, parts = 1;  // distinct
};

// How well the class can be told from eight pixels of the edge alone (Noyan, "Uncovering bias in the PlantVillage dataset":
// 49.0 % there, chance 2.6 %): leave-one-out nearest neighbour over at most 2,000 pictures, equal pictures not counted as
// neighbours. Far above chance, the background tells the class, and a network will learn the background.
struct EdgeLeak {
  std::size_t pictures = 0;  // 0: not measured, fewer than 20
  double accuracy = 0;       // mean over classes of the part of its pictures told right, 0..1
  double chance = 0;         // 1 / number of classes
};

struct DataCheck {
  std::string path, kind;
  std::vector<ClassCheck> classes;
  std::vector<SizeCount> sizes;            // most frequent first
  std::vector<DuplicateGroup> duplicates;  // by first item
  std::size_t look_alikes = 0;             // pictures that share their look_hash with a picture that is not equal
  std::size_t gray = 0;                    // pictures without colour
  std::size_t colour = 0;
  double imbalance = 1;  // largest class / smallest class
  EdgeLeak edge;
  std::vector<Problem> unreadable;    // left out on opening, or damaged
  std::vector<std::string> warnings;  // sentences, most severe first
};

DataCheck check_dataset(const Dataset& set, const Survey& survey);

// Plain text for a terminal: a table of classes, then facts, then warnings. Lists at most ten of anything.
std::string render(const DataCheck& check, const Dataset& set);

}  // namespace pinhole
