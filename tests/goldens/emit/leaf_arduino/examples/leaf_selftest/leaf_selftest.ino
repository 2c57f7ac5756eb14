// Self-test of leaf: one stored input (made up), and the output that was computed for it where the model was made.
// Runs once and prints PASS, or FAIL with the first difference; then the time of one inference. Written by Pinhole.
#include <leaf.h>

#include <string.h>

#include "expected.h"

static leaf::Model model;

namespace {  // Arduino writes prototypes for functions outside of namespaces, and stumbles over templates

// Integers: every bit must be the same.
template <class T>
bool compare(const char* what, const T* got, const T* want, int32_t count) {
  for (int32_t i = 0; i < count; ++i) {
    if (got[i] == want[i]) continue;
    Serial.print("FAIL: ");
    Serial.print(what);
    Serial.print("[");
    Serial.print(i);
    Serial.print("] is ");
    Serial.print(+got[i]);
    Serial.print(", expected ");
    Serial.println(+want[i]);
    return false;
  }
  return true;
}

}  // namespace

static bool passes() {
  memcpy(model.input().data, kInput, sizeof kInput);
  model.run();
  bool same = true;
  same = compare("output", model.output().data, kExpected, leaf::Output::kCount) && same;
  return same;
}

void setup() {
  Serial.begin(115200);
  while (!Serial) {
  }
  if (passes()) Serial.println("PASS: leaf computes the expected output.");
  const leaf::Top top = model.top();
  Serial.print(top.label);
  Serial.print(": ");
  Serial.print(top.score, 3);
  Serial.println();

  // These runs start from whatever the last one left in the input's bytes: their output means nothing, their time does.
  const int kRuns = 10;
  const unsigned long begin = micros();
  for (int i = 0; i < kRuns; ++i) model.run();
  const unsigned long end = micros();
  Serial.print((end - begin) / 1000.0 / kRuns, 3);
  Serial.println(" ms per inference");
}

void loop() {}
