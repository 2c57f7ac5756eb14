// Stand-in for the library Arduino_OV767X: the calls that the camera sketch makes, with the library's signatures and constants.
#pragma once

#include <Arduino.h>

enum { YUV422 = 0, RGB444 = 1, RGB565 = 2, GRAYSCALE = 4 };
enum { VGA = 0, CIF = 1, QVGA = 2, QCIF = 3, QQVGA = 4 };

class OV767X {
 public:
  int begin(int resolution, int format, int fps);
  void readFrame(void* buffer);
  void testPattern(int pattern = 2);
  void noTestPattern();
};
extern OV767X Camera;
