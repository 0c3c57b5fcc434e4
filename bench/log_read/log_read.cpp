// How fast a log is read, against read() of the same file in the same run. bench_log_read [--toy | MEGABYTES]
//
// Everything comes from the page cache, so the ratios show what checking, hashing and placing cost, not the
// disk. Opening checks all rounds; streaming therefore reads their columns a second time, which counts
// against it here.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/random.hpp"
#include "comm/self_comm.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"

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

/// Opens a shard and looks at every block of it, window by window.
void read_shard(const Job& job, const ShardOptions& options) {
  const auto shard = open_shard(job, options);
  for (std::uint64_t at = 0; at < shard->owned().last; at += shard->window()) {
    std::vector<BlockId> blocks;
    for (std::uint64_t b = at; b < std::min(at + shard->window(), shard->owned().last); ++b)
      blocks.emplace_back(b);
    (void)shard->load(blocks);
  }
}

struct Contender {
  const char* name;
  std::function<void()> run;
  double seconds = 1e300;
};

/// The best of some runs of each, taken in turn so that all see the same machine.
void measure(std::vector<Contender>& contenders, int runs) {
  for (int i = 0; i < runs; ++i)
    for (Contender& contender : contenders) {
      const auto start = std::chrono::steady_clock::now();
      contender.run();
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      contender.seconds = std::min(contender.seconds, taken.count());
    }
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
  const auto bytes = static_cast<double>(std::filesystem::file_size(path));
  std::vector<Contender> contenders{
      {"raw", [&] { read_raw(path); }},
      {"raw_kept", [&] { read_and_keep(path); }},
      {"memory", [&] { read_shard(job, {.path = path}); }},
      {"stream", [&] { read_shard(job, {.path = path, .memory = static_cast<std::uint64_t>(bytes / 8)}); }}};
  measure(contenders, 3);
  std::filesystem::remove(path);
  nlohmann::ordered_json json{
      {"bench", "log_read"}, {"bytes", bytes}, {"rounds", contexts * kRoundsPerContext}};
  for (const Contender& contender : contenders)
    json[fmt::format("{}_gb_per_s", contender.name)] = bytes / contender.seconds / 1e9;
  json["memory_over_raw_kept"] = contenders[1].seconds / contenders[2].seconds;
  json["stream_over_raw"] = contenders[0].seconds / contenders[3].seconds;
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
