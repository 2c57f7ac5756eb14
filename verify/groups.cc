#include "verify/groups.h"

namespace pinhole {

std::vector<Group> make_groups(const std::vector<std::size_t>& indices, const GroupLimits& limits,
                               const std::function<JobBytes(std::size_t)>& bytes_of) {
  std::vector<Group> groups;
  std::size_t flash = 0;
  bool closed = true;
  for (const std::size_t i : indices) {
    const JobBytes bytes = bytes_of(i);
    const bool lonely = bytes.ram > limits.ram_bytes || bytes.flash > limits.flash_bytes;
    if (closed || lonely || groups.back().size() == limits.models || flash > limits.flash_bytes - bytes.flash) {
      groups.emplace_back();
      flash = 0;
    }
    groups.back().push_back(i);
    flash += bytes.flash;
    closed = lonely;
  }
  return groups;
}

void serve_or_halve(const Group& group, const std::function<void(const Group&)>& serve,
                    const std::function<void(std::size_t, const Error&)>& fail) {
  try {
    serve(group);
    return;
  } catch (const Error& error) {
    if (group.size() == 1) return fail(group[0], error);
  }
  const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
  serve_or_halve(Group(group.begin(), middle), serve, fail);
  serve_or_halve(Group(middle, group.end()), serve, fail);
}

}  // namespace pinhole
