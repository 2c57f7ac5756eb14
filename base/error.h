// How the host says that something is wrong.
//
// Error is the user's: a file, a model, a flag that cannot be used. Host rooms throw it; only cli/ catches and prints it (exit 1).
// PIN_CHECK is ours: a broken promise inside Pinhole. It throws InternalError, which cli/ turns into exit 70.
#pragma once

#include <exception>
#include <string>

namespace pinhole {

// Every part but `problem` may be empty. Printed in two to five lines:
//   error: FILE, PLACE: PROBLEM
//     expected: ...
//     got: ...
//     help: ...
class Error : public std::exception {
 public:
  struct Parts {
    std::string file;          // path as the user wrote it; "-" for standard input
    std::string place;         // line, byte offset, layer or tensor: "line 12", "operator 3 CONV_2D 'stem'"
    std::string problem;       // one sentence without a full stop
    std::string expected;      // what would have been right
    std::string got;           // what was there
    std::string help;          // what the user can do
    bool unsupported = false;  // the file is in order, but needs an operator or type that Pinhole lacks: verify counts it as skipped
  };

  explicit Error(Parts parts);

  const char* what() const noexcept override { return text_.c_str(); }  // the whole text, without "error: "
  const Parts& parts() const { return parts_; }

  // The same error with `file` or `place` filled in where they are empty: inner rooms do not know the file's name.
  Error in_file(const std::string& file) const;
  Error at(const std::string& place) const;

 private:
  Parts parts_;
  std::string text_;
};

class InternalError : public std::exception {
 public:
  explicit InternalError(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

[[noreturn]] void check_failed(const char* condition, const char* file, int line, const std::string& detail);

}  // namespace pinhole

// PIN_CHECK(condition, "what was going on"): for promises between rooms. Stays on in release builds.
#define PIN_CHECK(condition, detail) ((condition) ? (void)0 : ::pinhole::check_failed(#condition, __FILE__, __LINE__, (detail)))
