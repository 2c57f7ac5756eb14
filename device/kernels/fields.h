// PIN_FIELDS(Type, a, b, ...) behind a plain struct lists its fields once. Printing, parsing, comparing, hashing and emitting all
// go through visit_fields; tests/unit/device/kernels/fields_test.cc holds that no struct has a field that its list forgot.
#pragma once

#include <type_traits>

namespace pin {

template <class T>
struct Fields;  // specialised by PIN_FIELDS: kCount, kName ("pin::Window"), and visit(object, visitor)

// Calls visitor("name", object.name) for every field, in order. object may be const.
template <class T, class Visitor>
constexpr void visit_fields(T& object, Visitor&& visitor) {
  Fields<typename std::remove_const<T>::type>::visit(object, visitor);
}

}  // namespace pin

// At global scope. Up to 24 fields.
#define PIN_FIELDS(Type, ...)                                    \
  template <>                                                    \
  struct pin::Fields<Type> {                                     \
    static constexpr int kCount = PIN_COUNT_(__VA_ARGS__);       \
    static constexpr const char* kName = #Type;                  \
    template <class T, class Visitor>                            \
    static constexpr void visit(T& object, Visitor& visitor) {   \
      PIN_JOIN_(PIN_EACH_, PIN_COUNT_(__VA_ARGS__))(__VA_ARGS__) \
    }                                                            \
  };

// For a struct without fields (operators without attributes).
#define PIN_NO_FIELDS(Type)                      \
  template <>                                    \
  struct pin::Fields<Type> {                     \
    static constexpr int kCount = 0;             \
    template <class T, class Visitor>            \
    static constexpr void visit(T&, Visitor&) {} \
  };

#define PIN_JOIN_(a, b) PIN_JOIN2_(a, b)
#define PIN_JOIN2_(a, b) a##b
#define PIN_COUNT_(...) PIN_PICK_(__VA_ARGS__, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define PIN_PICK_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, count, ...) count
#define PIN_ONE_(field) visitor(#field, object.field);
#define PIN_EACH_1(a) PIN_ONE_(a)
#define PIN_EACH_2(a, ...) PIN_ONE_(a) PIN_EACH_1(__VA_ARGS__)
#define PIN_EACH_3(a, ...) PIN_ONE_(a) PIN_EACH_2(__VA_ARGS__)
#define PIN_EACH_4(a, ...) PIN_ONE_(a) PIN_EACH_3(__VA_ARGS__)
#define PIN_EACH_5(a, ...) PIN_ONE_(a) PIN_EACH_4(__VA_ARGS__)
#define PIN_EACH_6(a, ...) PIN_ONE_(a) PIN_EACH_5(__VA_ARGS__)
#define PIN_EACH_7(a, ...) PIN_ONE_(a) PIN_EACH_6(__VA_ARGS__)
#define PIN_EACH_8(a, ...) PIN_ONE_(a) PIN_EACH_7(__VA_ARGS__)
#define PIN_EACH_9(a, ...) PIN_ONE_(a) PIN_EACH_8(__VA_ARGS__)
#define PIN_EACH_10(a, ...) PIN_ONE_(a) PIN_EACH_9(__VA_ARGS__)
#define PIN_EACH_11(a, ...) PIN_ONE_(a) PIN_EACH_10(__VA_ARGS__)
#define PIN_EACH_12(a, ...) PIN_ONE_(a) PIN_EACH_11(__VA_ARGS__)
#define PIN_EACH_13(a, ...) PIN_ONE_(a) PIN_EACH_12(__VA_ARGS__)
#define PIN_EACH_14(a, ...) PIN_ONE_(a) PIN_EACH_13(__VA_ARGS__)
#define PIN_EACH_15(a, ...) PIN_ONE_(a) PIN_EACH_14(__VA_ARGS__)
#define PIN_EACH_16(a, ...) PIN_ONE_(a) PIN_EACH_15(__VA_ARGS__)
#define PIN_EACH_17(a, ...) PIN_ONE_(a) PIN_EACH_16(__VA_ARGS__)
#define PIN_EACH_18(a, ...) PIN_ONE_(a) PIN_EACH_17(__VA_ARGS__)
#define PIN_EACH_19(a, ...) PIN_ONE_(a) PIN_EACH_18(__VA_ARGS__)
#define PIN_EACH_20(a, ...) PIN_ONE_(a) PIN_EACH_19(__VA_ARGS__)
#define PIN_EACH_21(a, ...) PIN_ONE_(a) PIN_EACH_20(__VA_ARGS__)
#define PIN_EACH_22(a, ...) PIN_ONE_(a) PIN_EACH_21(__VA_ARGS__)
#define PIN_EACH_23(a, ...) PIN_ONE_(a) PIN_EACH_22(__VA_ARGS__)
#define PIN_EACH_24(a, ...) PIN_ONE_(a) PIN_EACH_23(__VA_ARGS__)
