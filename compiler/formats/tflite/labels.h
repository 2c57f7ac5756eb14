// Labels of classes in and behind a .tflite file. Used by importer and exporter only; knows nothing of FlatBuffers.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinhole::tflite {

// One label a line; empty lines at the end do not count. More than 65536 are taken for something else: none.
std::vector<std::string> labels_of_lines(std::string_view text);

// The labels of the first .txt file with "label" in its name in the zip archive that TensorFlow's metadata tools append to a model, when
// it is stored uncompressed (they do so). Empty when there is none, or when the archive is damaged: that is no reason to refuse a model.
std::vector<std::string> labels_of_appended_archive(std::span<const std::byte> bytes);

}  // namespace pinhole::tflite
