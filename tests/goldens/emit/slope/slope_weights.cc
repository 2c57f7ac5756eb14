// slope: weights and other constants, 136 bytes of flash, packed as the kernels read them. Used by slope.cc.
#include <cstdint>

namespace slope {
namespace weights {

alignas(16) extern const float conv_weights[18] = {
    -1.0f, -0.125f, 0.75f, -0.5f, 0.375f, -0.875f, 0.0f, 0.875f, -0.375f, 0.5f, -0.75f, 0.125f, 1.0f, -0.25f, 0.625f,
    -0.625f, 0.25f, -1.0f,
};

alignas(16) extern const float conv_bias[3] = {
    -1.0f, -0.125f, 0.75f,
};

alignas(16) extern const float slope_weights[12] = {
    -1.0f, -0.125f, 0.75f, -0.5f, 0.375f, -0.875f, 0.0f, 0.875f, -0.375f, 0.5f, -0.75f, 0.125f,
};

alignas(16) extern const float slope_bias[1] = {
    -1.0f,
};
}  // namespace weights
}  // namespace slope
