// write_example FILE [CLASSES]: writes the example report, to look at while working on the page.
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "tests/report/example.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: write_example FILE [CLASSES]\n");
    return 2;
  }
  const std::size_t classes = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 6;
  pinhole::write_file(argv[1], pinhole::render_report(pinhole::example_report(classes < 4 ? 4 : classes)));
}
