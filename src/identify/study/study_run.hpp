#pragma once
// A study from its settings to its report.

#include "base/error.hpp"
#include "identify/run/compare_config.hpp"
#include "identify/run/compare_run.hpp"
#include "identify/study/study_report.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct Studied {
  Exit exit = Exit::done;  ///< stopped when it was asked to stop
  StudyReport report;      ///< of the repeats done
};

/// @collective  Repeats the contests of table [study]; writes study.csv, curves.csv and result.json into the
/// run directory. @throws AgreedError
Studied study(const Job& job, const CompareConfig& config, const CompareOptions& options);

/// @collective  Checks everything that `study` would use and says what it would do; plays and writes nothing.
/// @throws AgreedError
Exit rehearse_study(const Job& job, const CompareConfig& config);

}  // namespace megabandit
