#include "compiler/formats/keras/archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>

#include "compiler/formats/keras/fields.h"

namespace pinhole::keras {
namespace {

constexpr const char* kDamaged = "copy or save the model again; the file is damaged";
constexpr const char* kParts = "config.json and model.weights.h5";

}  // namespace

struct Archive::State {
  zip_t* zip = nullptr;
};

Archive::Archive(std::span<const std::byte> bytes) : state_(nullptr) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* zip = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  const std::string words = zip == nullptr ? zip_error_strerror(&error) : "";
  zip_error_fini(&error);
  if (zip == nullptr) {
    if (source != nullptr) zip_source_free(source);
    fail({}, "the archive cannot be opened", "a whole zip file", words, kDamaged);
  }
  state_ = new State{zip};
}

Archive::~Archive() {
  zip_discard(state_->zip);
  delete state_;
}

std::string Archive::contents() const {
  constexpr zip_int64_t kMostListed = 12;
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(state_->zip, 0);
  for (zip_int64_t i = 0; i < count && i < kMostListed; ++i) {
    const char* name = zip_get_name(state_->zip, static_cast<zip_uint64_t>(i), 0);
    names.emplace_back(name == nullptr ? "?" : name);
  }
  if (count > kMostListed) names.push_back(fmt::format("and {} more", count - kMostListed));
  return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "));
}

bool Archive::has(const std::string& name) const { return zip_name_locate(state_->zip, name.c_str(), 0) >= 0; }

Bytes Archive::read(const std::string& name, std::size_t limit_bytes) const {
  const zip_int64_t index = zip_name_locate(state_->zip, name.c_str(), 0);
  zip_stat_t stat;
  if (index < 0 || zip_stat_index(state_->zip, static_cast<zip_uint64_t>(index), 0, &stat) != 0)
    fail(name, "the archive lacks a part of a Keras model", kParts, contents(), "save the model with model.save('model.keras')");
  constexpr zip_uint64_t kWanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & kWanted) != kWanted || stat.encryption_method != ZIP_EM_NONE)
    fail(name, "the archive's entry cannot be read", "an entry with its size, not encrypted", "another one", kDamaged);
  if (stat.size > limit_bytes)
    fail(name, "the archive's entry is too large", fmt::format("at most {} bytes", limit_bytes), fmt::format("{}", stat.size));
  if (stat.size / kMostRatio > stat.comp_size)
    fail(name, "the archive's entry is packed too tightly to be a model", fmt::format("at most {} times its packed size", kMostRatio),
         fmt::format("{} bytes from {}", stat.size, stat.comp_size), "unpack it and pack it again if you trust it");
  zip_file_t* file = zip_fopen_index(state_->zip, static_cast<zip_uint64_t>(index), 0);
  if (file == nullptr) fail(name, "the archive's entry cannot be read", "stored or deflated data", zip_strerror(state_->zip), kDamaged);
  Bytes bytes(static_cast<std::size_t>(stat.size));
  const zip_int64_t got = zip_fread(file, bytes.data(), bytes.size());
  char beyond = 0;
  const zip_int64_t more = zip_fread(file, &beyond, 1);  // reaching the end checks the checksum
  const std::string words = zip_file_strerror(file);
  zip_fclose(file);
  if (got != static_cast<zip_int64_t>(bytes.size()) || more != 0)
    fail(name, "the archive's entry cannot be read", fmt::format("{} bytes with the right checksum", bytes.size()),
         more > 0 ? "more bytes than stated" : words, kDamaged);
  return bytes;
}

}  // namespace pinhole::keras
