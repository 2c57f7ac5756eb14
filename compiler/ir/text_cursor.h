// A place in the text form while it is read: tokens of one line, and errors with line and column. Only for text_parser.cc.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace pinhole {

class TextCursor {
 public:
  TextCursor(std::string_view text, int line) : text_(text), line_(line) { skip_blanks(); }

  std::size_t position() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  // Throws with the place of the cursor, or of an earlier position.
  [[noreturn]] void fail(std::string problem, std::string expected = {}, std::string got = {}) const {
    fail_at(at_, std::move(problem), std::move(expected), std::move(got));
  }
  [[noreturn]] void fail_at(std::size_t at, std::string problem, std::string expected = {}, std::string got = {}) const {
    throw Error({.file = {},
                 .place = place(at),
                 .problem = std::move(problem),
                 .expected = std::move(expected),
                 .got = std::move(got),
                 .help = {}});
  }
  std::string place(std::size_t at) const { return "line " + std::to_string(line_) + ", column " + std::to_string(at + 1); }
  // What stands at the cursor, shortened, for messages.
  std::string here() const { return at_end() ? "the end of the line" : "'" + std::string(text_.substr(at_, 24)) + "'"; }

  bool accept(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    skip_blanks();
    return true;
  }
  void expect(std::string_view token) {
    if (!accept(token)) fail("the line cannot be read", "'" + std::string(token) + "'", here());
  }
  void expect_end() const {
    if (!at_end()) fail("something follows the end of the statement", "the end of the line", here());
  }

  // Letters, digits and _./:- ; empty when there are none.
  std::string_view word() {
    const std::size_t start = at_;
    while (!at_end() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || std::string_view("_./:-").find(text_[at_]) != std::string_view::npos))
      ++at_;
    const std::string_view found = text_.substr(start, at_ - start);
    skip_blanks();
    return found;
  }

  // Up to any of `stops`, not past the end.
  std::string_view until(std::string_view stops) {
    const std::size_t start = at_;
    while (!at_end() && stops.find(text_[at_]) == std::string_view::npos) ++at_;
    return text_.substr(start, at_ - start);
  }

  template <class T>
  T integer(const char* what) {
    const std::size_t start = at_;
    const bool hex = text_.substr(at_, 2) == "0x";
    const char* from = text_.data() + at_ + (hex ? 2 : 0);
    T value{};
    const auto [end, error] = std::from_chars(from, text_.data() + text_.size(), value, hex ? 16 : 10);
    if (error != std::errc()) fail_at(start, "a number cannot be read", what, here());
    at_ = static_cast<std::size_t>(end - text_.data());
    skip_blanks();
    return value;
  }

  float real() {
    const std::size_t start = at_;
    if (text_.substr(at_, 2) == "0x") {
      const auto bits = integer<std::uint32_t>("the bits of a float");
      float value;
      static_assert(sizeof(value) == sizeof(bits));
      __builtin_memcpy(&value, &bits, sizeof(value));
      return value;
    }
    float value{};
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) fail_at(start, "a number cannot be read", "a number", here());
    at_ = static_cast<std::size_t>(end - text_.data());
    skip_blanks();
    return value;
  }

  // A text in double quotes (text.h).
  std::string string() {
    if (peek() != '"') fail("a text in double quotes is missing", "\"", here());
    const std::size_t start = at_++;
    std::string out;
    while (true) {
      if (at_end()) fail_at(start, "the text has no closing quote", "\"", "the end of the line");
      const char c = text_[at_++];
      if (c == '"') break;
      out += c == '\\' ? escape() : c;
    }
    skip_blanks();
    return out;
  }

 private:
  void skip_blanks() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  char escape() {
    const std::size_t start = at_ - 1;
    const char c = at_end() ? '\0' : text_[at_++];
    if (c == 'n') return '\n';
    if (c == 't') return '\t';
    if (c == '"' || c == '\\') return c;
    unsigned value = 0;
    if (c == 'x' && at_ + 2 <= text_.size()) {
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + at_ + 2, value, 16);
      if (error == std::errc() && end == text_.data() + at_ + 2) {
        at_ += 2;
        return static_cast<char>(value);
      }
    }
    fail_at(start, "an escape cannot be read", "one of \\n \\t \\\" \\\\ \\xNN", "'" + std::string(text_.substr(start, 4)) + "'");
  }

  std::string_view text_;
  int line_;
  std::size_t at_ = 0;
};

}  // namespace pinhole
