// Writes a FlatBuffer from a tree: enough to make small, legal and deliberately illegal files for tests, without a schema.
// Objects are laid out parents first, so that all offsets point forward. Never used outside tests.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pinhole::test {

class Tree;
using TreePtr = std::shared_ptr<Tree>;

class Tree {
 public:
  static TreePtr table() { return std::make_shared<Tree>(); }
  // A vector of scalars. The data start at a multiple of `alignment`.
  template <class T>
  static TreePtr vector(const std::vector<T>& values, std::uint32_t alignment = sizeof(T)) {
    auto tree = std::make_shared<Tree>();
    tree->is_vector_ = true;
    tree->count_ = static_cast<std::uint32_t>(values.size());
    tree->alignment_ = alignment;
    tree->raw_.resize(values.size() * sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const T value = values[i];
      std::memcpy(tree->raw_.data() + i * sizeof(T), &value, sizeof(T));
    }
    return tree;
  }
  static TreePtr vector_of(std::vector<TreePtr> children) {
    auto tree = std::make_shared<Tree>();
    tree->is_vector_ = true;
    tree->count_ = static_cast<std::uint32_t>(children.size());
    tree->children_ = std::move(children);
    return tree;
  }

  template <class T>
  Tree& scalar(int field, T value) {
    Slot slot;
    slot.raw.resize(sizeof(T));
    std::memcpy(slot.raw.data(), &value, sizeof(T));
    slots_[field] = slot;
    return *this;
  }
  Tree& child(int field, TreePtr tree) {
    slots_[field] = Slot{{}, std::move(tree)};
    return *this;
  }

  // The file with this table as root.
  std::vector<std::uint8_t> file(const std::string& identifier) const {
    std::vector<std::uint8_t> out(8, 0);
    std::memcpy(out.data() + 4, identifier.data(), 4);
    const std::size_t root = append(out);
    patch<std::uint32_t>(out, 0, static_cast<std::uint32_t>(root));
    return out;
  }

 private:
  struct Slot {
    std::vector<std::uint8_t> raw;
    TreePtr child;
  };

  template <class T>
  static void patch(std::vector<std::uint8_t>& out, std::size_t at, T value) {
    std::memcpy(out.data() + at, &value, sizeof(T));
  }
  static void align(std::vector<std::uint8_t>& out, std::size_t alignment, std::size_t ahead = 0) {
    while ((out.size() + ahead) % alignment != 0) out.push_back(0);
  }

  std::size_t append(std::vector<std::uint8_t>& out) const { return is_vector_ ? append_vector(out) : append_table(out); }

  std::size_t append_vector(std::vector<std::uint8_t>& out) const {
    align(out, 4);
    align(out, alignment_ > 4 ? alignment_ : 4, 4);
    const std::size_t start = out.size();
    out.resize(start + 4 + children_.size() * 4, 0);
    patch<std::uint32_t>(out, start, count_);
    out.insert(out.end(), raw_.begin(), raw_.end());
    for (std::size_t i = 0; i < children_.size(); ++i) {
      const std::size_t at = start + 4 + i * 4;
      patch<std::uint32_t>(out, at, static_cast<std::uint32_t>(children_[i]->append(out) - at));
    }
    return start;
  }

  std::size_t append_table(std::vector<std::uint8_t>& out) const {
    const std::size_t fields = slots_.empty() ? 0 : static_cast<std::size_t>(slots_.rbegin()->first) + 1;
    align(out, 8);
    const std::size_t vtable = out.size();
    out.resize(vtable + 4 + fields * 2, 0);
    align(out, 8);
    const std::size_t table = out.size();
    out.resize(table + 8, 0);  // the vtable's distance, and a gap that keeps 8-byte fields aligned
    patch<std::int32_t>(out, table, static_cast<std::int32_t>(table - vtable));
    for (const auto& [field, slot] : slots_) {
      const std::size_t bytes = slot.child ? 4 : slot.raw.size();
      align(out, bytes);
      patch<std::uint16_t>(out, vtable + 4 + static_cast<std::size_t>(field) * 2, static_cast<std::uint16_t>(out.size() - table));
      out.resize(out.size() + bytes, 0);
      if (!slot.child) std::memcpy(out.data() + out.size() - bytes, slot.raw.data(), bytes);
    }
    patch<std::uint16_t>(out, vtable, static_cast<std::uint16_t>(4 + fields * 2));
    patch<std::uint16_t>(out, vtable + 2, static_cast<std::uint16_t>(out.size() - table));
    for (const auto& [field, slot] : slots_) {
      if (!slot.child) continue;
      std::uint16_t offset = 0;
      std::memcpy(&offset, out.data() + vtable + 4 + static_cast<std::size_t>(field) * 2, 2);
      const std::size_t at = table + offset;
      patch<std::uint32_t>(out, at, static_cast<std::uint32_t>(slot.child->append(out) - at));
    }
    return table;
  }

  bool is_vector_ = false;
  std::uint32_t count_ = 0, alignment_ = 4;
  std::vector<std::uint8_t> raw_;
  std::vector<TreePtr> children_;
  std::map<int, Slot> slots_;
};

}  // namespace pinhole::test
