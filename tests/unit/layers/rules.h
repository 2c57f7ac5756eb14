// layers.txt, read and held against sources: which room includes which, and where a library may be named.
// Only tests use it. It reads #include lines; it never runs the preprocessor.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole {

struct LayerRules {
  // <header> <folder/> "generated.h" : rooms or single files.
  struct Library {
    std::vector<std::string> headers;  // without brackets; one that ends in '/' stands for all below it
    std::vector<std::string> places;   // "*" is every room on the host
  };
  std::map<std::string, std::vector<std::string>> rooms;     // room -> rooms that it may include
  std::vector<Library> libraries;                            // a header that is listed twice belongs to the first one
  std::map<std::string, std::vector<std::string>> standard;  // room -> the only standard headers that it may include
};

// Throws Error with the line that cannot be read, or that grants a room which is not there.
LayerRules read_layer_rules(std::string_view text);

struct LayerSource {
  std::string path;  // relative to the root of the repository, '/' between folders
  std::string text;
};

// One line a broken rule: "FILE:LINE: what; the grant that would allow it". Empty: all is well. `sources` must be all of them, because a
// quoted include has to name one.
std::vector<std::string> layer_violations(const LayerRules& rules, std::span<const LayerSource> sources);

}  // namespace pinhole
