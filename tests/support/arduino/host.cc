// The stand-ins on the host: runs setup() and loop() once. Serial writes to standard output and reads the first argument; the camera sends
// the test card as an OV7675 would, high byte first.
#include <stdio.h>

#include <Arduino_OV767X.h>

#ifdef STAND_IN_CAMERA
#include "device/frame/test_card.h"
#endif

SerialPort Serial;
static const char* typed = "";
static unsigned long now_us = 0;

void SerialPort::begin(unsigned long) {}
int SerialPort::available() { return *typed != 0; }
int SerialPort::read() { return *typed == 0 ? -1 : *typed++; }
static size_t counted(int characters) { return static_cast<size_t>(characters); }
size_t SerialPort::print(const char* text) { return counted(printf("%s", text)); }
size_t SerialPort::print(char value) { return counted(printf("%c", value)); }
size_t SerialPort::print(unsigned char value) { return counted(printf("%u", value)); }
size_t SerialPort::print(int value) { return counted(printf("%d", value)); }
size_t SerialPort::print(unsigned int value) { return counted(printf("%u", value)); }
size_t SerialPort::print(long value) { return counted(printf("%ld", value)); }
size_t SerialPort::print(unsigned long value) { return counted(printf("%lu", value)); }
size_t SerialPort::print(double value, int digits) { return counted(printf("%.*f", digits, value)); }
size_t SerialPort::println() { return counted(printf("\n")); }

unsigned long micros() { return now_us += 1000; }
unsigned long millis() { return micros() / 1000; }
void delay(unsigned long ms) { now_us += ms * 1000; }
void pinMode(int, int) {}
void digitalWrite(int, int) {}

#ifdef STAND_IN_CAMERA
OV767X Camera;
static int width = 0, height = 0;
int OV767X::begin(int resolution, int format, int fps) {
  width = resolution == QVGA ? 320 : resolution == QCIF ? 176 : 160;
  height = resolution == QVGA ? 240 : resolution == QCIF ? 144 : 120;
  return format == RGB565 && (fps == 1 || fps == 5);
}
void OV767X::readFrame(void* buffer) {
  pin::fill_test_card(static_cast<uint8_t*>(buffer), width, height, 2 * width, pin::PixelFormat::kRgb565BigEndian);
}
void OV767X::testPattern(int) {}
void OV767X::noTestPattern() {}
#endif

int main(int argc, char** argv) {
  if (argc > 1) typed = argv[1];
  setup();
  loop();
}
