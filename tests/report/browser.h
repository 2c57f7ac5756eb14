// Opens a page in headless Chromium and gives back what became of it. For the report's browser test only.
#pragma once

#include <string>
#include <vector>

namespace pinhole {

struct OpenedPage {
  std::string dom;                    // the document after its script ran, serialised
  std::string log;                    // the browser's messages, console included
  std::vector<std::string> requests;  // addresses that the browser asked the network for, http and the like; from its own network log

  std::string attribute(const std::string& name) const;  // of <html>, unescaped; "" when absent
};

// "" when no Chromium is installed. PINHOLE_CHROMIUM names another one.
std::string find_chromium();

// width: of the window in CSS pixels. The browser resolves no host name. Throws Error when it does not end in a minute.
OpenedPage open_page(const std::string& chromium, const std::string& html, int width);

}  // namespace pinhole
