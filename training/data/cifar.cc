// CIFAR-10 binary version, www.cs.toronto.edu/~kriz/cifar.html: records of 3,073 bytes, one label and 32 x 32 pixels in three
// planes (R, G, B). data_batch_*.bin are the training part, test_batch.bin the test part, batches.meta.txt the names.
#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "training/data/sources.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kSide = 32, kPlane = kSide * kSide, kRecord = 1 + 3 * kPlane;

class CifarSource : public PictureSource {
 public:
  Bytes records;  // all files one behind the other; Item::place counts records
  Picture picture(const Item& item) const override {
    Picture picture{kSide, kSide, 3, std::vector<std::uint8_t>(3 * kPlane)};
    const std::byte* planes = records.data() + kRecord * item.place + 1;
    for (std::size_t i = 0; i < kPlane; ++i) {
      for (std::size_t c = 0; c < 3; ++c) picture.pixels[3 * i + c] = std::to_integer<std::uint8_t>(planes[c * kPlane + i]);
    }
    return picture;
  }
};

}  // namespace

std::optional<Dataset> open_cifar(const fs::path& folder) {
  Dataset set;
  set.kind = "CIFAR-10 binary";
  const auto source = std::make_shared<CifarSource>();
  for (const std::string& name : visible_entries(folder)) {
    const bool train = name.starts_with("data_batch_"), test = name == "test_batch.bin";
    if ((!train && !test) || !name.ends_with(".bin")) continue;
    const fs::path path = folder / name;
    const Bytes bytes = read_file(path);
    if (bytes.empty() || bytes.size() % kRecord != 0) {
      throw Error({.file = path.string(),
                   .place = {},
                   .problem = "the CIFAR-10 file is damaged",
                   .expected = fmt::format("a multiple of {} bytes", kRecord),
                   .got = fmt::format("{}", bytes.size()),
                   .help = {}});
    }
    const std::size_t before = source->records.size() / kRecord;
    for (std::size_t i = 0; i < bytes.size() / kRecord; ++i) {
      const std::uint32_t label = std::to_integer<std::uint32_t>(bytes[i * kRecord]);
      if (label > 9) {
        throw Error({.file = path.string(),
                     .place = fmt::format("record {}", i),
                     .problem = "the label is out of range",
                     .expected = "0 to 9",
                     .got = std::to_string(label),
                     .help = {}});
      }
      set.items.push_back(
          {label, train ? Part::kTrain : Part::kTest, fmt::format("{}[{}]", name, i), static_cast<std::uint32_t>(before + i)});
    }
    source->records.insert(source->records.end(), bytes.begin(), bytes.end());
  }
  if (set.items.empty()) return std::nullopt;
  set.classes = class_names(folder, 10);
  set.source = source;
  return set;
}

}  // namespace pinhole
