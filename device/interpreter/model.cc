#include "device/interpreter/model.h"

namespace pin {
namespace {

constexpr std::uint32_t kLargest = 0x7fffffff;

bool is_aligned(const void* memory, std::uintptr_t alignment) { return reinterpret_cast<std::uintptr_t>(memory) % alignment == 0; }

// TFLite's TensorType.
Status dtype_of(std::int8_t tensor_type, DType* dtype) {
  switch (tensor_type) {
    case 0: *dtype = DType::kFloat32; return Status::kOk;
    case 2: *dtype = DType::kInt32; return Status::kOk;
    case 3: *dtype = DType::kUint8; return Status::kOk;
    case 4: *dtype = DType::kInt64; return Status::kOk;
    case 6: *dtype = DType::kBool; return Status::kOk;
    case 7: *dtype = DType::kInt16; return Status::kOk;
    case 9: *dtype = DType::kInt8; return Status::kOk;
    case 15: *dtype = DType::kUint32; return Status::kOk;
    case 17: *dtype = DType::kInt4; return Status::kOk;
    default: return Status::kUnsupportedType;
  }
}

struct Range {
  std::int64_t low, high;
};
Range zero_point_range(DType dtype) {
  switch (dtype) {
    case DType::kInt4: return {-8, 7};
    case DType::kInt8: return {-128, 127};
    case DType::kUint8: return {0, 255};
    case DType::kInt16: return {-32768, 32767};
    default: return {-2147483647 - 1, 2147483647};
  }
}

// Bytes of one element, which is also the alignment of an array of them.
std::uint32_t element_bytes(DType dtype) { return static_cast<std::uint32_t>(bytes_of(dtype, 1)); }

Status read_shape(Reader& reader, const Table& table, Shape* shape) {
  const Vector extents = reader.vector(table, 0, 4);
  if (extents.count > static_cast<std::uint32_t>(kMaxRank)) return Status::kBadModel;
  *shape = Shape();
  shape->rank = static_cast<std::int32_t>(extents.count);
  std::uint64_t count = 1;
  for (std::uint32_t i = 0; i < extents.count; ++i) {
    shape->dim[i] = reader.element<std::int32_t>(extents, i);
    if (shape->dim[i] < 1) return Status::kBadModel;
    count *= static_cast<std::uint32_t>(shape->dim[i]);
    if (count > kLargest) return Status::kBadModel;
  }
  return Status::kOk;
}

// Scales, their axis and the first zero point; nothing for float tensors and where there are no scales.
void read_quantization(Reader& reader, const Table& table, Tensor* tensor) {
  if (tensor->dtype == DType::kFloat32) return;
  const Table quantization = reader.table(table, 4);
  const Vector scales = reader.vector(quantization, 2, 4);
  if (scales.count == 0) return;
  const Vector zero_points = reader.vector(quantization, 3, 8);
  if (zero_points.count > 0) tensor->zero_point = static_cast<std::int32_t>(reader.element<std::int64_t>(zero_points, 0));
  // With one axis there is no choice; TensorFlow Lite Micro's person_detect.tflite says 3 for its biases.
  if (scales.count > 1 && tensor->shape.rank != 1) tensor->scale_axis = reader.scalar<std::int32_t>(quantization, 6, 0);
  tensor->scale_count = static_cast<std::int32_t>(scales.count);
  tensor->scales = reinterpret_cast<const float*>(reader.memory(scales.position, 0));  // the model is aligned to 16, vectors to 4
}

Status check_quantization(Reader& reader, const Table& table, const Tensor& tensor) {
  if (tensor.scale_count == 0) return Status::kOk;
  const Vector zero_points = reader.vector(reader.table(table, 4), 3, 8);
  const std::uint32_t scale_count = static_cast<std::uint32_t>(tensor.scale_count);
  if (zero_points.count > 1 && zero_points.count != scale_count) return Status::kBadQuantization;
  const Range range = zero_point_range(tensor.dtype);
  for (std::uint32_t i = 0; i < zero_points.count; ++i) {
    const std::int64_t zero_point = reader.element<std::int64_t>(zero_points, i);
    if (zero_point < range.low || zero_point > range.high) return Status::kBadQuantization;
  }
  if (tensor.scale_count == 1) return Status::kOk;
  if (tensor.scale_axis < 0 || tensor.scale_axis >= tensor.shape.rank) return Status::kBadQuantization;
  return tensor.scale_count == tensor.shape.dim[tensor.scale_axis] ? Status::kOk : Status::kBadQuantization;
}

// Where the buffer's data lie. 0 bytes: no data. Buffer 0 never has any.
Status find_data(Model& model, std::uint32_t buffer, std::uint32_t* position, std::uint32_t* bytes) {
  *position = *bytes = 0;
  if (buffer == 0) return Status::kOk;
  Reader& reader = model.reader;
  const Table table = reader.table_element(model.buffers, buffer);
  const std::uint64_t offset = reader.scalar<std::uint64_t>(table, 1, 0);
  const std::uint64_t size = reader.scalar<std::uint64_t>(table, 2, 0);
  if (offset > 1) {
    if (offset > reader.size_bytes() || size > reader.size_bytes() - offset) return Status::kBadModel;
    *position = static_cast<std::uint32_t>(offset);
    *bytes = static_cast<std::uint32_t>(size);
  } else {
    const Vector data = reader.vector(table, 0, 1);
    *position = data.position;
    *bytes = data.count;
  }
  return reader.ok() ? Status::kOk : Status::kBadModel;
}

Status read_data(Model& model, std::uint32_t buffer, Tensor* tensor) {
  std::uint32_t position = 0;
  std::uint32_t bytes = 0;
  const Status status = find_data(model, buffer, &position, &bytes);
  if (status != Status::kOk || bytes == 0) return status;
  if (bytes != tensor_bytes(*tensor)) return Status::kBadModel;
  const std::uint8_t* data = model.reader.memory(position, bytes);
  if (data == nullptr) return Status::kBadModel;
  if (!is_aligned(data, element_bytes(tensor->dtype) > 4 ? 8 : 4)) return Status::kMisaligned;
  tensor->data = const_cast<std::uint8_t*>(data);  // Tensor has one pointer for both; is_constant says that it is not written
  tensor->is_constant = true;
  return Status::kOk;
}

}  // namespace

Status open_model(const void* data, std::size_t bytes, Model* model) {
  *model = Model();
  if (data == nullptr || bytes < 8) return Status::kBadModel;
  if (bytes > kLargest) return Status::kUnsupportedModel;
  if (!is_aligned(data, 16)) return Status::kMisaligned;
  model->reader = Reader(data, static_cast<std::uint32_t>(bytes));
  Reader& reader = model->reader;
  const Table root = reader.root("TFL3");
  const Table graph = reader.table_element(reader.vector(root, 2, 4), 0);
  model->codes = reader.vector(root, 1, 4);
  model->buffers = reader.vector(root, 4, 4);
  model->tensors = reader.vector(graph, 0, 4);
  model->inputs = reader.vector(graph, 1, 4);
  model->outputs = reader.vector(graph, 2, 4);
  model->operators = reader.vector(graph, 3, 4);
  const std::uint32_t version = reader.scalar<std::uint32_t>(root, 0, 0);
  if (!reader.ok()) return Status::kBadModel;
  if (version != 3 || model->tensors.count > kMaxTensors || model->operators.count > kMaxOperators) return Status::kUnsupportedModel;
  if (model->inputs.count > kMaxTensors || model->outputs.count > kMaxTensors) return Status::kUnsupportedModel;
  return Status::kOk;
}

Status read_tensor(Model& model, std::int32_t index, Tensor* tensor) {
  *tensor = Tensor();
  if (index < 0 || static_cast<std::uint32_t>(index) >= model.tensors.count) return Status::kBadModel;
  Reader& reader = model.reader;
  const Table table = reader.table_element(model.tensors, static_cast<std::uint32_t>(index));
  Status status = dtype_of(reader.scalar<std::int8_t>(table, 1, 0), &tensor->dtype);
  if (!reader.ok()) return Status::kBadModel;
  if (status != Status::kOk) return status;
  const bool is_variable = reader.scalar<std::uint8_t>(table, 5, 0) != 0;
  const bool is_sparse = reader.has(table, 6);
  const bool is_variant = reader.has(table, 9);
  const bool is_external = reader.scalar<std::uint32_t>(table, 10, 0) != 0;
  reader.vector(table, 3, 1);  // the name is not used, but must be inside the file
  if (is_variable || is_sparse || is_variant || is_external) return Status::kUnsupportedModel;
  status = read_shape(reader, table, &tensor->shape);
  if (status != Status::kOk) return status;
  if (static_cast<std::uint64_t>(tensor->shape.count()) * element_bytes(tensor->dtype) > kLargest) return Status::kBadModel;
  read_quantization(reader, table, tensor);
  status = check_quantization(reader, table, *tensor);
  if (status == Status::kOk) status = read_data(model, reader.scalar<std::uint32_t>(table, 2, 0), tensor);
  return reader.ok() ? status : Status::kBadModel;
}

void read_accepted_tensor(Model& model, std::int32_t index, Tensor* tensor) {
  *tensor = Tensor();
  const Table table = model.reader.table_element(model.tensors, static_cast<std::uint32_t>(index));
  dtype_of(model.reader.scalar<std::int8_t>(table, 1, 0), &tensor->dtype);
  read_shape(model.reader, table, &tensor->shape);
  read_quantization(model.reader, table, tensor);
}

std::uint32_t tensor_bytes(const Tensor& tensor) {
  return static_cast<std::uint32_t>(bytes_of(tensor.dtype, static_cast<std::size_t>(tensor.shape.count())));
}

Status read_operator(Model& model, std::uint32_t index, OperatorView* view) {
  Reader& reader = model.reader;
  const Table table = reader.table_element(model.operators, index);
  const Table code = reader.table_element(model.codes, reader.scalar<std::uint32_t>(table, 0, 0));
  const std::int32_t old_code = reader.scalar<std::int8_t>(code, 0, 0);
  const std::int32_t new_code = reader.scalar<std::int32_t>(code, 3, 0);
  view->builtin_code = old_code > new_code ? old_code : new_code;
  view->inputs = reader.vector(table, 1, 4);
  view->outputs = reader.vector(table, 2, 4);
  view->options_type = reader.scalar<std::uint8_t>(table, 3, 0);
  view->options = reader.table(table, 4);
  if (!reader.ok()) return Status::kBadModel;
  if (view->inputs.count > kMaxOperands || view->outputs.count > kMaxOperands - view->inputs.count) return Status::kUnsupportedModel;
  return Status::kOk;
}

}  // namespace pin
