#include "identify/contest/wave_state.hpp"

#include <array>

namespace megabandit {
namespace {

// Numbers of a planned pair in the array: the wave's number and first ticket, a, b, subject, count.
constexpr Eigen::Index kNumbers = 6;

}  // namespace

void save_waves(const std::vector<Wave>& waves, SavedState& state) {
  std::vector<double> rows;
  for (const Wave& wave : waves)
    for (const Planned& some : wave.planned)
      for (const double number :
           {static_cast<double>(wave.number), static_cast<double>(wave.first_ticket),
            static_cast<double>(some.pair.a.value), static_cast<double>(some.pair.b.value),
            static_cast<double>(some.subject.value), static_cast<double>(some.count)})
        rows.push_back(number);
  state.arrays["waves.planned"] = Vector::Map(rows.data(), static_cast<Eigen::Index>(rows.size()));
}

std::vector<Wave> load_waves(const SavedState& state) {
  const Vector& rows = state.arrays.at("waves.planned");
  std::vector<Wave> waves;
  const auto id = [](double number) { return CandidateId(static_cast<std::uint32_t>(number)); };
  for (Eigen::Index row = 0; row < rows.size(); row += kNumbers) {
    const auto number = static_cast<std::uint64_t>(rows[row]);
    if (waves.empty() || waves.back().number != number)
      waves.push_back({number, static_cast<std::uint64_t>(rows[row + 1]), {}});
    waves.back().planned.push_back({{id(rows[row + 2]), id(rows[row + 3])},
                                    id(rows[row + 4]),
                                    static_cast<std::uint32_t>(rows[row + 5])});
  }
  return waves;
}

}  // namespace megabandit
