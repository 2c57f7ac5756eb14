// One case of the command line's tests: commands, and exactly what they must print and with which exit status they must end.
// Read by run_case; rewritten by it with PINHOLE_UPDATE_GOLDENS=1. The form:
//
//   One sentence: what this case shows. Lines before the first other mark are free text.
//   needs: pinhole-sim              a program beside `pinhole`, in PATH, or a path below the repository's parent; skipped when it is missing
//   prepare: mkdir empty            a shell command that must succeed and whose output does not count
//   $ pinhole inspect nothing.tflite
//   exit 1                          missing: 0
//   out> text                       standard output, line by line; none: it must be empty
//   json: layers ram_bytes/arena    standard output must be JSON with these members, instead of out>
//   err> text                       standard error, the same
//
// In expected lines <...> stands for any text within the line, and a line of only <...> for any number of lines.
#pragma once

#include <string>
#include <vector>

namespace pinhole::test {

struct Step {
  std::string command = {};
  bool compared = true;  // false: `prepare`
  int exit_code = 0;
  std::string json = {};                        // members, with spaces between; empty: output is compared as text
  std::vector<std::string> out = {}, err = {};  // expected lines
};

struct CaseFile {
  std::vector<std::string> head;  // the sentence
  std::vector<std::string> needs;
  std::vector<Step> steps;
};

// Throws Error naming the line that cannot be read.
CaseFile parse_case(const std::string& text, const std::string& file);
std::string case_text(const CaseFile& file);

// Whether `lines` is what `expected` describes.
bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& lines);

// The lines as they would be expected: each line of `expected` with <...> that fits is kept, so that updating does not lose it.
std::vector<std::string> updated(const std::vector<std::string>& expected, const std::vector<std::string>& lines);

}  // namespace pinhole::test
