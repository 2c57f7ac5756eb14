#include "simulator/memory_model.h"

#include <algorithm>

namespace pinhole {

CacheModel::CacheModel(const Cache& cache)
    : line_bytes_(std::max(cache.line_bytes, 1u)),
      sets_(cache.bytes && cache.ways ? cache.bytes / cache.line_bytes / cache.ways : 1),
      ways_(cache.bytes ? cache.bytes / cache.line_bytes / sets_ : 0),
      lines_(std::size_t{sets_} * ways_, 0) {}

bool CacheModel::touch(std::uint32_t address) {
  const std::uint32_t number = address / line_bytes_, key = number + 1;
  std::uint32_t* set = lines_.data() + std::size_t{number % sets_} * ways_;
  std::uint32_t* found = std::find(set, set + ways_, key);
  const bool hit = found != set + ways_;
  if (!hit) found = set + ways_ - 1;
  std::copy_backward(set, found, found + 1);
  *set = key;
  return hit;
}

MemoryModel::MemoryModel(const Board& board) {
  for (const Region& region : board.regions) {
    if (region.timing.wait_states == 0) continue;
    memories_.push_back({region, region.timing, CacheModel(region.timing.instruction_cache), CacheModel(region.timing.data_cache)});
  }
}

MemoryModel::Memory* MemoryModel::find(std::uint32_t& address) {
  for (Memory& m : memories_) {
    const std::uint32_t data = m.region.data_address(address);
    if (data < m.region.address || data >= m.region.end()) continue;
    address = data;
    return &m;
  }
  return nullptr;
}

std::uint32_t MemoryModel::fetch(std::uint32_t address, std::uint32_t bytes, std::uint32_t cycles) {
  Memory* m = find(address);
  if (!m) return 0;
  const std::uint32_t line_bytes = m->instructions.exists() ? m->instructions.line_bytes() : m->timing.fetch_bytes;
  const std::uint32_t first = address / line_bytes, last = (address + bytes - 1) / line_bytes, lines = last - first + 1;
  std::uint32_t waited = 0;
  for (std::uint32_t line = first; line <= last; ++line) {
    const bool hit = m->instructions.exists() ? m->instructions.touch(line * line_bytes) : line == m->fetched;
    if (!hit) {
      // A prefetched line has been on its way while the one before it executed.
      const bool ahead = m->timing.prefetch && line == m->last_line + 1;
      const std::uint32_t hidden = ahead ? std::min(m->timing.wait_states, cycles / lines) : 0;
      waited += m->timing.wait_states - hidden;
    }
    m->fetched = m->last_line = line;
  }
  return waited;
}

std::uint32_t MemoryModel::read(std::uint32_t address) {
  Memory* m = find(address);
  if (!m) return 0;
  if (m->timing.one_cache) return m->instructions.touch(address) ? 0 : m->timing.wait_states;
  if (m->data.exists()) return m->data.touch(address) ? 0 : m->timing.wait_states;
  return m->timing.wait_states;
}

}  // namespace pinhole
