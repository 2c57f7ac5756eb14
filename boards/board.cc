#include "boards/board.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "boards/embedded.h"
#include "boards/toml_table.h"

namespace pinhole {
namespace {

constexpr std::string_view kFolder = "boards/";
constexpr std::uint64_t kAddressMax = 0xffffffff;

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%08llx", static_cast<unsigned long long>(value));
  return text;
}

Cache read_cache(TomlTable& region, const char* key) {
  Cache cache;
  if (!region.has(key)) return cache;
  TomlTable table = region.table(key);
  cache.bytes = static_cast<std::uint32_t>(table.integer("bytes", 1, 1 << 20));
  cache.line_bytes = static_cast<std::uint32_t>(table.integer("line_bytes", 4, 256));
  cache.ways = static_cast<std::uint32_t>(table.integer_or("ways", 0, 0, 64));
  if (!std::has_single_bit(cache.line_bytes))
    table.refuse("'line_bytes' is not a power of two", "4, 8, 16, 32 ...", std::to_string(cache.line_bytes), {}, "line_bytes");
  const std::uint32_t per_way = cache.line_bytes * std::max(cache.ways, 1u);
  if (cache.bytes % per_way != 0)
    table.refuse("the cache is no whole number of lines in every way", "a multiple of " + std::to_string(per_way),
                 std::to_string(cache.bytes), {}, "bytes");
  table.finish();
  return cache;
}

Region read_region(TomlTable& table) {
  Region region;
  region.name = table.text("name");
  if (identifier(region.name) != region.name)
    table.refuse("a region's name must be an identifier", identifier(region.name), region.name, {}, "name");
  const std::string kind = table.text("kind");
  if (kind != "flash" && kind != "ram")
    table.refuse("'kind' is not a kind of memory", "\"flash\" or \"ram\"", "\"" + kind + "\"", {}, "kind");
  region.kind = kind == "flash" ? Region::Kind::kFlash : Region::Kind::kRam;
  region.address = static_cast<std::uint32_t>(table.integer("address", 0, kAddressMax));
  region.bytes = static_cast<std::uint32_t>(table.integer("bytes", 1024, kAddressMax));
  region.reserved_bytes = static_cast<std::uint32_t>(table.integer_or("reserved_bytes", 0, 0, kAddressMax));
  if (region.address % 1024 || region.bytes % 1024)
    table.refuse("a region must start and end on a multiple of 1024 bytes", "",
                 hex(region.address) + ", " + std::to_string(region.bytes) + " bytes");
  if (region.end() > kAddressMax + 1)
    table.refuse("a region reaches beyond the last address", "end at most 0x100000000", hex(region.end()), {}, "bytes");
  if (region.reserved_bytes >= region.bytes)
    table.refuse("'reserved_bytes' leaves nothing of the region", "less than " + std::to_string(region.bytes),
                 std::to_string(region.reserved_bytes), {}, "reserved_bytes");
  region.code_address = static_cast<std::uint32_t>(table.integer_or("code_address", 0, 0, kAddressMax));
  if (region.code_address % 1024 || region.code_address + std::uint64_t{region.bytes} > kAddressMax + 1)
    table.refuse("'code_address' is no place for this region", "a multiple of 1024, the end at most 0x100000000", hex(region.code_address),
                 {}, "code_address");
  region.timing.wait_states = static_cast<std::uint32_t>(table.integer_or("wait_states", 0, 0, 1000));
  region.timing.fetch_bytes = static_cast<std::uint32_t>(table.integer_or("fetch_bytes", 4, 4, 256));
  if (!std::has_single_bit(region.timing.fetch_bytes))
    table.refuse("'fetch_bytes' is not a power of two", "4, 8, 16, 32 ...", std::to_string(region.timing.fetch_bytes), {}, "fetch_bytes");
  region.timing.prefetch = table.boolean_or("prefetch", false);
  region.timing.instruction_cache = read_cache(table, "instruction_cache");
  region.timing.data_cache = read_cache(table, "data_cache");
  region.timing.one_cache = table.has("cache");
  if (region.timing.one_cache && (region.timing.instruction_cache.bytes || region.timing.data_cache.bytes))
    table.refuse("'cache' serves instructions and data: there can be no other", "either 'cache' or the two", "", {}, "cache");
  if (region.timing.one_cache) region.timing.instruction_cache = read_cache(table, "cache");
  region.timing.source = region.timing.wait_states ? table.text("timing_source") : table.text_or("timing_source", "");
  table.finish();
  return region;
}

// Also where the same bytes are seen as code.
bool meet(const Region& a, const Region& b) {
  const auto meets = [&](std::uint64_t begin_a, std::uint64_t begin_b) {
    return begin_a < begin_b + b.bytes && begin_b < begin_a + a.bytes;
  };
  return meets(a.address, b.address) || (a.code_address && meets(a.code_address, b.address)) ||
         (b.code_address && meets(a.address, b.code_address)) ||
         (a.code_address && b.code_address && meets(a.code_address, b.code_address));
}

void read_regions(TomlTable& root, Board& board) {
  std::vector<TomlTable> tables = root.tables("region");
  for (TomlTable& table : tables) {
    Region region = read_region(table);
    if (region.code_address && region.code_address < region.end() && region.address < region.code_end())
      table.refuse("region '" + region.name + "' overlaps itself", "a 'code_address' outside of its data addresses",
                   hex(region.code_address), {}, "code_address");
    for (const Region& other : board.regions) {
      if (other.name == region.name) table.refuse("two regions are called '" + region.name + "'", "different names", "", {}, "name");
      if (meet(region, other))
        table.refuse("region '" + region.name + "' overlaps '" + other.name + "'",
                     "addresses outside " + hex(other.address) + " to " + hex(other.end() - 1),
                     hex(region.address) + " to " + hex(region.end() - 1), {}, "address");
    }
    board.regions.push_back(std::move(region));
  }
  for (const auto kind : {Region::Kind::kFlash, Region::Kind::kRam})
    if (std::none_of(board.regions.begin(), board.regions.end(), [&](const Region& r) { return r.kind == kind; }))
      root.refuse("the board has no memory of one kind",
                  kind == Region::Kind::kFlash ? "a region with kind = \"flash\"" : "a region with kind = \"ram\"", "none", {}, "region");
}

void read_framework(TomlTable table, Board& board) {
  board.framework_name = table.text("name");
  board.framework_flash_bytes = static_cast<std::uint32_t>(table.integer("flash_bytes", 0, board.flash().image_bytes()));
  board.framework_ram_bytes = static_cast<std::uint32_t>(table.integer("ram_bytes", 0, board.ram().image_bytes()));
  board.framework_source = table.text("source");
  table.finish();
}

void read_rest(TomlTable& root, Board& board) {
  if (root.has("framework")) read_framework(root.table("framework"), board);
  if (root.has("camera")) {
    TomlTable table = root.table("camera");
    board.camera = Camera{table.text("name"), static_cast<std::uint32_t>(table.integer("width", 1, 8192)),
                          static_cast<std::uint32_t>(table.integer("height", 1, 8192)), table.text("format")};
    table.finish();
  }
  if (root.has("supply")) {
    TomlTable table = root.table("supply");
    board.supply_volts = table.number_or("volts", 0, 0.5, 20);
    board.supply_ma = table.number_or("milliamperes", 0, 0.001, 5000);
    board.supply_source = table.text("source");
    table.finish();
  }
}

}  // namespace

