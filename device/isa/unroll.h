// PIN_UNROLL in front of a loop whose count is a small constant: written out in full also at -O2.
#pragma once

#if defined(__clang__)
#define PIN_UNROLL _Pragma("unroll")
#else
#define PIN_UNROLL _Pragma("GCC unroll 8")
#endif
