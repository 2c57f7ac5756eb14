#include "training/train/progress.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace pinhole {
namespace {

using Json = nlohmann::ordered_json;

// The one list of events and fields: kind's name, then (name, member).
template <class E, class V>
requires std::is_same_v<std::remove_const_t<E>, TrainStarted>
const char* visit(E& e, V&& v) {
  v("device", e.device), v("threads", e.threads), v("train_pictures", e.train_pictures), v("validation_pictures", e.validation_pictures);
  v("test_pictures", e.test_pictures), v("left_out_pictures", e.left_out_pictures), v("parameters", e.parameters), v("macs", e.macs);
  v("epochs", e.epochs), v("steps", e.steps), v("resumed_epoch", e.resumed_epoch), v("resumed_step", e.resumed_step);
  return "started";
}
template <class E, class V>
requires std::is_same_v<std::remove_const_t<E>, TrainLoading>
const char* visit(E& e, V&& v) {
  v("what", e.what), v("done", e.done), v("total", e.total);
  return "loading";
}
template <class E, class V>
requires std::is_same_v<std::remove_const_t<E>, TrainStep>
const char* visit(E& e, V&& v) {
  v("epoch", e.epoch), v("step", e.step), v("loss", e.loss), v("accuracy", e.accuracy), v("seconds_left", e.seconds_left);
  return "step";
}
template <class E, class V>
requires std::is_same_v<std::remove_const_t<E>, TrainEpoch>
const char* visit(E& e, V&& v) {
  v("epoch", e.epoch), v("learning_rate", e.learning_rate), v("train_loss", e.train_loss), v("train_accuracy", e.train_accuracy);
  v("validation_loss", e.validation_loss), v("validation_accuracy", e.validation_accuracy), v("best", e.best);
  v("seconds", e.seconds), v("seconds_left", e.seconds_left);
  return "epoch";
}
template <class E, class V>
requires std::is_same_v<std::remove_const_t<E>, TrainFinished>
const char* visit(E& e, V&& v) {
  v("best_epoch", e.best_epoch), v("validation_accuracy", e.validation_accuracy), v("test_accuracy", e.test_accuracy),
      v("network", e.network);
  return "finished";
}
template <class E, class V>
requires std::is_same_v<std::remove_const_t<E>, TrainFailed>
const char* visit(E& e, V&& v) {
  v("file", e.file), v("place", e.place), v("problem", e.problem), v("expected", e.expected), v("got", e.got), v("help", e.help);
  return "failed";
}

template <class E>
bool try_parse(const Json& json, std::optional<TrainEvent>* out) {
  E event;
  const char* kind = visit(event, [&](const char* name, auto& member) {
    const auto it = json.find(name);
    if (it != json.end()) member = it->get<std::decay_t<decltype(member)>>();
  });
  if (json.value("event", "") != kind) return false;
  *out = event;
  return true;
}

template <class... Es>
std::optional<TrainEvent> parse_any(const Json& json, std::variant<Es...>*) {
  std::optional<TrainEvent> result;
  (try_parse<Es>(json, &result) || ...);
  return result;
}

std::string epoch_text(std::int32_t epoch, std::int32_t epochs) {
  return epochs == 0 ? fmt::format("epoch {}", epoch) : fmt::format("epoch {}/{}", epoch, epochs);
}

std::string time_text(double seconds) { return seconds < 90 ? fmt::format("{:.0f} s", seconds) : fmt::format("{:.0f} min", seconds / 60); }

}  // namespace

std::string to_json_line(const TrainEvent& event) {
  return std::visit(
      [](const auto& e) {
        Json fields = Json::object();
        const char* kind = visit(e, [&](const char* name, const auto& member) { fields[name] = member; });
        Json line = {{"event", kind}};
        line.update(fields);
        return line.dump(-1, ' ', false, Json::error_handler_t::replace);
      },
      event);
}

std::optional<TrainEvent> parse_train_event(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    return parse_any(json, static_cast<TrainEvent*>(nullptr));
  } catch (const Json::exception&) {  // a field of another type
    return std::nullopt;
  }
}

std::string describe(const TrainEvent& event, std::int32_t epochs) {
  if (const auto* e = std::get_if<TrainStarted>(&event)) {
    return fmt::format("{} pictures to train, {} to choose, {} to test; {} parameters; {} with {} threads{}",
                       with_thousands(e->train_pictures), with_thousands(e->validation_pictures), with_thousands(e->test_pictures),
                       with_thousands(e->parameters), e->device, e->threads,
                       e->resumed_epoch + e->resumed_step > 0 ? fmt::format("; going on after epoch {}", e->resumed_epoch) : "");
  }
  if (const auto* e = std::get_if<TrainLoading>(&event)) {
    return fmt::format("{}: {} of {}", e->what, with_thousands(e->done), with_thousands(e->total));
  }
  if (const auto* e = std::get_if<TrainStep>(&event)) {
    return fmt::format("{}  loss {:.3f}  accuracy {:.1f} %  {} left", epoch_text(e->epoch, epochs), e->loss, 100 * e->accuracy,
                       time_text(e->seconds_left));
  }
  if (const auto* e = std::get_if<TrainEpoch>(&event)) {
    return fmt::format("{}  loss {:.3f}  accuracy {:.1f} %  validation {:.2f} %{}  {} left", epoch_text(e->epoch, epochs), e->train_loss,
                       100 * e->train_accuracy, 100 * e->validation_accuracy, e->best ? "  (best)" : "", time_text(e->seconds_left));
  }
  if (const auto* e = std::get_if<TrainFinished>(&event)) {
    return fmt::format("best epoch {}: validation {:.2f} %, test {:.2f} % (float); {}", e->best_epoch, 100 * e->validation_accuracy,
                       100 * e->test_accuracy, e->network);
  }
  const auto& e = std::get<TrainFailed>(event);
  return fmt::format("error: {}", e.problem);
}

}  // namespace pinhole