const Region& Board::flash() const {
  return *std::find_if(regions.begin(), regions.end(), [](const Region& r) { return r.kind == Region::Kind::kFlash; });
}
const Region& Board::ram() const {
  return *std::find_if(regions.begin(), regions.end(), [](const Region& r) { return r.kind == Region::Kind::kRam; });
}
std::uint32_t Board::free_flash_bytes() const { return flash().image_bytes() - framework_flash_bytes; }
std::uint32_t Board::free_ram_bytes() const { return ram().image_bytes() - framework_ram_bytes; }

Board parse_board(const std::string& text, const std::string& file, const std::string& name) {
  const toml::table parsed = parse_toml(text, file);
  TomlTable root(parsed, file, "");
  Board board;
  board.name = name;
  board.origin = file;
  board.title = root.text("title");
  board.url = root.text("url");
  const std::string core = root.text("core");
  try {
    board.core = load_core(core);
  } catch (const Error& error) {
    if (!error.parts().file.empty()) throw;
    root.refuse(error.parts().problem, error.parts().expected, "", error.parts().help, "core");
  }
  board.clock_hz = root.integer("clock_hz", 1'000, 10'000'000'000);
  board.flashing = root.text("flashing");
  read_regions(root, board);
  read_rest(root, board);
  root.finish();
  return board;
}

std::vector<Board> all_boards() {
  std::vector<Board> boards;
  for (const EmbeddedFile& file : embedded_boards()) {
    std::string_view path = file.path;
    path.remove_prefix(kFolder.size());
    if (path.find('/') != std::string_view::npos) continue;
    const std::string name(path.substr(0, path.rfind('.')));
    boards.push_back(parse_board(std::string(file.text()), file.path, name));
    boards.back().origin = name;
  }
  return boards;
}

Board load_board(const std::string& name_or_path) {
  if (name_or_path.ends_with(".toml") || name_or_path.find('/') != std::string::npos)
    return parse_board(read_text_file(name_or_path, 1 << 20), name_or_path, std::filesystem::path(name_or_path).stem().string());
  std::vector<std::string> names;
  std::string all;
  for (Board& board : all_boards()) {
    if (board.name == name_or_path) return std::move(board);
    names.push_back(board.name);
    all += (all.empty() ? "" : ", ") + board.name;
  }
  const std::string near = nearest_name(name_or_path, names);
  throw Error({.problem = "unknown board '" + name_or_path + "'",
               .expected = all + ", or the path of a board's TOML file",
               .help = near.empty() ? "list them with: pinhole boards" : "did you mean '" + near + "'?"});
}

}  // namespace pinhole
