// Memory for the interpreter's tests: model and arena on the heap at multiples of 16, exactly as long as asked, so that
// AddressSanitizer sees the first byte past the end.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "device/interpreter/interpreter.h"

namespace pinhole::test {

class Block {
 public:
  explicit Block(std::size_t bytes) : memory_(::operator new (bytes + (bytes == 0), std::align_val_t{16})), bytes_(bytes) {
    std::memset(memory_, 0xa5, bytes_);
  }
  explicit Block(const std::vector<std::uint8_t>& from) : Block(from.size()) {
    if (!from.empty()) std::memcpy(memory_, from.data(), from.size());
  }
  ~Block() { ::operator delete (memory_, std::align_val_t{16}); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  std::uint8_t* data() { return static_cast<std::uint8_t*>(memory_); }
  std::size_t size() const { return bytes_; }

 private:
  void* memory_;
  std::size_t bytes_;
};

// A model and its arena.
struct Loaded {
  Loaded(const std::vector<std::uint8_t>& file, std::size_t arena_bytes, pin::OperatorTable operators = pin::all_operators())
      : model(file), arena(arena_bytes) {
    status = net.load(model.data(), model.size(), arena.data(), arena.size(), operators);
  }
  Block model, arena;
  pin::Interpreter net;
  pin::Status status;
};

}  // namespace pinhole::test
