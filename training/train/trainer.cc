#include "training/train/trainer.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <thread>

#include "base/text.h"
#include "compiler/ir/semantics.h"
#include "training/train/batches.h"
#include "training/train/checkpoint.h"

namespace pinhole {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kEvaluationBatch = 256;
constexpr double kStepEventSeconds = 0.5;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

torch::Device choose_device(const TrainOptions& options) {
  const bool cuda = torch::cuda::is_available();
  if (options.device == "cuda" && !cuda) {
    throw Error({.file = {},
                 .place = "field 'device'",
                 .problem = "libtorch sees no CUDA device",
                 .expected = {},
                 .got = {},
                 .help = "use cpu or auto"});
  }
  return cuda && options.device != "cpu" ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
}

std::int32_t choose_threads(const TrainOptions& options) {
  return options.threads > 0 ? options.threads : static_cast<std::int32_t>(std::max(1u, std::thread::hardware_concurrency()));
}

// One algorithm for each operation, whatever the input's values or the time of day.
void make_deterministic(std::int32_t threads) {
  at::globalContext().setDeterministicAlgorithms(true, false);
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  at::set_num_threads(threads);
}

torch::Tensor input_tensor(const Batch& batch, const LoadedPictures& pictures, torch::Device device) {
  return torch::from_blob(const_cast<float*>(batch.input.data()), {batch.count, pictures.height, pictures.width, pictures.channels},
                          torch::kFloat32)
      .to(device, false, true);
}

torch::Tensor label_tensor(const Batch& batch, torch::Device device) {
  return torch::from_blob(const_cast<std::int64_t*>(batch.labels.data()), {batch.count}, torch::kInt64).to(device, false, true);
}

std::int64_t count_right(const torch::Tensor& logits, const torch::Tensor& labels) {
  return logits.argmax(1).eq(labels).sum().item<std::int64_t>();
}

struct Score {
  double loss = 0, accuracy = 0;
};

Score evaluate_on(Network& network, const LoadedPictures& pictures, const pin::Preprocess& preprocess, torch::Device device) {
  const torch::NoGradGuard no_grad;
  double loss = 0;
  std::int64_t right = 0;
  for (std::size_t first = 0; first < pictures.count; first += kEvaluationBatch) {
    const Batch batch = plain_batch(pictures, preprocess, first, std::min(kEvaluationBatch, pictures.count - first));
    const torch::Tensor labels = label_tensor(batch, device);
    const torch::Tensor logits = network.logits(input_tensor(batch, pictures, device), Network::Mode::kEvaluate);
    loss += torch::cross_entropy_loss(logits, labels).item<double>() * batch.count;
    right += count_right(logits, labels);
  }
  const double count = static_cast<double>(pictures.count);
  return pictures.count == 0 ? Score{} : Score{loss / count, static_cast<double>(right) / count};
}

// The options that decide the result, and the pictures.
std::uint64_t hash_run(const TrainOptions& options, std::int32_t threads, const TrainingData& data, torch::Device device) {
  TrainOptions deciding = options;
  deciding.out.clear();
  deciding.data.clear();
  deciding.device = device.str();
  deciding.threads = threads;
  deciding.checkpoint_seconds = 0;
  std::uint64_t hash = fnv1a(to_json(deciding));
  for (const LoadedPictures* part : {&data.train, &data.validation}) {
    hash = fnv1a(std::as_bytes(std::span(part->pixels)), hash);
    hash = fnv1a(std::as_bytes(std::span(part->labels)), hash);
  }
  return hash;
}

class Trainer {
 public:
  Trainer(const Graph& graph, const TrainingData& data, const TrainOptions& options, const TrainCallback& on_event)
      : data_(data),
        options_(options),
        on_event_(on_event),
        device_(choose_device(options)),
        network_(graph, device_),
        steps_(steps_of_epoch(data.train.count, options.batch)) {
    for (const Parameter& p : network_.parameters()) velocities_.push_back({p.name + ".velocity", torch::zeros_like(p.tensor).detach()});
    for (const NamedTensor& t : network_.state()) best_.push_back({t.name + ".best", t.tensor.detach().clone()});
  }

