// pair: i8 1x8, i8 1x8 -> i8 1x8: the same model for C. Link pair.cc, pair_weights.cc and the device files.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define PAIR_ALIGNED alignas(16)
#else
#define PAIR_ALIGNED _Alignas(16)
#endif

#define PAIR_ARENA_BYTES 32

// All the RAM there is, besides stack. Needs no initialisation.
typedef struct {
  PAIR_ALIGNED uint8_t arena[PAIR_ARENA_BYTES];
} pair_model;

// Fill before every run.
int8_t* pair_input0(pair_model* model);
int8_t* pair_input1(pair_model* model);
void pair_run(pair_model* model);
// Valid until the next run.
const int8_t* pair_output(const pair_model* model);
// Index of the best class.
int32_t pair_top(const pair_model* model);

#ifdef __cplusplus
}
#endif
