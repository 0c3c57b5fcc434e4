#include <algorithm>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "judge/kinds/kinds.hpp"
#include "judge/simulated.hpp"
#include "judge/square_table.hpp"

namespace megabandit {
namespace {

SquareTable preferences_of(const SimulatedSettings& settings) {
  if (settings.preferences.empty() == settings.path.empty())
    throw ConfigError("the judge `matrix` needs its preferences once: give judge.preferences or judge.path");
  if (!settings.path.empty()) return read_square_table(settings.path);
  return {{}, square_of(settings.preferences, "judge.preferences")};
}

/// Of every pair; none where there are no ties.
RowMatrix<double> ties_of(const SimulatedSettings& settings, const RowMatrix<double>& preference) {
  if (!settings.ties_path.empty()) {
    if (settings.ties > 0) throw ConfigError("ties are given twice: by judge.ties and by judge.ties_path");
    return read_square_table(settings.ties_path).values;
  }
  if (settings.ties == 0) return {};
  return RowMatrix<double>::Constant(preference.rows(), preference.cols(), settings.ties);
}

std::unique_ptr<Judge> make_local(const JudgeOrder& order) {
  const SimulatedSettings& settings = order.judge.simulated;
  SquareTable table = preferences_of(settings);
  Roster roster = complete_roster(order.candidates, static_cast<std::uint64_t>(table.values.rows()),
                                  "the rows of the judge's preferences", std::move(table.names));
  PreferenceMatrix matrix{std::move(table.values), {}};
  matrix.ties = ties_of(settings, matrix.preference);
  try {
    return make_matrix_judge(std::move(matrix), order.seed, std::move(roster));
  } catch (const DataError& error) {
    if (settings.path.empty()) throw;
    throw DataError(settings.path.string() + ": " + error.what());
  }
}

std::unique_ptr<Judge> make(const JudgeOrder& order) {
  std::unique_ptr<Judge> judge;
  agree(order.job.comm, [&] { judge = make_local(order); });
  return judge;
}

}  // namespace

JudgeKind judges::matrix() {
  return {{"matrix", "simulated, from the share of wins of every pair", {}}, make};
}

}  // namespace megabandit
