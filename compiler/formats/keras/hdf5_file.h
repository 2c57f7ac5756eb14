// An HDF5 file in memory, read through libhdf5: groups, text attributes, arrays of floats. Used by weights.cc and keras.cc only.
//
// The bytes are hostile. Links that lead out of the file (external and soft links), data kept in other files, virtual data sets and filters
// that libhdf5 would load as plug-ins are not followed. Before memory is taken for an array, its shape must be the expected one, and its
// bytes must be in the file: as they are, or packed no tighter than deflate can.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole::keras {

using Extents = std::vector<std::int64_t>;  // of an array, outermost first

std::string to_string(const Extents& extents);  // "3x3x1x32", "scalar"

class Hdf5File {
 public:
  // Throws Error when libhdf5 cannot open the bytes: cut short, damaged. The bytes outlive the object.
  explicit Hdf5File(std::span<const std::byte> bytes);
  ~Hdf5File();
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  // Paths are names from the root, with '/' between them; "" is the root.
  bool has(std::string_view path) const;
  // Names below a group, in the file's order of names; empty when there is no such group.
  std::vector<std::string> names(std::string_view path) const;
  // Null when there is no such object or attribute. Throws Error for an attribute that is not text.
  std::optional<std::string> text(std::string_view path, const std::string& attribute) const;
  // A list of text; Keras spreads long lists over NAME0, NAME1, ...
  std::optional<std::vector<std::string>> texts(std::string_view path, const std::string& attribute) const;
  // An array's shape, or null when there is none at the path.
  std::optional<Extents> extents(std::string_view path) const;
  // The array's elements in order. Throws Error when its shape is another one, its elements are no floats, or it claims more than the
  // file holds. `place` names the layer.
  std::vector<float> floats(std::string_view path, const Extents& expected, const std::string& place) const;

 private:
  struct State;
  State* state_;
};

}  // namespace pinhole::keras
