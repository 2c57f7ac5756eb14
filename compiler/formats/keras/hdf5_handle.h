// A handle of libhdf5 that closes itself, and the library's own words when something failed. Used by hdf5_file.cc only.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

namespace pinhole::keras {

class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  bool ok() const { return id_ >= 0; }
  hid_t get() const { return id_; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

// libhdf5's description of what failed first, or "an error without a description".
inline std::string library_words() {
  std::string words;
  const H5E_walk2_t take = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    if (error->desc != nullptr) static_cast<std::string*>(out)->assign(error->desc);
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, take, &words);  // outermost function first, so the last one is the cause
  return words.empty() ? "an error without a description" : words;
}

}  // namespace pinhole::keras
