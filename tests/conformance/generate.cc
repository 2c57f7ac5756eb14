// Writes the project's own conformance cases: `conformance_generate FOLDER`, for tests/conformance/cases (its README says when).
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "tests/conformance/cases.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: conformance_generate FOLDER\n");
    return 2;
  }
  try {
    std::size_t bytes = 0;
    const auto files = pinhole::conformance_files();
    for (const auto& [path, content] : files) {
      pinhole::write_file(std::filesystem::path(argv[1]) / path, content);
      bytes += content.size();
    }
    std::printf("%zu files, %zu bytes\n", files.size(), bytes);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
