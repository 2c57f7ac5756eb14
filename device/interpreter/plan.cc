#include "device/interpreter/plan.h"

namespace pin {
namespace {

bool meet(const Buffer& a, const Buffer& b) { return a.first <= b.last && b.first <= a.last; }

std::uint32_t aligned(std::uint32_t bytes) { return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment; }

// The largest buffer without a place, or kNoBuffer.
std::uint16_t largest(const Buffer* buffers, std::uint32_t count) {
  std::uint16_t best = kNoBuffer;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (buffers[i].placed || buffers[i].bytes == 0) continue;
    if (best == kNoBuffer || buffers[i].bytes > buffers[best].bytes) best = static_cast<std::uint16_t>(i);
  }
  return best;
}

// Lowest offset for `buffer`. `head` starts the list of placed buffers, ascending by offset.
std::uint32_t lowest_gap(const Buffer* buffers, std::uint16_t head, const Buffer& buffer) {
  std::uint32_t offset = 0;
  for (std::uint16_t i = head; i != kNoBuffer; i = buffers[i].next) {
    if (!meet(buffers[i], buffer)) continue;
    if (buffers[i].offset >= offset && buffers[i].offset - offset >= buffer.bytes) break;
    const std::uint32_t end = aligned(buffers[i].offset + buffers[i].bytes);
    if (end > offset) offset = end;
  }
  return offset;
}

void insert(Buffer* buffers, std::uint16_t* head, std::uint16_t index) {
  std::uint16_t* link = head;
  while (*link != kNoBuffer && buffers[*link].offset <= buffers[index].offset) link = &buffers[*link].next;
  buffers[index].next = *link;
  *link = index;
  buffers[index].placed = true;
}

}  // namespace

std::uint32_t place_buffers(Buffer* buffers, std::uint32_t count) {
  constexpr std::uint32_t kLargest = 0x7fffffff;
  std::uint16_t head = kNoBuffer;
  std::uint32_t end = 0;
  for (std::uint16_t i = largest(buffers, count); i != kNoBuffer; i = largest(buffers, count)) {
    const std::uint32_t offset = lowest_gap(buffers, head, buffers[i]);
    if (buffers[i].bytes > kLargest - kArenaAlignment || offset > kLargest - kArenaAlignment - buffers[i].bytes) return kTooLarge;
    buffers[i].offset = offset;
    insert(buffers, &head, i);
    if (offset + buffers[i].bytes > end) end = offset + buffers[i].bytes;
  }
  return end;
}

}  // namespace pin
