#include "training/train/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"

namespace pinhole {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kMagic[8] = {'P', 'I', 'N', 'T', 'R', 'A', 'I', 'N'};
constexpr std::uint64_t kLimitBytes = std::uint64_t{8} << 30;

Json history_of(const RunState& state) {
  Json epochs = Json::array();
  for (const TrainEpoch& epoch : state.history) {
    Json row = Json::parse(to_json_line(epoch));
    for (const char* name : {"event", "seconds", "seconds_left"}) row.erase(name);
    epochs.push_back(std::move(row));
  }
  return epochs;
}

Json head_of(const RunState& state, const std::vector<NamedTensor>& tensors) {
  Json sizes = Json::array();
  for (const NamedTensor& t : tensors) sizes.push_back({t.name, t.tensor.numel()});
  return {{"run_hash", state.run_hash},
          {"epoch", state.epoch},
          {"step", state.step},
          {"loss_sum", state.loss_sum},
          {"right", state.right},
          {"seen", state.seen},
          {"best_epoch", state.best_epoch},
          {"best_accuracy", state.best_accuracy},
          {"best_loss", state.best_loss},
          {"history", history_of(state)},
          {"tensors", std::move(sizes)}};
}

RunState state_of(const Json& head) {
  RunState state;
  head.at("run_hash").get_to(state.run_hash);
  head.at("epoch").get_to(state.epoch);
  head.at("step").get_to(state.step);
  head.at("loss_sum").get_to(state.loss_sum);
  head.at("right").get_to(state.right);
  head.at("seen").get_to(state.seen);
  head.at("best_epoch").get_to(state.best_epoch);
  head.at("best_accuracy").get_to(state.best_accuracy);
  head.at("best_loss").get_to(state.best_loss);
  for (Json row : head.at("history")) {
    row["event"] = "epoch";
    if (const auto event = parse_train_event(row.dump())) state.history.push_back(std::get<TrainEpoch>(*event));
  }
  return state;
}

void append(Bytes& bytes, const void* data, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(data);
  bytes.insert(bytes.end(), first, first + size);
}

std::uint64_t read_u64(const Bytes& bytes, std::size_t at) {
  std::uint64_t value;
  std::memcpy(&value, bytes.data() + at, 8);
  return value;
}

[[noreturn]] void damaged(const std::filesystem::path& path, std::string got) {
  throw Error({.file = path.string(),
               .place = {},
               .problem = "the checkpoint is damaged",
               .expected = {},
               .got = std::move(got),
               .help = "remove it to train from the beginning"});
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const RunState& state, const std::vector<NamedTensor>& tensors) {
  const std::string head = head_of(state, tensors).dump();
  const std::uint64_t head_bytes = head.size();
  Bytes bytes;
  append(bytes, kMagic, sizeof kMagic);
  append(bytes, &head_bytes, 8);
  append(bytes, head.data(), head.size());
  for (const NamedTensor& t : tensors) {
    const torch::Tensor host = t.tensor.detach().to(torch::kCPU).contiguous();
    append(bytes, host.data_ptr(), host.nbytes());
  }
  const std::uint64_t hash = fnv1a(bytes);
  append(bytes, &hash, 8);
  write_file(path, std::span<const std::byte>(bytes));
}

bool load_checkpoint(const std::filesystem::path& path, std::uint64_t run_hash, RunState* state, const std::vector<NamedTensor>& tensors) {
  if (!std::filesystem::exists(path)) return false;
  const Bytes bytes = read_file(path, kLimitBytes);
  if (bytes.size() < 24 || std::memcmp(bytes.data(), kMagic, 8) != 0) damaged(path, "not a checkpoint");
  if (read_u64(bytes, bytes.size() - 8) != fnv1a(std::span(bytes).first(bytes.size() - 8))) damaged(path, "its hash is wrong");
  const std::uint64_t head_bytes = read_u64(bytes, 8);
  if (head_bytes > bytes.size() - 24) damaged(path, "its head is cut off");
  const Json head = Json::parse(std::string_view(reinterpret_cast<const char*>(bytes.data()) + 16, head_bytes), nullptr, false);
  RunState loaded;
  try {
    loaded = state_of(head);
  } catch (const Json::exception& error) {
    damaged(path, error.what());
  }
  Json expected = head_of(loaded, tensors)["tensors"];
  if (loaded.run_hash != run_hash || head["tensors"] != expected) {
    throw Error({.file = path.string(),
                 .place = {},
                 .problem = "the checkpoint is of a run with other options, data or network",
                 .expected = fmt::format("run {:016x}", run_hash),
                 .got = fmt::format("run {:016x}", loaded.run_hash),
                 .help = "use another output folder, or remove the checkpoint to train from the beginning"});
  }
  std::size_t at = 16 + head_bytes;
  const torch::NoGradGuard no_grad;
  for (const NamedTensor& t : tensors) {
    const std::size_t size = static_cast<std::size_t>(t.tensor.numel()) * sizeof(float);
    if (size > bytes.size() - 8 - at) damaged(path, "it ends too early");
    torch::Tensor host = torch::empty(t.tensor.sizes(), torch::kFloat32);
    std::memcpy(host.data_ptr(), bytes.data() + at, size);
    t.tensor.detach().copy_(host);
    at += size;
  }
  *state = std::move(loaded);
  return true;
}

std::string history_json(const RunState& state) {
  return Json{{"best_epoch", state.best_epoch}, {"epochs", history_of(state)}}.dump(2) + "\n";
}

}  // namespace pinhole
