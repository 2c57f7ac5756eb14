#include "device/interpreter/plan.h"

namespace pin {
namespace {

bool meet(const Buffer& a, const Buffer& b) { return a.first <= b.last && b.first <= a.last; }

std::uint32_t aligned(std::uint32_t bytes) { return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment; }

enum class Order { kSize, kBreadth, kForward, kBackward };

// Leaves in `offset` the most bytes that live at one time of the buffer's life.
void find_breadths(Buffer* buffers, std::uint32_t count, std::uint32_t end_of_time) {
  for (std::uint32_t time = 0; time < end_of_time; ++time) {
    std::uint64_t live = 0;
    for (std::uint32_t i = 0; i < count; ++i) live += buffers[i].first <= time && time <= buffers[i].last ? buffers[i].bytes : 0;
    const std::uint32_t breadth = live > 0xffffffffu ? 0xffffffffu : static_cast<std::uint32_t>(live);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (buffers[i].first <= time && time <= buffers[i].last && breadth > buffers[i].offset) buffers[i].offset = breadth;
    }
  }
}

// Forgets the plan and leaves the order's key in `offset`.
void start_order(Buffer* buffers, std::uint32_t count, Order order) {
  std::uint32_t end_of_time = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t first = buffers[i].first;
    buffers[i].placed = false;
    buffers[i].offset = order == Order::kForward ? kNoBuffer - first : order == Order::kBackward ? first : 0;
    if (buffers[i].bytes > 0 && buffers[i].last >= end_of_time) end_of_time = buffers[i].last + 1u;
  }
  if (order == Order::kBreadth) find_breadths(buffers, count, end_of_time);
}

bool goes_before(const Buffer& a, const Buffer& b) { return a.offset != b.offset ? a.offset > b.offset : a.bytes > b.bytes; }

// The buffer to place next, or kNoBuffer.
std::uint16_t next_in_order(const Buffer* buffers, std::uint32_t count) {
  std::uint16_t best = kNoBuffer;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (buffers[i].placed || buffers[i].bytes == 0) continue;
    if (best == kNoBuffer || goes_before(buffers[i], buffers[best])) best = static_cast<std::uint16_t>(i);
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

std::uint32_t place_in_order(Buffer* buffers, std::uint32_t count, Order order) {
  constexpr std::uint32_t kLargest = 0x7fffffff;
  start_order(buffers, count, order);
  std::uint16_t head = kNoBuffer;
  std::uint32_t end = 0;
  for (std::uint16_t i = next_in_order(buffers, count); i != kNoBuffer; i = next_in_order(buffers, count)) {
    const std::uint32_t offset = lowest_gap(buffers, head, buffers[i]);
    if (buffers[i].bytes > kLargest - kArenaAlignment || offset > kLargest - kArenaAlignment - buffers[i].bytes) return kTooLarge;
    buffers[i].offset = offset;
    insert(buffers, &head, i);
    if (offset + buffers[i].bytes > end) end = offset + buffers[i].bytes;
  }
  return end;
}

}  // namespace

std::uint32_t place_buffers(Buffer* buffers, std::uint32_t count) {
  Order best = Order::kSize;
  std::uint32_t least = kTooLarge;
  const Order orders[] = {Order::kBreadth, Order::kForward, Order::kBackward, Order::kSize};
  for (const Order order : orders) {
    const std::uint32_t end = place_in_order(buffers, count, order);
    if (end > least) continue;
    least = end;
    best = order;
  }
  return best == Order::kSize ? least : place_in_order(buffers, count, best);  // kSize was the last to be placed
}

}  // namespace pin
