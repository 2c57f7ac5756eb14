#include "base/error.h"

#include <fmt/format.h>

#include <utility>

namespace pinhole {
namespace {

std::string render(const Error::Parts& p) {
  std::string where = p.file;
  if (!p.place.empty()) where += (where.empty() ? "" : ", ") + p.place;
  std::string text = where.empty() ? p.problem : where + ": " + p.problem;
  if (!p.expected.empty()) text += "\n  expected: " + p.expected;
  if (!p.got.empty()) text += "\n  got: " + p.got;
  if (!p.help.empty()) text += "\n  help: " + p.help;
  return text;
}

}  // namespace

Error::Error(Parts parts) : parts_(std::move(parts)), text_(render(parts_)) {}

Error Error::in_file(const std::string& file) const {
  Parts p = parts_;
  if (p.file.empty()) p.file = file;
  return Error(std::move(p));
}

Error Error::at(const std::string& place) const {
  Parts p = parts_;
  if (p.place.empty()) p.place = place;
  return Error(std::move(p));
}

void check_failed(const char* condition, const char* file, int line, const std::string& detail) {
  throw InternalError(fmt::format("{}:{}: {} ({})", file, line, detail, condition));
}

}  // namespace pinhole
