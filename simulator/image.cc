#include "simulator/image.h"

#include <cxxabi.h>
#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"

namespace pinhole {
namespace {

std::string demangled(const char* symbol) {
  int status = 0;
  char* name = abi::__cxa_demangle(symbol, nullptr, nullptr, &status);
  std::string out = status == 0 && name ? name : symbol;
  std::free(name);
  return out;
}

struct ElfHandle {
  Elf* elf;
  explicit ElfHandle(Bytes& file) {
    elf_version(EV_CURRENT);
    elf = elf_memory(reinterpret_cast<char*>(file.data()), file.size());
  }
  ~ElfHandle() { elf_end(elf); }
};

constexpr std::string_view kDefaultFunction = "Model::run()";

}  // namespace

Image::Image(const std::filesystem::path& elf) : path_(elf.string()), file_(read_file(elf)) {
  const ElfHandle handle(file_);
  GElf_Ehdr header;
  if (!handle.elf || elf_kind(handle.elf) != ELF_K_ELF || !gelf_getehdr(handle.elf, &header) || gelf_getclass(handle.elf) != ELFCLASS32 ||
      header.e_type != ET_EXEC || !(set_ = instruction_set_of_elf(header.e_machine)))
    throw Error(
        {.file = path_, .problem = "this is no image for a microcontroller", .expected = "an ELF executable, 32 bits, Arm or RISC-V"});
  entry_ = static_cast<std::uint32_t>(header.e_entry);
  std::size_t count = 0;
  elf_getphdrnum(handle.elf, &count);
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr p;
    if (!gelf_getphdr(handle.elf, static_cast<int>(i), &p) || p.p_type != PT_LOAD || p.p_filesz == 0) continue;
    if (p.p_offset > file_.size() || p.p_filesz > file_.size() - p.p_offset)
      throw Error({.file = path_, .place = "byte " + std::to_string(p.p_offset), .problem = "the image is cut short"});
    const auto begin = file_.begin() + static_cast<std::ptrdiff_t>(p.p_offset);
    segments_.push_back({static_cast<std::uint32_t>(p.p_paddr), Bytes(begin, begin + static_cast<std::ptrdiff_t>(p.p_filesz))});
  }
  if (segments_.empty()) throw Error({.file = path_, .problem = "the image holds nothing to flash"});
  read_symbols();
}

void Image::read_symbols() {
  const ElfHandle handle(file_);
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(handle.elf, section));) {
    GElf_Shdr s;
    if (!gelf_getshdr(section, &s) || s.sh_type != SHT_SYMTAB || s.sh_entsize == 0) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    for (std::size_t i = 0; data && i < s.sh_size / s.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (!gelf_getsym(data, static_cast<int>(i), &symbol)) continue;
      const char* name = elf_strptr(handle.elf, s.sh_link, symbol.st_name);
      if (!name || !*name || *name == '$' || symbol.st_shndx == SHN_UNDEF) continue;
      const auto value = static_cast<std::uint32_t>(symbol.st_value);
      symbols_[name] = value;
      if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC)
        functions_.push_back({value & set_->address_mask, static_cast<std::uint32_t>(symbol.st_size), name, demangled(name)});
    }
  }
  // Of several names for one address the one with a size wins.
  std::stable_sort(functions_.begin(), functions_.end(),
                   [](const Function& a, const Function& b) { return a.address != b.address ? a.address < b.address : a.bytes > b.bytes; });
  functions_.erase(
      std::unique(functions_.begin(), functions_.end(), [](const Function& a, const Function& b) { return a.address == b.address; }),
      functions_.end());
}

const Function* Image::function_at(std::uint32_t address) const {
  auto after =
      std::upper_bound(functions_.begin(), functions_.end(), address, [](std::uint32_t a, const Function& f) { return a < f.address; });
  if (after == functions_.begin()) return nullptr;
  const Function& f = *std::prev(after);
  return f.bytes == 0 || address - f.address < f.bytes ? &f : nullptr;
}

const Function& Image::function_named(const std::string& name) const {
  std::vector<const Function*> found;
  for (const Function& f : functions_)
    if (name.empty() ? f.name.ends_with(kDefaultFunction) : f.symbol == name || f.name == name) found.push_back(&f);
  if (found.size() == 1) return *found[0];
  if (found.empty() && name.empty())
    throw Error({.file = path_,
                 .problem = "the image has no function Model::run() to measure",
                 .help = "name another with --measure; a function that was inlined has no symbol"});
  if (found.empty()) {
    std::vector<std::string> names;
    for (const Function& f : functions_) names.push_back(f.name), names.push_back(f.symbol);
    const std::string near = nearest_name(name, names);
    throw Error({.file = path_,
                 .problem = "the image has no function '" + name + "'",
                 .help = near.empty() ? "a function that was inlined has no symbol" : "did you mean '" + near + "'?"});
  }
  std::string all;
  for (const Function* f : found) all += (all.empty() ? "" : ", ") + f->symbol;
  throw Error({.file = path_, .problem = "more than one function could be measured", .got = all, .help = "name one with --measure"});
}

bool Image::symbol(const std::string& name, std::uint32_t& value) const {
  const auto found = symbols_.find(name);
  if (found == symbols_.end()) return false;
  value = found->second;
  return true;
}

}  // namespace pinhole
