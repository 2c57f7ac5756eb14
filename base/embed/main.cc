// embed_files SYMBOL OUT ROOT FILE...: writes a C++ file that carries FILEs as byte arrays. A build-time tool; see pin_embed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: embed_files SYMBOL OUT ROOT FILE...\n");
    return 2;
  }
  const std::string symbol = argv[1];
  std::vector<fs::path> files(argv + 4, argv + argc);
  std::sort(files.begin(), files.end());
  std::ofstream out(argv[2], std::ios::binary);
  out << "#include \"base/embedded.h\"\n#include <span>\nnamespace pinhole {\nnamespace {\n";
  std::string table;
  int index = 0;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "embed_files: cannot read %s\n", file.c_str());
      return 1;
    }
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    out << "constexpr unsigned char kFile" << index << "[] = {";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (i % 32 == 0) out << '\n';
      out << static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << ',';
    }
    out << "0};\n";  // a trailing zero, so that text can be used as a C string; not counted
    table += "    {\"" + fs::relative(file, argv[3]).generic_string() + "\", reinterpret_cast<const char*>(kFile" + std::to_string(index) +
             "), " + std::to_string(bytes.size()) + "},\n";
    ++index;
  }
  out << "constexpr int kCount = " << index << ";\n}  // namespace\n"
      << "std::span<const EmbeddedFile> " << symbol << "() {\n  static const EmbeddedFile files[kCount + 1] = {\n"
      << table << "    {\"\", nullptr, 0}};\n  return {files, static_cast<std::size_t>(kCount)};\n}\n}  // namespace pinhole\n";
  return out.flush() ? 0 : 1;
}
