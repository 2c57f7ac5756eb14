#include "simulator/cases.h"

#include <cstring>
#include <string_view>

#include "base/error.h"

namespace pinhole {
namespace {

constexpr std::string_view kCases = "PINCASE1", kResults = "PINRSLT1";

class Writer {
 public:
  explicit Writer(std::string_view magic) { put(magic.data(), magic.size()); }
  template <class T>
  void number(T value) {
    put(&value, sizeof value);
  }
  void blobs(const std::vector<Bytes>& blobs) {
    number(static_cast<std::uint32_t>(blobs.size()));
    for (const Bytes& blob : blobs) {
      number(static_cast<std::uint32_t>(blob.size()));
      put(blob.data(), blob.size());
    }
  }
  Bytes take() { return std::move(bytes_); }

 private:
  void put(const void* data, std::size_t size) {
    const auto* p = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), p, p + size);
  }
  Bytes bytes_;
};

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::string_view magic) : bytes_(bytes) {
    const std::span<const std::byte> head = take(magic.size());
    if (std::memcmp(head.data(), magic.data(), magic.size()) != 0)
      throw Error({.place = "byte 0", .problem = "this is no file of this kind", .expected = std::string(magic)});
  }
  template <class T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }
  std::vector<Bytes> blobs() {
    std::vector<Bytes> out;
    for (std::uint32_t n = number<std::uint32_t>(); n > 0; --n) {
      const auto blob = take(number<std::uint32_t>());
      out.emplace_back(blob.begin(), blob.end());
    }
    return out;
  }
  void finish() const {
    if (at_ != bytes_.size()) throw Error({.place = "byte " + std::to_string(at_), .problem = "there is more than the file should hold"});
  }

 private:
  std::span<const std::byte> take(std::size_t size) {
    if (size > bytes_.size() - at_) throw Error({.place = "byte " + std::to_string(at_), .problem = "the file is cut short"});
    at_ += size;
    return bytes_.subspan(at_ - size, size);
  }
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Bytes pack_cases(std::span<const SessionCase> cases) {
  Writer out(kCases);
  out.number(static_cast<std::uint32_t>(cases.size()));
  for (const SessionCase& c : cases) {
    out.number(c.model);
    out.blobs(c.inputs);
  }
  return out.take();
}

Bytes pack_results(std::span<const SessionResult> results) {
  Writer out(kResults);
  out.number(static_cast<std::uint32_t>(results.size()));
  for (const SessionResult& r : results) {
    out.number(r.status);
    out.number(r.instructions);
    out.blobs(r.outputs);
  }
  return out.take();
}

std::vector<SessionCase> unpack_cases(std::span<const std::byte> bytes) {
  Reader in(bytes, kCases);
  std::vector<SessionCase> cases;
  for (std::uint32_t n = in.number<std::uint32_t>(); n > 0; --n) {
    const auto model = in.number<std::uint32_t>();
    cases.push_back({model, in.blobs()});
  }
  in.finish();
  return cases;
}

std::vector<SessionResult> unpack_results(std::span<const std::byte> bytes) {
  Reader in(bytes, kResults);
  std::vector<SessionResult> results;
  for (std::uint32_t n = in.number<std::uint32_t>(); n > 0; --n) {
    const auto status = in.number<std::uint32_t>();
    const auto instructions = in.number<std::uint64_t>();
    results.push_back({status, instructions, in.blobs()});
  }
  in.finish();
  return results;
}

}  // namespace pinhole
