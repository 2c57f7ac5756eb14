// IDX sets: MNIST, Fashion-MNIST and their kin. yann.lecun.com/exdb/mnist: big-endian magic 0x00000803 (bytes, three
// dimensions: count, rows, columns) for pictures and 0x00000801 for labels. Everything stays in memory: 55 MB for MNIST.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "base/error.h"
#include "training/data/codecs.h"
#include "training/data/sources.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kIdxLimitBytes = std::uint64_t{4} << 30;

struct IdxPictures {
  std::string file;
  std::uint32_t count, rows, columns;
  Bytes bytes;  // from offset 16 on: [count, rows, columns]
};

std::uint32_t big_endian(const Bytes& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
  return value;
}

[[noreturn]] void damaged(const fs::path& path, const std::string& expected, const std::string& got) {
  throw Error({.file = path.string(),
               .place = {},
               .problem = "the IDX file is damaged",
               .expected = expected,
               .got = got,
               .help = "download it again"});
}

void check_header(const fs::path& path, const Bytes& bytes, std::uint32_t magic, std::size_t header_bytes) {
  if (bytes.size() < header_bytes) damaged(path, fmt::format("at least {} bytes", header_bytes), fmt::format("{}", bytes.size()));
  const std::uint32_t got = big_endian(bytes, 0);
  if (got != magic) damaged(path, fmt::format("the number {:08x} at its beginning", magic), fmt::format("{:08x}", got));
}

IdxPictures read_pictures(const fs::path& path) {
  IdxPictures set{path.filename().string(), 0, 0, 0, read_maybe_gzip(path, kIdxLimitBytes)};
  check_header(path, set.bytes, 0x803, 16);
  set.count = big_endian(set.bytes, 4);
  set.rows = big_endian(set.bytes, 8);
  set.columns = big_endian(set.bytes, 12);
  check_picture_size(set.columns, set.rows, path.string());
  const std::uint64_t size = 16 + std::uint64_t{set.count} * set.rows * set.columns;
  if (set.bytes.size() != size)
    damaged(path, fmt::format("{} bytes for {} pictures", size, set.count), fmt::format("{}", set.bytes.size()));
  return set;
}

Bytes read_labels(const fs::path& path, std::uint32_t count) {
  Bytes bytes = read_maybe_gzip(path, kIdxLimitBytes);
  check_header(path, bytes, 0x801, 8);
  if (big_endian(bytes, 4) != count || bytes.size() != std::uint64_t{8} + count) {
    damaged(path, fmt::format("{} labels, as many as pictures", count), fmt::format("{}", big_endian(bytes, 4)));
  }
  bytes.erase(bytes.begin(), bytes.begin() + 8);
  return bytes;
}

class IdxSource : public PictureSource {
 public:
  std::vector<IdxPictures> parts;  // train first, then test
  Picture picture(const Item& item) const override {
    const IdxPictures& set = parts[item.part == Part::kTest ? parts.size() - 1 : 0];
    const std::size_t size = std::size_t{set.rows} * set.columns;
    const std::uint8_t* first = reinterpret_cast<const std::uint8_t*>(set.bytes.data()) + 16 + size * item.place;
    return {static_cast<int>(set.columns), static_cast<int>(set.rows), 1, {first, first + size}};
  }
};

// The file whose name has all the words, or an empty path. Names differ: train-images-idx3-ubyte.gz, train-images.idx3-ubyte.
fs::path find_part(const fs::path& folder, const std::vector<std::string>& names, const std::string& part, const std::string& what) {
  for (const std::string& name : names) {
    if (name.find("-ubyte") != std::string::npos && name.find(what) != std::string::npos && name.find(part) != std::string::npos) {
      return folder / name;
    }
  }
  return {};
}

}  // namespace

Bytes read_maybe_gzip(const fs::path& path, std::uint64_t limit_bytes) {
  const auto fail = [&](const std::string& problem, const std::string& got) {
    return Error({.file = path.string(), .place = {}, .problem = problem, .expected = {}, .got = got, .help = {}});
  };
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw fail("cannot be opened", "");
  struct Closer {
    gzFile file;
    ~Closer() { gzclose(file); }
  } const closer{file};
  gzbuffer(file, 1 << 17);
  Bytes bytes;
  constexpr std::size_t kBlock = std::size_t{1} << 20;
  for (;;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kBlock);
    const int got = gzread(file, bytes.data() + before, kBlock);
    int code = Z_OK;
    const char* text = gzerror(file, &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) throw fail("the compressed file is damaged", text);
    bytes.resize(before + static_cast<std::size_t>(got));
    if (bytes.size() > limit_bytes) throw fail("the file is too large", fmt::format("over {} bytes", limit_bytes));
    if (got == 0) return bytes;
  }
}

std::optional<Dataset> open_idx(const fs::path& folder) {
  const std::vector<std::string> names = visible_entries(folder);
  const fs::path train = find_part(folder, names, "train", "idx3");
  if (train.empty()) return std::nullopt;
  fs::path test = find_part(folder, names, "t10k", "idx3");
  if (test.empty()) test = find_part(folder, names, "test", "idx3");

  Dataset set;
  set.kind = "IDX";
  const auto source = std::make_shared<IdxSource>();
  std::uint32_t most = 0;
  for (const fs::path& pictures : {train, test}) {
    if (pictures.empty()) continue;
    const Part part = pictures == train ? Part::kTrain : Part::kTest;
    const std::string word = part == Part::kTrain ? "train" : test.filename().string().find("t10k") != std::string::npos ? "t10k" : "test";
    const fs::path labels = find_part(folder, names, word, "idx1");
    if (labels.empty()) {
      throw Error({.file = pictures.string(),
                   .place = {},
                   .problem = "the labels are missing",
                   .expected = fmt::format("{}-labels-idx1-ubyte beside it", word),
                   .got = {},
                   .help = {}});
    }
    source->parts.push_back(read_pictures(pictures));
    const Bytes values = read_labels(labels, source->parts.back().count);
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      const std::uint32_t label = std::to_integer<std::uint32_t>(values[i]);
      most = std::max(most, label);
      set.items.push_back({label, part, fmt::format("{}[{}]", source->parts.back().file, i), i});
    }
  }
  if (set.items.empty()) damaged(train, "at least one picture", "none");
  set.classes = class_names(folder, most + 1);
  set.source = source;
  return set;
}

}  // namespace pinhole
