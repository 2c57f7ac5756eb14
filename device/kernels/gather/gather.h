// Rows picked by indices. GATHER: data, indices; along one axis, with batch axes that both share. GATHER_ND: data, indices [..., depth]; an index
// of the last axis names a position along the first `depth` axes of the data. EMBEDDING_LOOKUP: ids, constant table; rows of the table, as they
// are or dequantised to float32. Indices are int32 and may be computed while running; one that is out of range is cut to the range (N82).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

struct GatherAttributes {
  std::int32_t axis = 0;        // negative: from the end
  std::int32_t batch_dims = 0;  // negative: from the end of the indices
};

struct GatherParams {
  std::int32_t batches;               // leading positions that data and indices share
  std::int32_t outer;                 // positions between the batch and the gathered axes
  std::int32_t count;                 // indices a batch
  std::int32_t depth;                 // numbers an index: the gathered axes
  std::int32_t extent[kMaxRank];      // of the gathered axes
  std::int32_t step_bytes[kMaxRank];  // from one index to the next along them
  std::int32_t outer_bytes;           // of the gathered axes and all inside them
  std::int32_t row_bytes;             // of what an index names
};
struct EmbeddingParams {
  std::int32_t count;  // ids
  std::int32_t rows;
  std::int32_t columns;
  std::int32_t zero_point;
  float scale;
};

Status prepare_gather(const GatherAttributes&, const NodeView&, GatherParams*);
Status prepare_gather_nd(const NodeView&, GatherParams*);
Status prepare_embedding_lookup(const NodeView&, GatherParams*);     // table and result of one type
Status prepare_embedding_lookup(const NodeView&, EmbeddingParams*);  // int8 table, float32 result

void gather(const GatherParams&, const void* data, const std::int32_t* indices, void* output);
void embedding_lookup_s8_f32(const EmbeddingParams&, const std::int32_t* ids, const std::int8_t* table, float* output);

struct GatherOp : OneResult {
  using Attributes = GatherAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct GatherNdOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct EmbeddingLookupOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kData = 1, kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::GatherAttributes, axis, batch_dims)
PIN_FIELDS(pin::GatherParams, batches, outer, count, depth, extent, step_bytes, outer_bytes, row_bytes)
PIN_FIELDS(pin::EmbeddingParams, count, rows, columns, zero_point, scale)
