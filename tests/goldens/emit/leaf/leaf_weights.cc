// leaf: weights and other constants, 308 bytes of flash, packed as the kernels read them. Used by leaf.cc.
#include <cstdint>

#include "device/kernels/packed_channels.h"
#include "device/kernels/types.h"

namespace leaf {
namespace weights {

alignas(16) extern const std::int8_t stem_weights[112] = {
    -125, 121, -51, -56, -88, -93, -14, -19, 23, 18, 97, 92, 60, 55, -117, -122, -80, -85, -6, -11, -43, -48, 31, 26,
    68, 63, -109, -114, 105, 100, -72, -77, -35, -40, 39, 34, 2, -3, 76, 71, 113, 108, -64, -69, -101, -106, -27, -32,
    10, 5, 84, 79, 47, 42, 0, 0, 116, 111, -61, -66, -98, -103, -24, -29, 13, 8, 87, 82, 50, 45, 124, 119, -90, -95,
    -16, -21, -53, -58, 21, 16, 58, 53, -119, -124, 95, 90, -82, -87, -45, -50, 29, 24, -8, -13, 66, 61, 103, 98, -74,
    -79, -111, -116, -37, -42, 0, -5, 74, 69, 37, 32, 0, 0,
};

alignas(16) extern const pin::ChannelScale stem_scales[4] = {
    {-150, 1825362036, -32640, 8}, {-50, 1095217255, -16320, 7}, {50, 1277753493, -16320, 7},
    {150, 1460289561, -16320, 7},
};

alignas(16) extern const std::int8_t block_weights[36] = {
    -125, -88, -51, -14, 23, 60, 97, -117, -80, -43, -6, 31, 68, 105, -109, -72, -35, 2, 39, 76, 113, -101, -64, -27,
    10, 47, 84, 121, -93, -56, -19, 18, 55, 92, -122, -85,
};

alignas(16) extern const pin::ChannelScale block_scales[4] = {
    {-8342, 1374389504, -8160, 6}, {2254, 1649267456, -8160, 6}, {-19278, 1924145408, -8160, 6},
    {-8682, 1099511552, -4080, 5},
};

alignas(16) extern const std::int8_t head_weights[12] = {
    -125, -88, -51, -14, 23, 60, 97, -117, -80, -43, -6, 31,
};

alignas(16) extern const std::int32_t head_bias[3] = {
    -150, -50, 50,
};

alignas(16) extern const pin::Multiplier head_rescale[1] = {
    {2069667840, -8},
};
}  // namespace weights
}  // namespace leaf
