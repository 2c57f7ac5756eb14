#include "device/frame/row_resizer.h"

#include <cstring>

namespace pin {
namespace {

// A1 along a row: sink(index, sum) for each output sample, sum = weighted inputs of one channel, at most 255 * denominator.
template <int kChannels, typename Sink>
void area_columns(const Axis& axis, const std::uint8_t* pixel, Sink sink) {
  std::uint32_t left = axis.cell;  // units of *pixel not yet used
  for (std::int32_t x = 0; x < axis.out; ++x) {
    std::uint32_t sum[3], whole[3] = {};
    for (int c = 0; c < kChannels; ++c) sum[c] = left * pixel[c];  // left <= cell <= denominator
    pixel += kChannels;
    std::uint32_t need = axis.denominator - left;
    for (; need >= axis.cell; need -= axis.cell, pixel += kChannels) {
      for (int c = 0; c < kChannels; ++c) whole[c] += pixel[c];
    }
    for (int c = 0; c < kChannels; ++c) sum[c] += whole[c] * axis.cell;
    left = axis.cell - need;
    if (need > 0) {
      for (int c = 0; c < kChannels; ++c) sum[c] += need * pixel[c];
    }
    for (int c = 0; c < kChannels; ++c) sink(x * kChannels + c, sum[c]);
  }
}

// A2 along a row.
template <int kChannels, typename Sink>
void bilinear_columns(const Axis& axis, const std::uint8_t* row, Sink sink) {
  const std::int32_t d = static_cast<std::int32_t>(axis.denominator);
  const std::int32_t whole = axis.step / d, part = axis.step % d;
  const Tap first = bilinear_tap(axis, 0);
  std::int32_t left = first.left, weight = static_cast<std::int32_t>(first.right_weight);
  for (std::int32_t x = 0; x < axis.out; ++x) {
    const std::uint8_t* a = row + kChannels * clamp_index(left, axis.in);
    const std::uint8_t* b = row + kChannels * clamp_index(left + 1, axis.in);
    for (int c = 0; c < kChannels; ++c) sink(x * kChannels + c, static_cast<std::uint32_t>((d - weight) * a[c] + weight * b[c]));
    left += whole;
    weight += part;
    if (weight >= d) {
      weight -= d;
      ++left;
    }
  }
}

template <typename Sink>
void each_column(const Axis& axis, std::int32_t channels, const std::uint8_t* row, Sink sink) {
  if (channels == 1) {
    axis.area ? area_columns<1>(axis, row, sink) : bilinear_columns<1>(axis, row, sink);
  } else {
    axis.area ? area_columns<3>(axis, row, sink) : bilinear_columns<3>(axis, row, sink);
  }
}

// dx * dy without its lowest `shift` bits, rounded.
constexpr std::uint64_t shifted_divisor(std::uint64_t dx, std::uint64_t dy, std::uint32_t shift) {
  return shift == 0 ? dx * dy : (dx * dy + (std::uint64_t{1} << (shift - 1))) >> shift;
}

// Low bits to drop from a column sum so that all columns, and half a divisor for rounding, fit in 32 bits.
constexpr std::uint32_t column_shift(std::uint64_t dx, std::uint64_t dy) {
  std::uint32_t shift = 0;
  while (((255 * dx >> shift) + (shift == 0 ? 0 : 1)) * dy + shifted_divisor(dx, dy, shift) / 2 >= std::uint64_t{1} << 32) {
    ++shift;
  }
  return shift;
}
static_assert(column_shift(4100, 4099) == 0 && column_shift(4096, 4096) == 0 && column_shift(65535, 65534) <= 9,
              "as row_resizer.h promises");

inline std::uint32_t drop(std::uint32_t sum, std::uint32_t shift) {
  return shift == 0 ? sum : (sum + (std::uint32_t{1} << (shift - 1))) >> shift;
}

inline std::uint8_t divide(std::uint32_t sum, std::uint32_t divisor) { return static_cast<std::uint8_t>((sum + divisor / 2) / divisor); }

}  // namespace

FrameStatus RowResizer::begin(const Preprocess& preprocess, std::int32_t frame_width, std::int32_t frame_height, PixelFormat format,
                              void* scratch, std::size_t scratch_bytes) {
  if (!has_valid_size(preprocess)) return FrameStatus::kBadPreprocess;
  if (frame_width < 1 || frame_width > kMaxFrameSide || frame_height < 1 || frame_height > kMaxFrameSide) {
    return FrameStatus::kBadFrame;
  }
  crop_ = crop_rectangle(preprocess, frame_width, frame_height);
  if (crop_.width == 0) return FrameStatus::kCropOutsideFrame;
  const std::size_t needed = row_resizer_scratch_bytes(preprocess, frame_width, frame_height, format);
  if (scratch == nullptr || scratch_bytes < needed || reinterpret_cast<std::uintptr_t>(scratch) % 4 != 0) {
    return FrameStatus::kScratchTooSmall;
  }
  columns_ = make_axis(preprocess.resize, crop_.width, preprocess.width);
  rows_ = make_axis(preprocess.resize, crop_.height, preprocess.height);
  format_ = format;
  channels_ = preprocess.channels;
  next_in_ = 0;
  next_out_ = 0;
  need_ = rows_.denominator;
  finished_ready_ = false;
  shift_ = column_shift(columns_.denominator, rows_.denominator);
  divisor_ = static_cast<std::uint32_t>(shifted_divisor(columns_.denominator, rows_.denominator, shift_));

  const std::size_t row = static_cast<std::size_t>(preprocess.width) * static_cast<std::size_t>(channels_);
  sums_[0] = static_cast<std::uint32_t*>(scratch);
  sums_[1] = rows_.area ? nullptr : sums_[0] + row;
  std::uint8_t* rest = reinterpret_cast<std::uint8_t*>(sums_[0] + (rows_.area ? row : 2 * row));
  finished_ = rows_.area ? rest : nullptr;
  converted_ = row_is_ready(format, channels_) ? nullptr : rest + (rows_.area ? row : 0);
  std::memset(sums_[0], 0, (rows_.area ? row : 2 * row) * sizeof(std::uint32_t));
  return FrameStatus::kOk;
}

void RowResizer::push(const std::uint8_t* row) {
  const std::int32_t inside = next_in_ - crop_.y;
  if (inside < 0 || inside >= crop_.height) {
    if (inside < 0) ++next_in_;
    return;
  }
  if (!rows_.area && (complete() || inside < clamp_index(bilinear_tap(rows_, next_out_).left, rows_.in))) {
    ++next_in_;  // a row between the taps of two outputs
    return;
  }
  const std::uint8_t* source = row + crop_.x * channels_;
  if (converted_ != nullptr) {
    convert_row(row, format_, crop_.x, crop_.width, channels_, converted_);
    source = converted_;
  }
  add_row(source, inside);
  ++next_in_;
}

// One loop for the three cases, so that the column code exists once in flash.
//   area, row under way:    sums += now * value
//   area, row completed:    finished = (sums + now * value) / divisor; sums = later * value
//   bilinear:               sums of this row = value
void RowResizer::add_row(const std::uint8_t* source, std::int32_t inside) {
  const bool area = rows_.area, finishing = area && need_ <= rows_.cell;
  const std::uint32_t keep = area ? 1 : 0;
  const std::uint32_t now = !area ? 1 : finishing ? need_ : rows_.cell;
  const std::uint32_t later = finishing ? rows_.cell - need_ : 0;
  const std::uint32_t shift = shift_, divisor = divisor_;
  std::uint32_t* sums = sums_[area ? 0 : inside & 1];
  std::uint8_t* finished = finished_;
  each_column(columns_, channels_, source, [=](std::int32_t i, std::uint32_t sum) {
    const std::uint32_t value = drop(sum, shift);
    const std::uint32_t total = keep * sums[i] + now * value;
    if (finishing) finished[i] = divide(total, divisor);
    sums[i] = finishing ? later * value : total;
  });
  if (!area) return;
  need_ = finishing ? rows_.denominator - later : need_ - rows_.cell;
  finished_ready_ = finishing;
}

bool RowResizer::pull(std::uint8_t* out_row) {
  if (complete()) return false;
  const std::size_t row = static_cast<std::size_t>(columns_.out) * static_cast<std::size_t>(channels_);
  if (rows_.area) {
    if (!finished_ready_) return false;
    std::memcpy(out_row, finished_, row);
    finished_ready_ = false;
    ++next_out_;
    return true;
  }
  const Tap tap = bilinear_tap(rows_, next_out_);
  const std::int32_t top = clamp_index(tap.left, rows_.in), bottom = clamp_index(tap.left + 1, rows_.in);
  if (bottom >= next_in_ - crop_.y) return false;
  const std::uint32_t* above = sums_[top & 1];
  const std::uint32_t* below = sums_[bottom & 1];
  const std::uint32_t weight = tap.right_weight, other = rows_.denominator - weight;
  for (std::size_t i = 0; i < row; ++i) out_row[i] = divide(other * above[i] + weight * below[i], divisor_);
  ++next_out_;
  return true;
}

}  // namespace pin
