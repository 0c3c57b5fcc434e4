#include "plan/machine/calibrate.hpp"

#include <sched.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/tally.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "comm/self_comm.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"
#include "policy/scoring.hpp"
#include "softmax/partition.hpp"

namespace megabandit {
namespace {

constexpr int kTurns = 5;
constexpr Eigen::Index kQueries = 256, kActions = 16384, kFew = 16, kMany = 64;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The middle one of some turns, after one that warms up.
double seconds_of(double (*clock)(), const std::function<void()>& work) {
  work();
  std::vector<double> turns;
  for (int turn = 0; turn < kTurns; ++turn) {
    const double start = clock();
    work();
    turns.push_back(clock() - start);
  }
  std::ranges::nth_element(turns, turns.begin() + kTurns / 2);
  return std::max(turns[kTurns / 2], 1e-9);
}

template <class Matrix>
Matrix made(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Matrix matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i)
    matrix.data()[i] = static_cast<typename Matrix::Scalar>(
        0.3 * normal({.seed = seed, .stream = Stream::world, .index = static_cast<std::uint64_t>(i)}));
  return matrix;
}

RowsView<float> view(const RowMatrix<float>& rows) { return {rows.data(), rows.rows(), rows.cols()}; }

// A time for few and one for many columns are what the exponential and the products of a pair take.
KernelRate rate(double few_s, double many_s, double flops_a_column) {
  const double pairs = static_cast<double>(kQueries * kActions);
  const double more = flops_a_column * pairs * static_cast<double>(kMany - kFew);
  const double flops = more / std::max(many_s - few_s, 0.1 * many_s);
  const double pair = few_s / pairs - flops_a_column * static_cast<double>(kFew) / flops;
  return {.pair_s = std::max(pair, 0.0), .flops_per_s = flops};
}

/// The three things a kernel does, for a number of columns; in seconds.
struct KernelTimes {
  double log_z = 0, mean = 0, table_gradient = 0;
};

KernelTimes time_kernel(const SoftmaxKernel& kernel, Eigen::Index columns) {
  const auto table = made<RowMatrix<float>>(kActions, columns, 1);
  const auto queries = made<RowMatrix<float>>(kQueries, columns, 2);
  const Slice slice{view(table), 0};
  const Catalogue catalogue = make_catalogue(slice, static_cast<std::uint64_t>(kActions), nullptr);
  Partition result;
  const auto pass = [&](bool mean) {
    return seconds_of(cpu_seconds, [&] {
      result = partition(kernel, catalogue, {.queries = view(queries), .mean = mean}, 1);
    });
  };
  KernelTimes times{.log_z = pass(false), .mean = pass(true)};
  RowMatrix<float> gradient(kActions, columns);
  times.table_gradient = seconds_of(cpu_seconds, [&] {
    kernel.table_gradient(view(queries), result.log_z, view(queries), slice, {}, {}, gradient);
  });
  return times;
}

KernelRates measure(const SoftmaxKernel& kernel) {
  const KernelTimes few = time_kernel(kernel, kFew), many = time_kernel(kernel, kMany);
  return {.log_z = rate(few.log_z, many.log_z, 2),
          .mean = rate(few.mean, many.mean, 4),
          .table_gradient = rate(few.table_gradient, many.table_gradient, 4)};
}

// What the compiler cannot take for unused.
void keep(double value) {
  volatile double kept = value;
  static_cast<void>(kept);
}

void measure_memory(Ceilings& ceilings) {
  constexpr Eigen::Index kNumbers = 1 << 25;  // 128 MB: more than caches hold
  const Eigen::VectorXf numbers = Eigen::VectorXf::Ones(kNumbers);
  const double seconds = seconds_of(cpu_seconds, [&] { keep(static_cast<double>(numbers.sum())); });
  ceilings.memory_bytes_per_s = static_cast<double>(kNumbers) * sizeof(float) / seconds;
}

void measure_tally(Ceilings& ceilings) {
  constexpr std::size_t kNumbers = 1 << 20;
  const TallyLayout layout{{{"numbers", kNumbers}}, 0};
  Tally tally(layout, Reduction::reproducible, first_scales(layout));
  const std::vector<float> numbers(kNumbers, 0.5F);
  const double seconds = seconds_of(cpu_seconds, [&] { tally.add(0, std::span<const float>(numbers)); });
  ceilings.tally_adds_per_s = static_cast<double>(kNumbers) / seconds;
}

void measure_tower(Ceilings& ceilings) {
  const auto contexts = made<RowMatrix<double>>(kQueries, kMany, 3),
             weights = made<RowMatrix<double>>(kMany, kMany, 4);
  RowMatrix<double> out(kQueries, kMany);
  constexpr int kTimes = 20;
  const double seconds = seconds_of(cpu_seconds, [&] {
    for (int i = 0; i < kTimes; ++i) out.noalias() = contexts * weights;
    keep(out(0, 0));
  });
  ceilings.tower_flops_per_s = 2.0 * kTimes * static_cast<double>(kQueries * kMany * kMany) / seconds;
}

LogPart made_log(std::uint64_t contexts, std::uint64_t rounds_of_context) {
  LogPart part;
  part.actions = 1000;
  part.features = RowMatrix<float>::Ones(static_cast<Eigen::Index>(contexts), kMany);
  for (std::uint64_t i = 0; i < contexts * rounds_of_context; ++i) {
    part.rounds.context.emplace_back(static_cast<std::uint32_t>(i / rounds_of_context));
    part.rounds.action.emplace_back(static_cast<std::uint32_t>(i % part.actions));
    part.rounds.reward.push_back(static_cast<float>(i % 2));
    part.rounds.pscore.push_back(0.001F);
  }
  return part;
}

/// A directory that is gone afterwards.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "megabandit-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      throw CannotWrite(fmt::format("no directory can be made in {}, the place for temporary files ($TMPDIR)",
                                    std::filesystem::temp_directory_path().string()));
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path file() const { return path_ / "log.h5"; }

 private:
  std::filesystem::path path_;
};

