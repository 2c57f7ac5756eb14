#include "training/data/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace pinhole {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& piece, const Progress& progress) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stopped{false};
  std::mutex mutex;
  std::size_t done = 0;
  std::exception_ptr failure;
  const std::size_t step = std::max<std::size_t>(1, count / 100);
  const auto work = [&] {
    try {
      for (;;) {
        const std::size_t i = next.fetch_add(1);
        if (i >= count || stopped) return;
        piece(i);
        const std::lock_guard lock(mutex);
        ++done;
        if (progress && (done % step == 0 || done == count)) progress(done, count);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      stopped = true;
    }
  };
  std::vector<std::thread> others;
  const std::size_t wanted = std::min(count, static_cast<std::size_t>(std::max(threads, 1)));
  try {
    for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(work);
  } catch (const std::system_error&) {
    // Fewer threads than asked for: the ones there are do the work.
  }
  work();
  for (std::thread& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace pinhole
