// slope: f32 1x1x16x2 -> f32 1x1: the same model for C. Link slope.cc, slope_weights.cc and the device files.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define SLOPE_ALIGNED alignas(16)
#else
#define SLOPE_ALIGNED _Alignas(16)
#endif

#define SLOPE_ARENA_BYTES 320

// All the RAM there is, besides stack. Needs no initialisation.
typedef struct {
  SLOPE_ALIGNED uint8_t arena[SLOPE_ARENA_BYTES];
} slope_model;

// Fill before every run.
float* slope_input(slope_model* model);
void slope_run(slope_model* model);
// Valid until the next run.
const float* slope_output(const slope_model* model);

#ifdef __cplusplus
}
#endif
