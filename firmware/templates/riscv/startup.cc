// Start-up code for RV32: from reset to main(). C++17, freestanding. Compiled into every image by firmware/; the addresses come from the
// linker script beside it. No static constructors are run: the linker script refuses an image that has some.
#include <cstdint>

extern "C" {
extern std::uint32_t pin_data_load[], pin_data_begin[], pin_data_end[];
extern std::uint32_t pin_bss_begin[], pin_bss_end[];

int main();
void pin_reset();
__attribute__((noreturn)) void pin_start();
}

// The first instructions: global pointer (RISC-V ELF psABI, "Global Pointer"), stack, a return address of 0 that ends call paths, and the trap
// vector. It is 256-aligned and marked as a table, which is the one mode of the ESP32-C3; no interrupt is enabled, so exceptions, which go to
// its start in either mode, are all that can come (Privileged Architecture, 3.1.7). Every one ends at EBREAK; the LUI to x0 behind it does
// nothing and carries a number (firmware/session.h).
__asm(R"(
  .section .boot, "ax"
  .global pin_reset
  .type pin_reset, @function
pin_reset:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la sp, pin_stack_top
  li ra, 0
  la t0, pin_trap
  ori t0, t0, 1
  .option push
  .option arch, +zicsr
  csrw mtvec, t0
  .option pop
  j pin_start
  .size pin_reset, . - pin_reset

  .section .text.pin_trap, "ax"
  .balign 256
  .type pin_trap, @function
  .option push
  .option norvc
pin_trap:
  ebreak
  lui zero, 255
  j pin_trap
  .option pop
  .size pin_trap, . - pin_trap
)");

extern "C" void pin_start() {
  // Written as loops over volatile words, so that the compiler does not call memcpy or memset before memory is set up.
  const volatile std::uint32_t* from = pin_data_load;
  for (volatile std::uint32_t* to = pin_data_begin; to != pin_data_end; ++to, ++from) *to = *from;
  for (volatile std::uint32_t* to = pin_bss_begin; to != pin_bss_end; ++to) *to = 0;
  main();
  for (;;) __asm volatile(".option push\n\t.option norvc\n\tebreak\n\tlui zero, 0\n\t.option pop" ::: "memory");
}
