// leaf on pictures of an OV7675: an Arduino Nano 33 BLE Sense on the Tiny Machine Learning Shield, or wired by hand.
// Needs the library Arduino_OV767X (Library Manager). Written by Pinhole.
//
// Send 't' over the serial monitor for the camera's colour bars: what it delivers is compared with what leaf expects.
#include <Arduino_OV767X.h>

#include <leaf.h>
#include "device/frame/test_card.h"

static leaf::Model model;

// The sensor sends RGB565 with the high byte first, and readFrame() stores the bytes as they come.
static const int32_t kWidth = 160, kHeight = 120;
static const pin::PixelFormat kFormat = pin::PixelFormat::kRgb565BigEndian;
static uint8_t frame_bytes[kWidth * kHeight * 2];
static const pin::Frame frame = {frame_bytes, kWidth, kHeight, kWidth * 2, kFormat};

// What preprocess() needs for this picture size; the model's own memory has only 400 bytes free for it.
alignas(4) static uint8_t scratch[pin::row_resizer_scratch_bytes(leaf::kPreprocess, kWidth, kHeight, kFormat)];

void setup() {
  Serial.begin(115200);
  while (!Serial) {
  }
  if (!Camera.begin(QQVGA, RGB565, 1)) {  // 1 frame a second
    Serial.println("No camera: check the shield and the ribbon.");
    while (true) {
    }
  }
}

static void check_colour_bars() {
  Camera.testPattern();
  delay(2000);  // until the sensor has sent a whole frame of them
  Camera.readFrame(frame_bytes);
  Camera.noTestPattern();
  const pin::FormatGuess guess = pin::guess_format(frame_bytes, kWidth, kHeight, kWidth * 2);
  if (guess.distance > 60) {
    Serial.println("These are not colour bars: check the wiring.");
  } else if (guess.format == kFormat) {
    Serial.println("Colour bars as expected.");
  } else {
    Serial.print("Colour bars, but in another format: set kFormat to pin::PixelFormat number ");
    Serial.println(static_cast<int>(guess.format));
  }
}

void loop() {
  if (Serial.read() == 't') check_colour_bars();

  Camera.readFrame(frame_bytes);

  const unsigned long begin = micros();
  leaf::Input input = model.input();
  input.scratch = scratch;
  input.scratch_bytes = sizeof scratch;
  leaf::preprocess(frame, input);
  const unsigned long middle = micros();
  model.run();
  const unsigned long end = micros();

  const leaf::Top top = model.top();
  Serial.print(top.label);
  Serial.print(": ");
  Serial.print(top.score, 3);
  Serial.print("  (preprocessing ");
  Serial.print((middle - begin) / 1000.0, 1);
  Serial.print(" ms, network ");
  Serial.print((end - middle) / 1000.0, 1);
  Serial.println(" ms)");
}
