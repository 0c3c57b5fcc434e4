// How fast a log is read, against read() of the same file in the same run. bench_log_read [--toy | MEGABYTES]
//
// "cached": everything comes from the page cache, so the ratios show what checking, hashing and placing cost.
// "disk": the file is put out of the page cache before every turn.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "base/random.hpp"
#include "bench/timing.hpp"
#include "comm/self_comm.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"
#include "run/windows.hpp"

namespace {

using namespace megabandit;

constexpr std::uint64_t kFeatures = 64;
constexpr std::uint64_t kRoundsPerContext = 8;  // 256 bytes of features and 128 of rounds a context

LogPart made_log(std::uint64_t contexts) {
  LogPart part;
  part.actions = 1000;
  part.features = RowMatrix<float>::Ones(static_cast<Eigen::Index>(contexts), kFeatures);
  for (std::uint64_t i = 0; i < contexts * kRoundsPerContext; ++i) {
    part.rounds.context.emplace_back(static_cast<std::uint32_t>(i / kRoundsPerContext));
    part.rounds.action.emplace_back(
        static_cast<std::uint32_t>(below({.seed = 1, .stream = Stream::world, .index = i}, part.actions)));
    part.rounds.reward.push_back(static_cast<float>(i % 2));
    part.rounds.pscore.push_back(0.001F);
  }
  return part;
}

void read_raw(const std::filesystem::path& path) {
  static std::vector<char> buffer(std::size_t{1} << 20);
  const int file = ::open(path.c_str(), O_RDONLY);
  while (::read(file, buffer.data(), buffer.size()) > 0) {
  }
  ::close(file);
}

/// The same into fresh memory, which a shard in memory needs too.
void read_and_keep(const std::filesystem::path& path) {
  const std::size_t bytes = std::filesystem::file_size(path);
  const auto memory = std::make_unique_for_overwrite<char[]>(bytes);
  const int file = ::open(path.c_str(), O_RDONLY);
  std::size_t at = 0;
  for (ssize_t got = 1; got > 0; at += static_cast<std::size_t>(got))
    got = ::read(file, memory.get() + at, bytes - at);
  ::close(file);
}

/// Looks at every block, window by window as training does, and at every round.
double pass(Shard& shard) {
  std::vector<BlockId> ids;
  for (std::uint64_t b = shard.owned().first; b < shard.owned().last; ++b) ids.emplace_back(b);
  double rewards = 0;
  for_windows(shard, ids, nullptr, [&](std::span<const BlockView> blocks) {
    for (const BlockView& block : blocks)
      rewards += std::accumulate(block.reward.begin(), block.reward.end(), 0.0F);
  });
  return rewards;
}

/// Puts a file that is on the disk out of the page cache, as far as the system follows such advice.
void forget_cached(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY);
  (void)::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

struct Contender {
  const char* name;
  std::function<void()> run;
  double seconds = 1e300, cpu_seconds = 1e300;
};

enum class From { cache, disk };

/// The best of some turns of each, so that all see the same machine: GB/s by name, and CPU seconds of all
/// threads, which do not depend on what else runs.
nlohmann::ordered_json measure(std::vector<Contender> contenders, const std::filesystem::path& path,
                               From from) {
  constexpr int kTurns = 3;
  for (int i = 0; i < kTurns; ++i)
    for (Contender& contender : contenders) {
      if (from == From::disk) forget_cached(path);
      const double start = bench::wall_seconds(), cpu = bench::process_cpu_seconds();
      contender.run();
      contender.seconds = std::min(contender.seconds, bench::wall_seconds() - start);
      contender.cpu_seconds = std::min(contender.cpu_seconds, bench::process_cpu_seconds() - cpu);
    }
  const auto bytes = static_cast<double>(std::filesystem::file_size(path));
  nlohmann::ordered_json rates;
  for (const Contender& contender : contenders) {
    rates[fmt::format("{}_gb_per_s", contender.name)] = bytes / contender.seconds / 1e9;
    rates[fmt::format("{}_cpu_s_per_gb", contender.name)] = contender.cpu_seconds / bytes * 1e9;
  }
  const auto ratio = [&](std::size_t mine, std::size_t other) {
    return contenders[other].seconds / contenders[mine].seconds;
  };
  rates["memory_over_raw_kept"] = ratio(2, 1);
  rates["stream_over_raw"] = ratio(3, 0);
  rates["pass_over_raw"] = ratio(4, 0);
  return rates;
}

int run(double megabytes) {
  const std::uint64_t context_bytes = kFeatures * 4 + kRoundsPerContext * 16;
  const auto contexts = static_cast<std::uint64_t>(megabytes * 1e6 / static_cast<double>(context_bytes)) + 1;
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("megabandit-bench-{}.h5", ::getpid());
  SelfComm comm;
  const SerialFileDriver driver;
  const Job job{comm, driver};
  write_log(job, path, made_log(contexts));
  const ShardOptions streamed{.path = path, .memory = std::filesystem::file_size(path) / 8};
  const auto open = open_shard(job, streamed);
  const std::vector<Contender> contenders{{"raw", [&] { read_raw(path); }},
                                          {"raw_kept", [&] { read_and_keep(path); }},
                                          {"memory", [&] { pass(*open_shard(job, {.path = path})); }},
                                          {"stream", [&] { pass(*open_shard(job, streamed)); }},
                                          {"pass", [&] { pass(*open); }}};
  nlohmann::ordered_json json{{"bench", "log_read"},
                              {"bytes", std::filesystem::file_size(path)},
                              {"rounds", contexts * kRoundsPerContext}};
  json["cached"] = measure(contenders, path, From::cache);
  json["disk"] = measure(contenders, path, From::disk);
  std::filesystem::remove(path);
  fmt::print("{}\n", json.dump(2));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string size = argc > 1 ? argv[1] : "512";
  try {
    return run(size == "--toy" ? 2 : std::stod(size));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_log_read: {}\n", error.what());
    return 1;
  }
}
