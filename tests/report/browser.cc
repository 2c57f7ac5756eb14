#include "tests/report/browser.h"

#include <cstdlib>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "firmware/process.h"

namespace pinhole {
namespace {

// Chromium's network log (JSON) holds {..., "traffic_annotation": WHO, "url": ADDRESS} for every request that reached its network stack.
// The browser's own (updates, time) are none of the page's: only those of documents count. A number is the hash of the name that
// Chromium gives to who asks; ReportInBrowser.WouldNoticeAnOutsideRequestAndAnError holds that they are still these.
constexpr const char* kAskedByDocument[] = {"\"traffic_annotation\":101845102,",  // blink_resource_loader: pictures, scripts, fetch
                                            "\"traffic_annotation\":63171670,"};  // navigation_url_loader: frames, links

std::vector<std::string> requested(const std::string& log) {
  std::set<std::string> found;
  const std::string key = "\"url\":\"";
  for (const std::string who : kAskedByDocument) {
    for (std::size_t at = log.find(who); at != std::string::npos; at = log.find(who, at + 1)) {
      const std::size_t start = log.find(key, at) + key.size();
      const std::string url = log.substr(start, log.find('"', start) - start);
      if (!url.starts_with("file:") && !url.starts_with("data:")) found.insert(url);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace

std::string OpenedPage::attribute(const std::string& name) const {
  const std::string tag = dom.substr(0, dom.find('>', dom.find("<html")));
  const std::string key = " " + name + "=\"";
  const std::size_t at = tag.find(key);
  if (at == std::string::npos) return "";
  std::string value = tag.substr(at + key.size(), tag.find('"', at + key.size()) - at - key.size());
  const std::pair<const char*, const char*> references[] = {{"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
  for (const auto& [reference, character] : references)
    for (std::size_t i = value.find(reference); i != std::string::npos; i = value.find(reference, i + 1))
      value.replace(i, std::string(reference).size(), character);
  return value;
}

std::string find_chromium() {
  if (const char* named = std::getenv("PINHOLE_CHROMIUM")) return named;
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    const std::string found = find_program(name).string();
    if (!found.empty()) return found;
  }
  return "";
}

OpenedPage open_page(const std::string& chromium, const std::string& html, int width) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "report.html").string(), net_log = (folder.path() / "net.json").string();
  write_file(file, html);
  const ProcessResult result = run_process({"timeout",
                                            "60",
                                            chromium,
                                            "--headless",
                                            "--no-sandbox",
                                            "--disable-gpu",
                                            "--disable-dev-shm-usage",
                                            "--no-first-run",
                                            "--disable-background-networking",
                                            "--disable-component-update",
                                            "--disable-sync",
                                            "--disable-extensions",
                                            "--disable-default-apps",
                                            "--host-resolver-rules=MAP * ~NOTFOUND",
                                            "--user-data-dir=" + (folder.path() / "profile").string(),
                                            "--enable-logging=stderr",
                                            "--log-net-log=" + net_log,
                                            "--window-size=" + std::to_string(width) + ",1000",
                                            "--virtual-time-budget=10000",
                                            "--dump-dom",
                                            "file://" + file});
  if (result.exit_code != 0) throw Error({.file = chromium, .problem = "the browser failed", .got = result.errors});
  return {result.output, result.errors, requested(read_text_file(net_log))};
}

}  // namespace pinhole
