// Random changes to training pictures: uint8 [h,w,c] in, the same out, after preprocessing and before normalisation. Every
// change is drawn from (seed, epoch, index) alone, so that neither thread count nor batch order changes a picture.
#pragma once

#include <cstdint>
#include <span>

namespace pinhole {

// All off at their defaults. A probability of one half each for flips; the others are uniform within their range.
struct Augment {
  bool flip_horizontal = false;
  bool flip_vertical = false;
  double shift = 0;       // 0..0.5: at most this part of the width (height) sideways (up or down)
  double rotate_deg = 0;  // 0..180: at most this angle either way, about the centre
  double zoom = 0;        // 0..0.5: scale within 1 - zoom .. 1 / (1 - zoom)
  double brightness = 0;  // 0..1: adds at most this part of 255 either way
  double contrast = 0;    // 0..1: scales about the picture's mean by 1 - contrast .. 1 + contrast
  double cutout = 0;      // 0..1: one square of at most this part of the shorter side becomes the picture's mean colour
};

bool operator==(const Augment& a, const Augment& b);

// True when nothing would change any picture.
bool is_off(const Augment& a);

// Throws Error{place "augment"} naming the first parameter out of its range.
void check_augment(const Augment& a);

// picture and out: [height, width, channels], channels 1 or 3; out must not overlap picture. Pixels from outside are those of
// the nearest edge. Order: flip, shift + rotate + zoom (one bilinear sampling; whole pixels when only shifted), contrast,
// brightness, cutout. check_augment must have passed.
void augment_picture(std::span<const std::uint8_t> picture, int height, int width, int channels, const Augment& augment, std::uint64_t seed,
                     std::uint64_t epoch, std::uint64_t index, std::span<std::uint8_t> out);

}  // namespace pinhole
