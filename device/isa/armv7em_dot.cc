#include "device/isa/armv7em_dot.h"

#if PIN_HAS_DSP

// r0 weights, r1 columns, r4-r7 sums of channel 0, r8-r11 of channel 1, [sp] the weights' end, r2 r3 ip lr free.
#define PIN_DOT_TWO_K              \
  "ldr    r3, [r0], #4         \n" \
  "ldrd   ip, lr, [r1], #8     \n" \
  "sxtb16 r2, r3               \n" \
  "sxtb16 r3, r3, ror #8       \n" \
  "smlad  r4, r2, ip, r4       \n" \
  "smlad  r8, r3, ip, r8       \n" \
  "smlad  r5, r2, lr, r5       \n" \
  "smlad  r9, r3, lr, r9       \n" \
  "ldrd   ip, lr, [r1], #8     \n" \
  "smlad  r6, r2, ip, r6       \n" \
  "smlad  r10, r3, ip, r10     \n" \
  "smlad  r7, r2, lr, r7       \n" \
  "smlad  r11, r3, lr, r11     \n"

extern "C" __attribute__((naked, noinline)) void pin_dot_2x4(const std::int8_t*, const std::uint32_t*, std::int32_t, std::int32_t*) {
  __asm__ volatile(
      ".syntax unified             \n"
      "push   {r3-r11, lr}         \n"
      "add    ip, r0, r2, lsl #1   \n"  // two bytes of weights for each k
      "push   {r2, ip}             \n"
      "ldm    r3, {r4-r11}         \n"
      "lsls   r2, r2, #29          \n"  // an odd number of fours enters in the middle
      "bmi    2f                   \n"
      "1:                          \n" PIN_DOT_TWO_K PIN_DOT_TWO_K "2:                          \n" PIN_DOT_TWO_K PIN_DOT_TWO_K
      "ldr    r2, [sp, #4]         \n"
      "cmp    r0, r2               \n"
      "bne    1b                   \n"
      "add    sp, sp, #8           \n"
      "pop    {r3}                 \n"
      "stm    r3, {r4-r11}         \n"
      "pop    {r4-r11, pc}         \n");
}

#undef PIN_DOT_TWO_K

#endif
