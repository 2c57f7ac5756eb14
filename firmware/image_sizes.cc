#include "firmware/image_sizes.h"

#include <elf.h>

#include <cstring>

#include "base/error.h"
#include "base/file.h"

namespace pinhole {
namespace {

template <class T>
T read_at(std::span<const std::byte> bytes, std::uint64_t offset) {
  if (offset + sizeof(T) > bytes.size()) throw Error({.place = "byte " + std::to_string(offset), .problem = "the ELF file is cut short"});
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::string name_at(std::span<const std::byte> bytes, const Elf32_Shdr& names, std::uint32_t offset) {
  std::string name;
  for (std::uint64_t i = offset; i < names.sh_size; ++i) {
    const char c = read_at<char>(bytes, std::uint64_t{names.sh_offset} + i);
    if (c == 0) break;
    name += c;
  }
  return name;
}

void add(ImageSizes& sizes, const SectionSize& section) {
  if (section.name == ".stack") sizes.stack_bytes += section.bytes;
  else if (section.in_ram) sizes.static_ram_bytes += section.bytes;
  if (section.name == ".weights") sizes.weights_bytes += section.bytes;
  else if (section.in_flash) sizes.code_bytes += section.bytes;
}

}  // namespace

ImageSizes image_sizes(std::span<const std::byte> elf) {
  const auto header = read_at<Elf32_Ehdr>(elf, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS32 ||
      header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_shentsize != sizeof(Elf32_Shdr))
    throw Error({.place = "byte 0", .problem = "this is no ELF file for a microcontroller", .expected = "ELF, 32 bits, little-endian"});
  const auto section_at = [&](std::uint32_t i) {
    return read_at<Elf32_Shdr>(elf, std::uint64_t{header.e_shoff} + std::uint64_t{i} * sizeof(Elf32_Shdr));
  };
  ImageSizes sizes;
  if (header.e_shnum == 0) return sizes;
  const Elf32_Shdr names = section_at(header.e_shstrndx);
  for (std::uint32_t i = 0; i < header.e_shnum; ++i) {
    const Elf32_Shdr s = section_at(i);
    if (!(s.sh_flags & SHF_ALLOC) || s.sh_size == 0) continue;
    const bool writable = (s.sh_flags & SHF_WRITE) != 0;
    SectionSize section{name_at(elf, names, s.sh_name), s.sh_addr, s.sh_size, s.sh_type != SHT_NOBITS, writable};
    if (section.name == ".stack") section.in_flash = false, section.in_ram = true;
    add(sizes, section);
    sizes.sections.push_back(std::move(section));
  }
  return sizes;
}

ImageSizes image_sizes(const std::filesystem::path& elf) {
  try {
    return image_sizes(read_file(elf));
  } catch (const Error& error) {
    throw error.in_file(elf.string());
  }
}

}  // namespace pinhole
