// leaf: i8 1x12x12x3 -> i8 1x3: the same model for C. Link leaf.cc, leaf_weights.cc and the device files.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define LEAF_ALIGNED alignas(16)
#else
#define LEAF_ALIGNED _Alignas(16)
#endif

#define LEAF_ARENA_BYTES 832

// All the RAM there is, besides stack. Needs no initialisation.
typedef struct {
  LEAF_ALIGNED uint8_t arena[LEAF_ARENA_BYTES];
} leaf_model;

// Fill before every run.
int8_t* leaf_input(leaf_model* model);
void leaf_run(leaf_model* model);
// Valid until the next run.
const int8_t* leaf_output(const leaf_model* model);
// Index of the best class.
int32_t leaf_top(const leaf_model* model);

#ifdef __cplusplus
}
#endif
