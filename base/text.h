// Text for people: sizes, counts, identifiers, nearest names, hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole {

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);

// 41984 -> "41,984".
std::string with_thousands(std::uint64_t value);

// 41984 -> "41.0 KB" (1 KB = 1024 bytes), below 1024 "512 B".
std::string human_bytes(std::uint64_t bytes);

// A C identifier from any text: "stem/conv 1" -> "stem_conv_1", "3x3" -> "n3x3", "" -> "unnamed"; C++ keywords get a '_'.
std::string identifier(std::string_view text);

// The candidate with the smallest edit distance, else one that starts with the word, or "" when none is near; for "did you mean".
std::string nearest_name(std::string_view word, std::span<const std::string> candidates);

// 64-bit FNV-1a: for names and change detection, not for security.
std::uint64_t fnv1a(std::span<const std::byte> bytes, std::uint64_t seed = 0xcbf29ce484222325u);
std::uint64_t fnv1a(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325u);

}  // namespace pinhole
