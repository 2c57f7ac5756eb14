// A set of labelled pictures: where they are, what they show, which part they belong to. Opening lists and recognises files
// but decodes none; pictures are decoded one by one when asked for. Never changes anything on disk.
//
// Recognised by content:
//   folder of class folders   root/CLASS/**/*.jpg; or root/{train,val,test}/CLASS/**, which keeps its parts
//   IDX set (MNIST and kin)   root/{train,t10k}-{images,labels}-idx{3,1}-ubyte[.gz]
//   CIFAR-10 binary           root/data_batch_*.bin, root/test_batch.bin
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/data/picture.h"

namespace pinhole {

// Which part the set's own layout gives an item. kUnassigned: the split decides (split.h).
enum class Part : std::uint8_t { kUnassigned, kTrain, kValidation, kTest };

struct Item {
  std::uint32_t label = 0;  // index into Dataset::classes
  Part part = Part::kUnassigned;
  std::string path;         // relative to the set, '/' between folders; "t10k-images-idx3-ubyte.gz[17]" inside a file
  std::uint32_t place = 0;  // position inside that file
};

struct Problem {
  std::string path;  // of the file left out, relative to the set
  std::string text;  // why, one sentence
};

// Gives an item's picture. Safe to call from several threads.
class PictureSource {
 public:
  virtual ~PictureSource() = default;
  virtual Picture picture(const Item& item) const = 0;
};

struct Dataset {
  std::string path;                  // as the user gave it
  std::string kind;                  // "class folders", "IDX", "CIFAR-10 binary"
  std::vector<std::string> classes;  // at least two; folder names sorted by bytes, or the names file's order
  std::vector<Item> items;           // sorted by path (folders) or in the file's order; every class has at least one
  std::vector<Problem> problems;     // files left out
  std::shared_ptr<const PictureSource> source;

  // Throws Error naming the file when it is damaged.
  Picture picture(std::size_t index) const { return source->picture(items[index]); }
};

// `labels`: a file with a line a class, in the order of the set's own classes, that names them; empty: the set's own names.
// Throws Error when the path is no data set, has fewer than two classes, a class has no picture, or the file has another number of lines.
Dataset open_dataset(const std::filesystem::path& path, const std::filesystem::path& labels = {});

}  // namespace pinhole
