#include "firmware/link_error.h"

#include <cctype>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"

namespace pinhole {
namespace {

bool same_ignoring_case(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(a[i])) != std::tolower(static_cast<unsigned char>(b[i]))) return false;
  return true;
}

std::string between(const std::string& text, const std::string& open, const std::string& close) {
  const std::size_t begin = text.find(open);
  if (begin == std::string::npos) return {};
  const std::size_t end = text.find(close, begin + open.size());
  return text.substr(begin + open.size(), end == std::string::npos ? end : end - begin - open.size());
}

Error overflow(const Board& board, const std::string& name, std::uint64_t over_bytes) {
  for (const Region& region : board.regions) {
    if (!same_ignoring_case(region.name, name) && !same_ignoring_case(region.name + "_code", name)) continue;
    const bool flash = region.kind == Region::Kind::kFlash;
    return Error({.problem = "the image does not fit into the " + region.name + " of " + board.title + ": " + with_thousands(over_bytes) +
                             " bytes too many",
                  .expected = "at most " + with_thousands(region.image_bytes()) + " bytes",
                  .got = with_thousands(region.image_bytes() + over_bytes) + " bytes",
                  .help = flash ? "a smaller model, or a board with more flash: pinhole boards"
                                : "a smaller model or stack, or a board with more RAM: pinhole boards"});
  }
  return Error({.problem = "the image does not fit: region " + name + " overflows by " + with_thousands(over_bytes) + " bytes"});
}

}  // namespace

Error link_error(const Board& board, const std::string& text) {
  const std::string region = between(text, "region `", "'");
  const std::string over = between(text, "overflowed by ", " byte");
  if (!region.empty() && !over.empty()) return overflow(board, region, std::strtoull(over.c_str(), nullptr, 10));
  const std::string symbol = between(text, "undefined reference to `", "'");
  if (!symbol.empty())
    return Error({.problem = "the image needs '" + symbol + "', which no source defines",
                  .help = "firmware must define main() and may call nothing of the C library beyond memcpy, memmove, memset and memcmp"});
  if (text.find("static constructors are not run") != std::string::npos)
    return Error({.problem = "a source has a static constructor",
                  .expected = "objects that need no code before main()",
                  .help = "make it constexpr, or build it inside main()"});
  return Error({.problem = "the linker fails", .got = std::string(trim(text.substr(0, 1200)))});
}

}  // namespace pinhole
