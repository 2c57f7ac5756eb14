// Start-up code for Arm Cortex-M: from reset to main(). C++17, freestanding. Compiled into every image by firmware/; the addresses come
// from the linker script beside it. No static constructors are run: the linker script refuses an image that has some.
#include <cstdint>

extern "C" {
extern std::uint32_t pin_stack_top[];
extern std::uint32_t pin_data_load[], pin_data_begin[], pin_data_end[];
extern std::uint32_t pin_bss_begin[], pin_bss_end[];

int main();
void pin_reset();
void pin_fault();
}

namespace {

// Arm v7-M Architecture Reference Manual, B3.2.20: coprocessors 10 and 11 are the FPU.
[[maybe_unused]] volatile std::uint32_t* const kCpacr = reinterpret_cast<volatile std::uint32_t*>(0xE000ED88u);

using Handler = void (*)();

struct Vectors {
  std::uint32_t* stack;
  Handler handlers[15];
};

// The 15 system exceptions (B1.5.2). No interrupt is enabled by this code, so the table ends here.
__attribute__((section(".vectors"), used))
const Vectors kVectors = {pin_stack_top,
                          {pin_reset, pin_fault, pin_fault, pin_fault, pin_fault, pin_fault, nullptr, nullptr, nullptr, nullptr, pin_fault,
                           pin_fault, nullptr, pin_fault, pin_fault}};

}  // namespace

// Every exception ends here: an emulator or a debugger stops at the breakpoint and finds the cause in the fault registers.
extern "C" void pin_fault() {
  for (;;) __asm volatile("bkpt #255");
}

extern "C" __attribute__((noreturn)) void pin_reset() {
#if defined(__ARM_FP)
  *kCpacr |= 0xFu << 20;
  __asm volatile("dsb\n\tisb" ::: "memory");
#endif
  // Written as loops over volatile words, so that the compiler does not call memcpy or memset before memory is set up.
  const volatile std::uint32_t* from = pin_data_load;
  for (volatile std::uint32_t* to = pin_data_begin; to != pin_data_end; ++to, ++from) *to = *from;
  for (volatile std::uint32_t* to = pin_bss_begin; to != pin_bss_end; ++to) *to = 0;
  main();
  for (;;) __asm volatile("bkpt #0");
}
