// pair: weights and other constants, 0 bytes of flash, packed as the kernels read them. Used by pair.cc.
#include <cstdint>

namespace pair {
namespace weights {

}  // namespace weights
}  // namespace pair
