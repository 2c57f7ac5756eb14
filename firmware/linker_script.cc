#include "firmware/linker_script.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <span>
#include <string_view>

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

namespace pinhole {

std::span<const EmbeddedFile> embedded_firmware_templates();  // pin_embed in firmware/CMakeLists.txt

namespace {

std::string template_text(const Board& board, const char* file) {
  const std::string path = "firmware/templates/" + board.core.startup + "/" + file;
  const EmbeddedFile* found = find_embedded(embedded_firmware_templates(), path);
  if (!found)
    throw Error({.problem = "there is no start-up code for core '" + board.core.name + "'",
                 .expected = path,
                 .help = "add it; docs/firmware.md says what it must do"});
  return std::string(found->text());
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string memory_lines(const Board& board) {
  std::string lines;
  for (const Region& region : board.regions) {
    char line[160];
    std::snprintf(line, sizeof line, "  %s (%s) : ORIGIN = 0x%08x, LENGTH = 0x%x\n", upper(region.name).c_str(),
                  region.kind == Region::Kind::kFlash ? "rx" : "rwx", region.image_address(), region.image_bytes());
    lines += line;
    if (region.code_address == 0) continue;
    std::snprintf(line, sizeof line, "  %s_CODE (rx) : ORIGIN = 0x%08x, LENGTH = 0x%x\n", upper(region.name).c_str(),
                  region.code_address + region.reserved_bytes, region.image_bytes());
    lines += line;
  }
  return lines;
}

void fill(std::string& text, const std::string& hole, const std::string& value) {
  for (std::size_t at = text.find(hole); at != std::string::npos; at = text.find(hole, at + value.size()))
    text.replace(at, hole.size(), value);
}

}  // namespace

std::string linker_script(const Board& board, std::uint32_t stack_bytes) {
  PIN_CHECK(stack_bytes % 8 == 0 && stack_bytes >= 256, "stack of " + std::to_string(stack_bytes) + " bytes");
  if (stack_bytes >= board.ram().image_bytes())
    throw Error({.problem = "the stack alone is larger than the RAM of " + board.title,
                 .expected = "less than " + with_thousands(board.ram().image_bytes()) + " bytes",
                 .got = with_thousands(stack_bytes) + " bytes"});
  std::string text = template_text(board, "link.ld");
  fill(text, "@BOARD@", board.title);
  fill(text, "@MEMORY@", memory_lines(board));
  const bool two_views = board.flash().code_address != 0;
  if (two_views && text.find("@CODE@") == std::string::npos)
    throw Error({.file = board.origin,
                 .problem = "start-up code '" + board.core.startup + "' runs code from its data addresses only",
                 .expected = "a flash region without 'code_address'"});
  fill(text, "@CODE@", upper(board.flash().name) + (two_views ? "_CODE" : ""));
  fill(text, "@FLASH@", upper(board.flash().name));
  fill(text, "@RAM@", upper(board.ram().name));
  fill(text, "@STACK_BYTES@", std::to_string(stack_bytes));
  PIN_CHECK(text.find('@') == std::string::npos, "a hole of the linker script was not filled");
  return text;
}

std::string session_header_text() {
  const EmbeddedFile* found = find_embedded(embedded_firmware_templates(), "firmware/session.h");
  PIN_CHECK(found != nullptr, "firmware/session.h is not in the program");
  return std::string(found->text());
}

std::vector<SourceFile> standard_headers(const Board& board, const std::string& folder) {
  std::vector<SourceFile> headers;
  if (board.core.headers.empty()) return headers;
  const std::string prefix = "firmware/templates/" + board.core.headers + "/";
  for (const EmbeddedFile& file : embedded_firmware_templates())
    if (std::string_view(file.path).starts_with(prefix))
      headers.push_back({folder + "/" + std::string(std::string_view(file.path).substr(prefix.size())), std::string(file.text())});
  PIN_CHECK(!headers.empty(), "no headers below " + prefix);
  return headers;
}

std::string startup_code(const Board& board) { return template_text(board, "startup.cc"); }

}  // namespace pinhole
