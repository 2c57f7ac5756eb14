// PNG by its specification (W3C, third edition): signature, IHDR, one IDAT with a stored deflate block (RFC 1950, 1951), IEND.
#include "base/error.h"
#include "tests/report/example.h"

namespace pinhole {
namespace {

using Octets = std::vector<std::uint8_t>;

void put32(Octets* out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t crc32(const Octets& bytes) {
  std::uint32_t crc = ~0u;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

void put_chunk(Octets* out, const char* type, const Octets& body) {
  put32(out, static_cast<std::uint32_t>(body.size()));
  Octets checked(type, type + 4);
  checked.insert(checked.end(), body.begin(), body.end());
  out->insert(out->end(), checked.begin(), checked.end());
  put32(out, crc32(checked));
}

Octets stored_zlib(const Octets& raw) {
  const auto n = static_cast<std::uint16_t>(raw.size());
  const std::uint16_t inverse = static_cast<std::uint16_t>(~n);
  Octets out{0x78,
             0x01,
             0x01,
             static_cast<std::uint8_t>(n),
             static_cast<std::uint8_t>(n >> 8),
             static_cast<std::uint8_t>(inverse),
             static_cast<std::uint8_t>(inverse >> 8)};
  out.insert(out.end(), raw.begin(), raw.end());
  std::uint32_t a = 1, b = 0;
  for (const std::uint8_t byte : raw) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  put32(&out, b << 16 | a);
  return out;
}

}  // namespace

Bytes example_png(std::uint32_t side, std::uint32_t seed) {
  PIN_CHECK(side >= 1 && side <= 100, "example_png: one stored block holds 65,535 bytes");
  Octets raw;
  for (std::uint32_t y = 0; y < side; ++y) {
    raw.push_back(0);  // no filter
    for (std::uint32_t x = 0; x < side; ++x) {
      const std::uint32_t spot = (x * 7 + y * 11 + seed * 13) % side < side / 5 ? 70 : 0;
      raw.push_back(static_cast<std::uint8_t>(40 + 120 * x / side + spot));
      raw.push_back(static_cast<std::uint8_t>(90 + 100 * y / side));
      raw.push_back(static_cast<std::uint8_t>((30 + 40 * seed + spot) % 200));
    }
  }
  Octets header;
  put32(&header, side);
  put32(&header, side);
  header.insert(header.end(), {8, 2, 0, 0, 0});  // 8 bits, RGB
  Octets out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  put_chunk(&out, "IHDR", header);
  put_chunk(&out, "IDAT", stored_zlib(raw));
  put_chunk(&out, "IEND", {});
  Bytes bytes;
  for (const std::uint8_t octet : out) bytes.push_back(static_cast<std::byte>(octet));
  return bytes;
}

}  // namespace pinhole
