#include "compiler/formats/keras/hdf5_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "compiler/formats/keras/fields.h"
#include "compiler/formats/keras/hdf5_handle.h"

namespace pinhole::keras {
namespace {

constexpr std::uint64_t kMostWeightBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kDeflateRatio = 1032;       // deflate packs no tighter (zlib.net, "Maximum Compression Factor")
constexpr std::uint64_t kMostChunkSlack = 1 << 16;  // elements of a chunk beyond those of the array
constexpr const char* kDamaged = "save the model again; the file is damaged";

Handle object_at(hid_t file, std::string_view path) {
  Handle at(H5Oopen(file, "/", H5P_DEFAULT), H5Oclose);
  while (at.ok() && !path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string name(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
    if (name.empty() || name == ".") continue;
    H5L_info_t link;
    if (H5Iget_type(at.get()) != H5I_GROUP || H5Lexists(at.get(), name.c_str(), H5P_DEFAULT) <= 0 ||
        H5Lget_info(at.get(), name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) {
      return {};
    }
    at = Handle(H5Oopen(at.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
  }
  return at;
}

// The elements of a text attribute, of fixed or of variable length.
std::vector<std::string> read_texts(const Handle& attribute, const std::string& place, std::size_t file_bytes) {
  const auto refuse = [&](const std::string& got) { fail(place, "the attribute cannot be read", "text", got, kDamaged); };
  const Handle type(H5Aget_type(attribute.get()), H5Tclose), space(H5Aget_space(attribute.get()), H5Sclose);
  if (!type.ok() || !space.ok() || H5Tget_class(type.get()) != H5T_STRING) refuse("elements of another type");
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  if (count < 0 || static_cast<std::uint64_t>(count) > file_bytes)
    refuse(fmt::format("{} elements in {} bytes of file", count, file_bytes));
  const auto elements = static_cast<std::size_t>(count);
  std::vector<std::string> texts;
  if (H5Tis_variable_str(type.get()) > 0) {
    const Handle memory(H5Tcopy(type.get()), H5Tclose);
    std::vector<char*> pointers(elements, nullptr);
    const herr_t status = H5Aread(attribute.get(), memory.get(), pointers.data());
    for (char* pointer : pointers) texts.emplace_back(pointer == nullptr ? "" : pointer);
    if (elements > 0) H5Dvlen_reclaim(memory.get(), space.get(), H5P_DEFAULT, pointers.data());
    if (status < 0) refuse(library_words());
    return texts;
  }
  const std::size_t length = H5Tget_size(type.get());
  if (length == 0 || length > file_bytes || elements > file_bytes / length)
    refuse(fmt::format("{} elements of {} bytes in {} bytes of file", elements, length, file_bytes));
  std::string buffer(elements * length, '\0');
  if (H5Aread(attribute.get(), type.get(), buffer.data()) < 0) refuse(library_words());
  for (std::size_t i = 0; i < elements; ++i) texts.emplace_back(buffer.data() + i * length, strnlen(buffer.data() + i * length, length));
  return texts;
}

std::optional<std::vector<std::string>> attribute_texts(hid_t file, std::string_view path, const std::string& name,
                                                        std::size_t file_bytes) {
  const Handle object = object_at(file, path);
  if (!object.ok() || H5Aexists(object.get(), name.c_str()) <= 0) return std::nullopt;
  const std::string place = fmt::format("attribute '{}' of '/{}'", name, path);
  const Handle attribute(H5Aopen(object.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute.ok()) fail(place, "the attribute cannot be read", "text", library_words(), kDamaged);
  return read_texts(attribute, place, file_bytes);
}

Handle dataset_at(hid_t file, std::string_view path) {
  Handle object = object_at(file, path);
  return object.ok() && H5Iget_type(object.get()) == H5I_DATASET ? std::move(object) : Handle();
}

std::optional<Extents> extents_of(const Handle& dataset) {
  const Handle space(H5Dget_space(dataset.get()), H5Sclose);
  const int rank = space.ok() ? H5Sget_simple_extent_ndims(space.get()) : -1;
  if (rank < 0 || rank > H5S_MAX_RANK) return std::nullopt;
  hsize_t extents[H5S_MAX_RANK];
  if (H5Sget_simple_extent_dims(space.get(), extents, nullptr) < 0) return std::nullopt;
  Extents found;
  for (int i = 0; i < rank; ++i) found.push_back(static_cast<std::int64_t>(std::min<hsize_t>(extents[i], INT64_MAX)));
  return found;
}

// Whether the array's storage is one that this reader trusts; "" or what it is.
std::string foreign_storage(const Handle& dataset, std::uint64_t count, bool* packed) {
  const Handle list(H5Dget_create_plist(dataset.get()), H5Pclose);
  if (!list.ok()) return "unreadable";
  const H5D_layout_t layout = H5Pget_layout(list.get());
  if (layout != H5D_CONTIGUOUS && layout != H5D_COMPACT && layout != H5D_CHUNKED) return "a virtual data set";
  if (layout == H5D_CONTIGUOUS && H5Pget_external_count(list.get()) != 0) return "data in another file";
  if (layout == H5D_CHUNKED) {  // a chunk is unpacked whole
    hsize_t extents[H5S_MAX_RANK];
    const int rank = H5Pget_chunk(list.get(), H5S_MAX_RANK, extents);
    std::uint64_t elements = 1;
    for (int i = 0; i < rank; ++i) elements = std::min(elements, kMostWeightBytes) * std::min<std::uint64_t>(extents[i], kMostWeightBytes);
    if (rank < 1 || elements > count + kMostChunkSlack) return fmt::format("chunks of {} elements", elements);
  }
  const int filters = layout == H5D_CHUNKED ? H5Pget_nfilters(list.get()) : 0;
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = H5Pget_filter2(list.get(), static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, nullptr);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32)
      return fmt::format("packed with filter {}", filter);
    *packed = *packed || filter == H5Z_FILTER_DEFLATE;
  }
  return "";
}

}  // namespace

std::string to_string(const Extents& extents) { return extents.empty() ? "scalar" : fmt::format("{}", fmt::join(extents, "x")); }

struct Hdf5File::State {
  Handle file;
  std::size_t file_bytes = 0;
  std::uint64_t weight_bytes = 0;  // read so far
};

Hdf5File::Hdf5File(std::span<const std::byte> bytes) : state_(new State) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // the library prints nothing
  H5PLset_loading_state(0);                     // and loads no plug-ins
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(access.get(), std::size_t{1} << 16, 0);
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
  H5Pset_file_image(access.get(), const_cast<std::byte*>(bytes.data()), bytes.size());  // is copied
  state_->file = Handle(H5Fopen("model", H5F_ACC_RDONLY, access.get()), H5Fclose);
  state_->file_bytes = bytes.size();
  if (state_->file.ok()) return;
  delete state_;
  fail({}, "the HDF5 file cannot be opened", "a whole HDF5 file", library_words(), "copy or save the model again; the file is damaged");
}

Hdf5File::~Hdf5File() { delete state_; }

bool Hdf5File::has(std::string_view path) const { return object_at(state_->file.get(), path).ok(); }

std::vector<std::string> Hdf5File::names(std::string_view path) const {
  std::vector<std::string> names;
  const Handle group = object_at(state_->file.get(), path);
  if (!group.ok() || H5Iget_type(group.get()) != H5I_GROUP) return names;
  const H5L_iterate_t take = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, take, &names);
  return names;
}

std::optional<std::string> Hdf5File::text(std::string_view path, const std::string& attribute) const {
  const auto texts = attribute_texts(state_->file.get(), path, attribute, state_->file_bytes);
  if (!texts.has_value()) return std::nullopt;
  if (texts->size() != 1)
    fail(fmt::format("attribute '{}' of '/{}'", attribute, path), "the attribute cannot be read", "one text",
         fmt::format("{} texts", texts->size()), kDamaged);
  return texts->front();
}

std::optional<std::vector<std::string>> Hdf5File::texts(std::string_view path, const std::string& attribute) const {
  auto whole = attribute_texts(state_->file.get(), path, attribute, state_->file_bytes);
  if (whole.has_value()) return whole;
  for (int part = 0;; ++part) {
    const auto more = attribute_texts(state_->file.get(), path, fmt::format("{}{}", attribute, part), state_->file_bytes);
    if (!more.has_value()) return whole;
    if (!whole.has_value()) whole.emplace();
    whole->insert(whole->end(), more->begin(), more->end());
  }
}

std::optional<Extents> Hdf5File::extents(std::string_view path) const {
  const Handle dataset = dataset_at(state_->file.get(), path);
  return dataset.ok() ? extents_of(dataset) : std::nullopt;
}

std::vector<float> Hdf5File::floats(std::string_view path, const Extents& expected, const std::string& place) const {
  const std::string where = fmt::format("weights '/{}'", path);
  const Handle dataset = dataset_at(state_->file.get(), path);
  if (!dataset.ok()) fail(place, where + " are missing", to_string(expected), "no data set of that name", kDamaged);
  const std::optional<Extents> found = extents_of(dataset);
  if (!found.has_value() || *found != expected)
    fail(place, where + " have the wrong shape", to_string(expected) + ", as the architecture says", found ? to_string(*found) : "none",
         "architecture and weights do not belong together; save the whole model again with model.save()");
  const Handle type(H5Dget_type(dataset.get()), H5Tclose);
  if (!type.ok() || H5Tget_class(type.get()) != H5T_FLOAT || H5Tget_size(type.get()) > 8)
    fail(place, where + " are no floats", "float32, float64 or float16", "another element type", "save the model in float32");
  std::uint64_t count = 1;
  for (const std::int64_t extent : expected) count *= static_cast<std::uint64_t>(extent);  // callers bound it: weights.h
  bool packed = false;
  if (const std::string what = foreign_storage(dataset, count, &packed); !what.empty())
    fail(place, where + " are not kept in a way that Pinhole reads", "data inside the file, plain or packed with gzip", what,
         "save the model again with model.save()");
  const std::uint64_t needed = count * H5Tget_size(type.get()), stored = H5Dget_storage_size(dataset.get());
  if (stored > state_->file_bytes || needed > stored * (packed ? kDeflateRatio : 1))
    fail(place, where + " claim more bytes than are in the file", fmt::format("{} bytes of data", needed), fmt::format("{}", stored),
         kDamaged);
  state_->weight_bytes += count * sizeof(float);
  if (state_->weight_bytes > kMostWeightBytes)
    fail(place, "the weights are too large", fmt::format("at most {} bytes in all", kMostWeightBytes), "more");
  std::vector<float> values(static_cast<std::size_t>(count));
  if (count > 0 && H5Dread(dataset.get(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    fail(place, where + " cannot be read", fmt::format("{} bytes of data", needed), library_words(), kDamaged);
  return values;
}

}  // namespace pinhole::keras
