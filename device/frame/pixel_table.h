// From pixels (0..255) to tensor values by a table of 256 entries, computed at compile time (on the chip: constants in flash)
// or when a model is loaded (on the host). No arithmetic is left for the pixel path, and every value is right by
// construction.
//
// F1 real value:  real = float((pixel / 255 - mean) / deviation), computed in double and rounded to float once.
// F2 int8 value:  clamp(round(real / scale) + zero_point, -128, 127), the division in float, halves away from zero. This is
//    what the operator QUANTIZE computes from the real value, so folding it into the preprocessing changes no bit. It equals
//    the same formula in exact arithmetic except where that lies within float rounding (2^-22 relative) of a half.
// F3 uint8 value: as F2 with 0..255.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "device/frame/preprocess.h"

namespace pin {

// One table for all channels, or one a channel.
template <typename T>
struct TableView {
  const T* values;      // [tables][256]
  std::int32_t tables;  // 1, or the number of channels
};

template <typename T, int kTables>
struct PixelTable {
  T values[static_cast<std::size_t>(kTables)][256] = {};
  constexpr TableView<T> view() const { return {&values[0][0], kTables}; }  // the table must outlive the view
};

// 1 when every channel has the same mean and deviation, else the number of channels.
constexpr int tables_needed(const Preprocess& p) {
  for (int c = 1; c < p.channels; ++c) {
    if (p.mean[c] != p.mean[0] || p.deviation[c] != p.deviation[0]) return p.channels;
  }
  return 1;
}

// F1
constexpr float real_value(const Preprocess& p, int channel, int pixel) {
  const double mean = static_cast<double>(p.mean[channel]), deviation = static_cast<double>(p.deviation[channel]);
  return static_cast<float>((static_cast<double>(pixel) / 255.0 - mean) / deviation);
}

// F2, F3
template <typename T>
constexpr T quantized_value(float real, float scale, std::int32_t zero_point) {
  const double steps = static_cast<double>(static_cast<float>(real / scale));
  const double low = static_cast<double>(std::numeric_limits<T>::min());
  const double high = static_cast<double>(std::numeric_limits<T>::max());
  if (steps + static_cast<double>(zero_point) <= low) return std::numeric_limits<T>::min();
  if (steps + static_cast<double>(zero_point) >= high) return std::numeric_limits<T>::max();
  const std::int32_t rounded = static_cast<std::int32_t>(steps < 0.0 ? steps - 0.5 : steps + 0.5);
  const std::int32_t value = rounded + zero_point;
  if (value < std::numeric_limits<T>::min()) return std::numeric_limits<T>::min();
  if (value > std::numeric_limits<T>::max()) return std::numeric_limits<T>::max();
  return static_cast<T>(value);
}

// kTables is tables_needed(p), or 3 where it is known only at run time (channels that p lacks repeat the last one).
template <typename T, int kTables>
constexpr PixelTable<T, kTables> quantized_table(const Preprocess& p) {
  PixelTable<T, kTables> table;
  for (int c = 0; c < kTables; ++c) {
    const int channel = c < p.channels ? c : p.channels - 1;
    for (int pixel = 0; pixel < 256; ++pixel) {
      table.values[c][pixel] = quantized_value<T>(real_value(p, channel, pixel), p.scale, p.zero_point);
    }
  }
  return table;
}

template <int kTables>
constexpr PixelTable<std::int8_t, kTables> table_s8(const Preprocess& p) {
  return quantized_table<std::int8_t, kTables>(p);
}
template <int kTables>
constexpr PixelTable<std::uint8_t, kTables> table_u8(const Preprocess& p) {
  return quantized_table<std::uint8_t, kTables>(p);
}
template <int kTables>
constexpr PixelTable<float, kTables> table_f32(const Preprocess& p) {
  PixelTable<float, kTables> table;
  for (int c = 0; c < kTables; ++c) {
    const int channel = c < p.channels ? c : p.channels - 1;
    for (int pixel = 0; pixel < 256; ++pixel) table.values[c][pixel] = real_value(p, channel, pixel);
  }
  return table;
}

}  // namespace pin
