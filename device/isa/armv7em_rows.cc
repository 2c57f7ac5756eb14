#include "device/isa/armv7em_rows.h"

#if PIN_HAS_DSP

// r0 x, r1 bytes from row to row, r2 weights, r4-r7 sums, r8-r10 the row's weights, r11 ip lr neighbours.
#define PIN_ENTER                 \
  ".syntax unified            \n" \
  "push   {r3-r11, lr}        \n" \
  "ldm    r3, {r4-r7}         \n" \
  "lsl    r1, r1, #1          \n"
#define PIN_ROW_S1                \
  "ldm    r2!, {r8-r10}       \n" \
  "ldr    lr, [r0, #8]        \n" \
  "ldrd   r11, ip, [r0]       \n" \
  "add    r0, r0, r1          \n" \
  "smlad  r4, r11, r8, r4     \n" \
  "smlabb r4, ip, r9, r4      \n" \
  "smlatt r5, r11, r9, r5     \n" \
  "smlad  r5, ip, r10, r5     \n" \
  "smlad  r6, ip, r8, r6      \n" \
  "smlabb r6, lr, r9, r6      \n" \
  "smlatt r7, ip, r9, r7      \n" \
  "smlad  r7, lr, r10, r7     \n"
#define PIN_ROW_S2                \
  "ldm    r2!, {r8-r10}       \n" \
  "ldr    lr, [r0, #8]        \n" \
  "ldrd   r11, ip, [r0]       \n" \
  "smlad  r4, r11, r8, r4     \n" \
  "smlabb r4, ip, r9, r4      \n" \
  "smlad  r5, ip, r8, r5      \n" \
  "smlabb r5, lr, r9, r5      \n" \
  "ldrd   r11, ip, [r0, #12]  \n" \
  "add    r0, r0, r1          \n" \
  "smlad  r6, lr, r8, r6      \n" \
  "smlabb r6, r11, r9, r6     \n" \
  "smlad  r7, r11, r8, r7     \n" \
  "smlabb r7, ip, r9, r7      \n"
#define PIN_LEAVE                 \
  "pop    {r3}                \n" \
  "stm    r3, {r4-r7}         \n" \
  "pop    {r4-r11, pc}        \n"

extern "C" __attribute__((naked, noinline)) void pin_rows_3x3_s1(const std::int16_t*, std::int32_t, const std::uint32_t*, std::int32_t*) {
  __asm__ volatile(PIN_ENTER PIN_ROW_S1 PIN_ROW_S1 PIN_ROW_S1 PIN_LEAVE);
}

extern "C" __attribute__((naked, noinline)) void pin_rows_3x3_s2(const std::int16_t*, std::int32_t, const std::uint32_t*, std::int32_t*) {
  __asm__ volatile(PIN_ENTER PIN_ROW_S2 PIN_ROW_S2 PIN_ROW_S2 PIN_LEAVE);
}

#endif