  TrainResult run() {
    const std::int32_t threads = choose_threads(options_);
    make_deterministic(threads);
    state_.run_hash = hash_run(options_, threads, data_, device_);
    if (!load_checkpoint(checkpoint_path(options_), state_.run_hash, &state_, all_tensors())) adopt_statistics();
    started_ = Clock::now();
    steps_at_start_ = steps_done();
    report_start(threads);
    if (state_.epoch < options_.epochs) learn();
    return finish();
  }

 private:
  std::vector<NamedTensor> all_tensors() {
    std::vector<NamedTensor> all = network_.state();
    all.insert(all.end(), velocities_.begin(), velocities_.end());
    all.insert(all.end(), best_.begin(), best_.end());
    return all;
  }

  std::int64_t steps_done() const { return state_.epoch * steps_ + state_.step; }

  double seconds_left() const {
    const std::int64_t done = steps_done() - steps_at_start_;
    const std::int64_t left = options_.epochs * steps_ - steps_done();
    return done == 0 ? 0.0 : seconds_since(started_) * static_cast<double>(left) / static_cast<double>(done);
  }

  void report_start(std::int32_t threads) {
    std::uint64_t parameters = 0;
    for (const Parameter& p : network_.parameters()) parameters += static_cast<std::uint64_t>(p.tensor.numel());
    TrainStarted e{.device = device_.str(),
                   .threads = threads,
                   .train_pictures = data_.train.count,
                   .validation_pictures = data_.validation.count,
                   .test_pictures = data_.test.count,
                   .parameters = parameters,
                   .macs = macs(network_.graph()),
                   .epochs = options_.epochs,
                   .steps = steps_,
                   .resumed_epoch = state_.epoch,
                   .resumed_step = state_.step};
    e.left_out_pictures = data_.train.problems.size() + data_.validation.problems.size() + data_.test.problems.size();
    on_event_(e);
  }

  // A network that was trained before: batch statistics of up to 1,024 pictures stand for the ones that it was trained with.
  void adopt_statistics() {
    if (!network_.needs_statistics()) return;
    const torch::NoGradGuard no_grad;
    const std::size_t end = std::min<std::size_t>(data_.train.count, 1024);
    const std::vector<std::size_t> order = epoch_order(data_.train.count, options_.seed, -1);
    for (std::size_t i = 0; i < end; ++i) {
      const Batch batch = plain_batch(data_.train, options_.preprocess, order[i], 1);
      network_.logits(input_tensor(batch, data_.train, device_), Network::Mode::kObserve);
    }
    network_.adopt_statistics();
  }

  void learn() {
    BatchLoader loader(data_.train,
                       {.preprocess = options_.preprocess,
                        .augment = options_.augment,
                        .seed = options_.seed,
                        .batch = options_.batch,
                        .epochs = options_.epochs},
                       state_.epoch, state_.step);
    Clock::time_point saved = Clock::now(), told = saved, epoch_began = saved;
    while (state_.epoch < options_.epochs) {
      step(loader.next());
      if (state_.step == steps_) {
        end_epoch(seconds_since(epoch_began));
        epoch_began = Clock::now();
      } else if (seconds_since(told) >= kStepEventSeconds) {
        told = Clock::now();
        const double seen = static_cast<double>(state_.seen);
        on_event_(
            TrainStep{state_.epoch + 1, state_.step, state_.loss_sum / seen, static_cast<double>(state_.right) / seen, seconds_left()});
      }
      if (state_.step == 0 || seconds_since(saved) >= options_.checkpoint_seconds) {
        save_checkpoint(checkpoint_path(options_), state_, all_tensors());
        saved = Clock::now();
      }
    }
  }

  double rate() const {
    const double per_epoch = static_cast<double>(steps_);
    return learning_rate_at(options_.learning_rate, static_cast<double>(steps_done()), options_.warmup_epochs * per_epoch,
                            options_.epochs * per_epoch);
  }

