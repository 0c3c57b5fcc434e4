#pragma once
// Pieces of work, measured in turn with the register peak.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/ceiling/ceiling.hpp"

namespace megabandit::bench {

struct Contender {
  std::string name;
  double flop;
  std::size_t threads;
  std::function<void()> work;
};

/// Rates are flop per CPU second of all threads together: what one core does.
class Race {
 public:
  /// All are measured `turns` times, one after another, each in the same turn as the peak.
  Race(const Ceiling& ceiling, const std::vector<Contender>& contenders, int turns);

  /// Of the peak with as many threads.
  double of_peak(const std::string& contender) const;
  /// Median over the turns of the ratio of two rates.
  double ratio(const std::string& contender, const std::string& to) const;
  /// Each one's GF/s a core and share of the peak.
  nlohmann::ordered_json json() const;
  /// GF/s a core.
  double peak(std::size_t threads) const;

 private:
  struct Rates {
    std::string name;
    std::size_t threads;
    std::vector<double> rates, of_peak;
  };
  const Rates& find(const std::string& name) const;

  std::vector<Rates> rates_;
  std::vector<std::vector<double>> peaks_;  // [threads - 1][turn]
};

}  // namespace megabandit::bench
