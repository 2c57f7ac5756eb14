// Which device file mentions, declares and defines which names: enough of C++ to follow calls through our own sources, no more.
// For device_sources.cc. tests/unit/compiler/emit/closure_test.cc holds the result against the linker, for every kernel.
//
// A name is declared where a type stands before it ("void* take(", "const std::int16_t kExpTable["), and used anywhere else.
// A .cc defines what it declares at the beginning of a line, outside of its nameless namespaces, without static or constexpr.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole {

struct DeviceFile {
  std::string_view text;
  std::vector<std::string> includes;  // paths from the repository root
  std::set<std::string> declares, uses;
  std::map<std::string, std::string> defines;  // name -> the class it is a member of, or ""
};

// Every device source by path.
const std::map<std::string, DeviceFile>& device_index();

}  // namespace pinhole
