// A small stand-in for an Arduino core: what the emitted sketches use, and the macros and names that real cores put in everybody's way
// (ArduinoCore-API's Common.h and Binary.h). host.cc implements it on the host; for cross compilers the declarations suffice.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef bool boolean;
typedef uint8_t byte;
typedef uint16_t word;

enum PinStatus { LOW = 0, HIGH = 1, CHANGE = 2, FALLING = 3, RISING = 4 };
enum PinMode { INPUT = 0, OUTPUT = 1, INPUT_PULLUP = 2 };

#define PI 3.1415926535897932384626433832795
#define EULER 2.718281828459045235360287471352
#define SERIAL 0x0
#define DISPLAY 0x1
#define LSBFIRST 0
#define MSBFIRST 1
#define DEFAULT 1
#define EXTERNAL 0
#define constrain(amt, low, high) ((amt) < (low) ? (low) : ((amt) > (high) ? (high) : (amt)))
#define radians(deg) ((deg)*DEG_TO_RAD)
#define sq(x) ((x) * (x))
#define lowByte(w) ((uint8_t)((w)&0xff))
#define highByte(w) ((uint8_t)((w) >> 8))
#define bitRead(value, bit) (((value) >> (bit)) & 0x01)
#define bit(b) (1UL << (b))
#define F(text) (text)
#define B0 0
#define B1 1
#define B10 2
#define LED_BUILTIN 13
#define A0 14

class SerialPort {
 public:
  void begin(unsigned long baud);
  explicit operator bool() const { return true; }
  int available();
  int read();
  size_t print(const char* text);
  size_t print(char value);
  size_t print(unsigned char value);
  size_t print(int value);
  size_t print(unsigned int value);
  size_t print(long value);
  size_t print(unsigned long value);
  size_t print(double value, int digits = 2);
  size_t println();
  template <class T>
  size_t println(T value) {
    return print(value) + println();
  }
};
extern SerialPort Serial;

unsigned long micros();
unsigned long millis();
void delay(unsigned long ms);
void pinMode(int pin, int mode);
void digitalWrite(int pin, int value);

void setup();
void loop();