void measure_log(Ceilings& ceilings) {
  constexpr std::uint64_t kContexts = 1 << 15, kRoundsOfContext = 8;
  const Scratch scratch;
  SelfComm alone;
  const SerialFileDriver files;
  const Job job{alone, files};
  write_log(job, scratch.file(), made_log(kContexts, kRoundsOfContext));
  const double bytes = static_cast<double>(std::filesystem::file_size(scratch.file()));
  ceilings.log_bytes_per_s =
      bytes / seconds_of(cpu_seconds, [&] { open_shard(job, {.path = scratch.file()}); });
}

// By what an all-reduce of recursive halving and doubling takes (plan/cost.cpp).
void measure_messages(Ceilings& ceilings, Communicator& comm) {
  if (comm.size() == 1) return;
  constexpr std::size_t kMuch = 1 << 19;
  constexpr int kTimes = 50;
  std::vector<std::int64_t> one(1, 0), much(kMuch, 0);
  const double ranks = comm.size(), messages = 2 * std::ceil(std::log2(ranks));
  const double short_s = seconds_of(wall_seconds,
                                    [&] {
                                      for (int i = 0; i < kTimes; ++i) comm.sum(one);
                                    }) /
                         kTimes;
  const double long_s = seconds_of(wall_seconds, [&] { comm.sum(much); });
  const double bytes = 2 * (ranks - 1) / ranks * static_cast<double>(kMuch) * sizeof(std::int64_t);
  ceilings.message_latency_s = short_s / messages;
  ceilings.message_bytes_per_s = bytes / std::max(long_s - short_s, 0.1 * long_s);
}

int cores_of_host() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "this host";
  return name.data();
}

}  // namespace

Ceilings calibrate(const Job& job) {
  const SoftmaxKernel& kernel = common_kernel(job.comm);
  Ceilings ceilings;
  agree(job.comm, [&] {
    ceilings.fp32 = measure(kernel);
    ceilings.bf16 = measure(vector_kernel(Precision::bf16));
    measure_memory(ceilings);
    measure_tally(ceilings);
    measure_tower(ceilings);
    measure_log(ceilings);
  });
  measure_messages(ceilings, job.comm);
  ceilings.cores = cores_of_host();
  ceilings.measured_on = fmt::format(
      "{} ({}, {} core{}{})", host_name(), kernel.name(), ceilings.cores, ceilings.cores == 1 ? "" : "s",
      job.comm.size() == 1 ? "; messages: built-in numbers"
                           : fmt::format("; messages of {} ranks", job.comm.size()));
  return ceilings;
}

}  // namespace megabandit