  void step(const Batch& batch) {
    const torch::Tensor labels = label_tensor(batch, device_);
    const torch::Tensor logits = network_.logits(input_tensor(batch, data_.train, device_), Network::Mode::kTrain);
    const torch::Tensor loss = torch::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, options_.label_smoothing);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
      throw Error({.file = {},
                   .place = fmt::format("epoch {}, step {}", state_.epoch + 1, state_.step + 1),
                   .problem = "the loss is no longer a number",
                   .expected = {},
                   .got = fmt::format("{}", value),
                   .help = "try a lower learning_rate"});
    }
    loss.backward();
    descend();
    state_.loss_sum += value * batch.count;
    state_.right += count_right(logits.detach(), labels);
    state_.seen += batch.count;
    ++state_.step;
  }

  // Nesterov momentum as Sutskever et al. 2013, in the form of torch.optim.SGD.
  void descend() {
    const torch::NoGradGuard no_grad;
    const double lr = rate();
    std::vector<Parameter>& parameters = network_.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      torch::Tensor& w = parameters[i].tensor;
      torch::Tensor gradient = w.mutable_grad();
      if (!gradient.defined()) continue;
      if (parameters[i].decays) gradient.add_(w, options_.weight_decay);
      torch::Tensor& velocity = velocities_[i].tensor;
      velocity.mul_(options_.momentum).add_(gradient);
      w.add_(gradient, -lr).add_(velocity, -lr * options_.momentum);
      w.mutable_grad() = torch::Tensor();
    }
  }

  void end_epoch(double train_seconds) {
    const Clock::time_point began = Clock::now();
    const double seen = static_cast<double>(state_.seen);
    --state_.step;  // the rate of the last step
    const double last_rate = rate();
    ++state_.step;
    const Score score = evaluate_on(network_, data_.validation, options_.preprocess, device_);
    const bool better = score.accuracy > state_.best_accuracy || (score.accuracy == state_.best_accuracy && score.loss < state_.best_loss);
    const bool best = state_.best_epoch == 0 || data_.validation.count == 0 || better;
    TrainEpoch e{.epoch = state_.epoch + 1,
                 .learning_rate = last_rate,
                 .train_loss = state_.loss_sum / seen,
                 .train_accuracy = static_cast<double>(state_.right) / seen,
                 .validation_loss = score.loss,
                 .validation_accuracy = score.accuracy,
                 .best = best};
    if (best) {
      const torch::NoGradGuard no_grad;
      const std::vector<NamedTensor> now = network_.state();
      for (std::size_t i = 0; i < now.size(); ++i) best_[i].tensor.copy_(now[i].tensor);
      state_.best_epoch = e.epoch;
      state_.best_accuracy = score.accuracy;
      state_.best_loss = score.loss;
    }
    state_.history.push_back(e);
    ++state_.epoch;
    state_.step = 0;
    state_.loss_sum = 0;
    state_.right = state_.seen = 0;
    e.seconds = train_seconds + seconds_since(began);
    e.seconds_left = seconds_left();
    on_event_(e);
  }

  TrainResult finish() {
    const torch::NoGradGuard no_grad;
    const std::vector<NamedTensor> now = network_.state();
    for (std::size_t i = 0; i < now.size(); ++i) now[i].tensor.detach().copy_(best_[i].tensor);
    const double test = evaluate_on(network_, data_.test, options_.preprocess, device_).accuracy;
    return {network_.graph(), history_json(state_), state_.best_epoch, state_.best_accuracy, test};
  }

  const TrainingData& data_;
  const TrainOptions& options_;
  const TrainCallback& on_event_;
  torch::Device device_;
  Network network_;
  std::int64_t steps_;
  std::vector<NamedTensor> velocities_, best_;
  RunState state_;
  Clock::time_point started_;
  std::int64_t steps_at_start_ = 0;
};

}  // namespace

double learning_rate_at(double highest, double step, double warmup_steps, double total_steps) {
  if (step < warmup_steps) return highest * (step + 1) / (warmup_steps + 1);
  const double part = (step - warmup_steps) / std::max(1.0, total_steps - warmup_steps);
  return highest * 0.5 * (1.0 + std::cos(std::numbers::pi * part));
}

TrainResult train(const Graph& graph, const TrainingData& data, const TrainOptions& options, const TrainCallback& on_event) {
  PIN_CHECK(data.train.count > 0 && options.epochs > 0 && options.batch > 0, "train without pictures, epochs or batch");
  return Trainer(graph, data, options, on_event).run();
}

double torch_accuracy(const Graph& graph, const LoadedPictures& pictures, const pin::Preprocess& preprocess) {
  Network network(graph, torch::kCPU);
  return evaluate_on(network, pictures, preprocess, torch::kCPU).accuracy;
}

}  // namespace pinhole
