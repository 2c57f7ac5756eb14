#include "compiler/formats/carray/carray.h"

#include <gtest/gtest.h>

namespace pinhole {
namespace {

TEST(CArray, WritesBytesAndLabels) {
  std::vector<std::byte> model;
  for (int i = 0; i < 18; ++i) model.push_back(static_cast<std::byte>(i * 15));
  const std::vector<std::string> labels = {"cat", "quote\" \\ gr\xc3\xbc"};
  const CArray files = make_carray(model, labels, "leaf-1");
  EXPECT_EQ(files.header,
            "/* leaf_1: a .tflite model of 18 bytes. Written by pinhole convert. */\n"
            "#pragma once\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
            "enum { leaf_1_bytes = 18 };\nextern const unsigned char leaf_1_model[18]; /* aligned to 16 bytes */\n\n"
            "enum { leaf_1_label_count = 2 };\nextern const char* const leaf_1_labels[2];\n\n"
            "#ifdef __cplusplus\n}\n#endif\n");
  EXPECT_EQ(files.source,
            "#include \"leaf_1.h\"\n\n"
            "alignas(16) extern const unsigned char leaf_1_model[18] = {\n"
            "    0x00, 0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1,\n"
            "    0xf0, 0xff,\n"
            "};\n\n"
            "extern const char* const leaf_1_labels[2] = {\n"
            "    \"cat\",\n"
            "    \"quote\\042 \\134 gr\\303\\274\",\n"
            "};\n");
}

}  // namespace
}  // namespace pinhole
