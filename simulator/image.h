// An ELF image as the emulator needs it: what is flashed, and which function an address belongs to. Used by machine, bench and faults.
// Reads 32-bit little-endian images of any linker for the instruction sets of instruction_set.h; knows nothing of networks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "simulator/instruction_set.h"

namespace pinhole {

struct Segment {
  std::uint32_t address;  // where it is flashed (the load address: initial values of .data lie in flash)
  Bytes bytes;
};

struct Function {
  std::uint32_t address;  // without the Thumb bit
  std::uint32_t bytes;    // 0 when the symbol does not say
  std::string symbol;     // mangled
  std::string name;       // demangled
};

class Image {
 public:
  // Throws Error with the path on anything that is not a whole executable for a microcontroller.
  explicit Image(const std::filesystem::path& elf);

  const std::string& path() const { return path_; }
  const InstructionSet& instruction_set() const { return *set_; }
  std::uint32_t entry() const { return entry_; }  // as the ELF header says
  const Bytes& file() const { return file_; }
  const std::vector<Segment>& segments() const { return segments_; }
  const std::vector<Function>& functions() const { return functions_; }  // by address, one an address

  // The function that contains the address, or null.
  const Function* function_at(std::uint32_t address) const;
  // By mangled or demangled name; empty: the only one whose demangled name ends in "Model::run()".
  // Throws Error when there is none or, for the empty name, more than one.
  const Function& function_named(const std::string& name) const;
  // A symbol's value; false when there is none.
  bool symbol(const std::string& name, std::uint32_t& value) const;

 private:
  void read_symbols();
  std::string path_;
  Bytes file_;
  const InstructionSet* set_ = nullptr;
  std::uint32_t entry_ = 0;
  std::vector<Segment> segments_;
  std::vector<Function> functions_;
  std::map<std::string, std::uint32_t> symbols_;
};

}  // namespace pinhole
