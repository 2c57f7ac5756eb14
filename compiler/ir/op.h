// Operators as the host knows them: generated from ops.def. Who adds an operator starts there; every room that forgot it does not
// compile, and the error names it (PIN_OP static_asserts at the end of each room's table).
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"
#include "compiler/ir/device_ops.h"

namespace pinhole {

enum class Op : std::uint8_t {
#define PIN_OP(name, ...) name,
#include "compiler/ir/ops.def"
#undef PIN_OP
};

inline constexpr Op kAllOps[] = {
#define PIN_OP(name, ...) Op::name,
#include "compiler/ir/ops.def"
#undef PIN_OP
};

enum class Category : std::uint8_t { contraction, window, unary, binary, comparison, nary, movement, reduction, normalisation, conversion };

// Facts of one operator at compile time.
template <Op op>
struct OpInfo;
#define PIN_OP(op_name, Device, TFLITE, op_category)             \
  template <>                                                    \
  struct OpInfo<Op::op_name> {                                   \
    using DeviceOp = pin::Device##Op;                            \
    using Attributes = DeviceOp::Attributes;                     \
    static constexpr const char* kName = #op_name;               \
    static constexpr const char* kTfliteName = #TFLITE;          \
    static constexpr Category kCategory = Category::op_category; \
  };
#include "compiler/ir/ops.def"
#undef PIN_OP

// For the defaults of a category: `template <Op op> requires(is_category<op, Category::unary>) struct Semantics<op>`.
template <Op op, Category... categories>
inline constexpr bool is_category = ((OpInfo<op>::kCategory == categories) || ...);

template <Op op>
using AttributesOf = typename OpInfo<op>::Attributes;

// Calls f.template operator()<op>() with the operator as a constant.
template <class F>
decltype(auto) dispatch(Op op, F&& f) {
  switch (op) {
#define PIN_OP(name, ...) \
  case Op::name:          \
    return f.template operator()<Op::name>();
#include "compiler/ir/ops.def"
#undef PIN_OP
  }
  PIN_CHECK(false, "an operator number outside ops.def");
  std::abort();
}

const char* op_name(Op op);
const char* op_tflite_name(Op op);
Category op_category(Op op);
// The operator with this name in the text form; false if there is none.
bool find_op(std::string_view name, Op* op);

namespace detail {
template <class Variant, class... Ts>
struct UniqueVariant {
  using Type = Variant;
};
template <class... Us, class T, class... Ts>
struct UniqueVariant<std::variant<Us...>, T, Ts...>
    : std::conditional_t<(std::is_same_v<T, Us> || ...), UniqueVariant<std::variant<Us...>, Ts...>,
                         UniqueVariant<std::variant<Us..., T>, Ts...>> {};
}  // namespace detail

// The attributes of any operator: each attributes struct once.
using Attributes = detail::UniqueVariant<std::variant<pin::NoAttributes>
#define PIN_OP(name, Device, ...) , pin::Device##Op::Attributes
#include "compiler/ir/ops.def"
#undef PIN_OP
                                         >::Type;

}  // namespace pinhole
