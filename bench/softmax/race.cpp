#include "bench/softmax/race.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "bench/timing.hpp"

namespace megabandit::bench {

Race::Race(const Ceiling& ceiling, const std::vector<Contender>& contenders, int turns) {
  std::size_t most = 1;
  for (const Contender& contender : contenders) {
    rates_.push_back({contender.name, contender.threads, {}, {}});
    most = std::max(most, contender.threads);
  }
  peaks_.resize(most);
  for (int turn = 0; turn < turns; ++turn) {
    for (std::size_t threads = 1; threads <= most; ++threads)
      peaks_[threads - 1].push_back(peak_flops(ceiling, threads));
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const double start = process_cpu_seconds();
      contenders[i].work();
      rates_[i].rates.push_back(contenders[i].flop / (process_cpu_seconds() - start));
      rates_[i].of_peak.push_back(rates_[i].rates.back() / peaks_[contenders[i].threads - 1].back());
    }
  }
}

double Race::of_peak(const std::string& contender) const { return median(find(contender).of_peak); }

double Race::ratio(const std::string& contender, const std::string& to) const {
  std::vector<double> ratios = find(contender).rates;
  for (std::size_t turn = 0; turn < ratios.size(); ++turn) ratios[turn] /= find(to).rates[turn];
  return median(ratios);
}

double Race::peak(std::size_t threads) const { return median(peaks_[threads - 1]) / 1e9; }

nlohmann::ordered_json Race::json() const {
  nlohmann::ordered_json json;
  for (const Rates& one : rates_)
    json[one.name] = {{"gflops_a_core", median(one.rates) / 1e9}, {"of_peak", median(one.of_peak)}};
  return json;
}

const Race::Rates& Race::find(const std::string& name) const {
  const auto found = std::ranges::find(rates_, name, &Rates::name);
  if (found == rates_.end()) throw InternalError("nothing called " + name + " was measured");
  return *found;
}

}  // namespace megabandit::bench
