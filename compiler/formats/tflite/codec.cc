#include "compiler/formats/tflite/codec.h"

namespace pinhole::tflite {
namespace {

struct TypePair {
  tfl::TensorType theirs;
  DType ours;
};
constexpr TypePair kTypes[] = {
    {tfl::TensorType::FLOAT32, DType::kFloat32}, {tfl::TensorType::INT8, DType::kInt8},   {tfl::TensorType::INT16, DType::kInt16},
    {tfl::TensorType::INT32, DType::kInt32},     {tfl::TensorType::INT64, DType::kInt64}, {tfl::TensorType::UINT8, DType::kUint8},
    {tfl::TensorType::UINT32, DType::kUint32},   {tfl::TensorType::BOOL, DType::kBool},   {tfl::TensorType::INT4, DType::kInt4},
};

[[noreturn]] void fail(std::string problem, std::string expected, int got) {
  throw Error({.file = {},
               .place = {},
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = fmt::format("{}", got),
               .help = "the file is damaged, or newer than this Pinhole"});
}

}  // namespace

bool from_tensor_type(tfl::TensorType type, DType* out) {
  for (const TypePair& pair : kTypes) {
    if (pair.theirs == type) {
      *out = pair.ours;
      return true;
    }
  }
  return false;
}

tfl::TensorType to_tensor_type(DType type) {
  for (const TypePair& pair : kTypes) {
    if (pair.ours == type) return pair.theirs;
  }
  PIN_CHECK(false, "an element type without a number in .tflite");
  return tfl::TensorType::FLOAT32;
}

std::string tensor_type_name(tfl::TensorType type) {
  const char* name = tfl::EnumNameTensorType(type);
  return *name != 0 ? name : fmt::format("type {}", static_cast<int>(type));
}

pin::Padding parse_padding(tfl::Padding padding) {
  if (padding != tfl::Padding::SAME && padding != tfl::Padding::VALID)
    fail("the padding is not one that TFLite has", "0 (SAME) or 1 (VALID)", static_cast<int>(padding));
  return static_cast<pin::Padding>(padding);
}

pin::Activation parse_activation(tfl::ActivationFunctionType activation) {
  const int number = static_cast<int>(activation);
  if (number < 0 || number > static_cast<int>(pin::Activation::kSignBit))
    fail("the fused activation is not one that TFLite has", "0 to 5", number);
  return static_cast<pin::Activation>(number);
}

Shape parse_extents(const flatbuffers::Vector<std::int32_t>* list, const char* what) {
  Shape extents{0, {}};
  if (list == nullptr) return extents;
  if (list->size() > static_cast<unsigned>(pin::kMaxRank)) {
    throw Error({.file = {},
                 .place = {},
                 .problem = fmt::format("{} has too many dimensions", what),
                 .expected = fmt::format("at most {}", pin::kMaxRank),
                 .got = fmt::format("{}", list->size()),
                 .help = {}});
  }
  for (const std::int32_t extent : *list) extents.dim[extents.rank++] = extent;
  return extents;
}

}  // namespace pinhole::tflite
