// Cases for firmware that serves the protocol of firmware/session.h, and their results: the files between client and pinhole-sim.
// Format, little-endian: magic (8 bytes), u32 count, then the cases: u32 model, u32 inputs, and for each u32 bytes and the bytes; results:
// u32 status, u64 instructions, u32 outputs, and for each u32 bytes and the bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/file.h"

namespace pinhole {

struct SessionCase {
  std::uint32_t model = 0;    // index into the firmware's list of models
  std::vector<Bytes> inputs;  // sizes must be the firmware's
};

struct SessionResult {
  std::uint32_t status = 0;        // what the firmware reported; 0 is good
  std::uint64_t instructions = 0;  // between the input's arrival and the output's collection
  std::vector<Bytes> outputs;
};

Bytes pack_cases(std::span<const SessionCase> cases);
Bytes pack_results(std::span<const SessionResult> results);
// Both throw Error with the byte offset on anything cut short or of the wrong kind.
std::vector<SessionCase> unpack_cases(std::span<const std::byte> bytes);
std::vector<SessionResult> unpack_results(std::span<const std::byte> bytes);

}  // namespace pinhole
