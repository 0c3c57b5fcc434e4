#pragma once
// The one table of a sweep.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sweep/report/statistics.hpp"
#include "sweep/store.hpp"

namespace megabandit {

/// A number of a cell minus the same of its reference, over the seeds that both have.
struct PairedDifference {
  MeanOfSeeds difference;
  std::size_t wins = 0;    ///< seeds in which it is larger than the reference's
  std::size_t losses = 0;  ///< smaller
};

struct CellLine {
  std::map<std::string, MeanOfSeeds> numbers;
  std::map<std::string, PairedDifference> against;  ///< empty: the cell has no reference
  std::size_t done = 0, failed = 0;                 ///< runs; the others are still to be done
};

struct SweepReport {
  const SweepPlan* plan = nullptr;                  ///< outlives this
  std::vector<std::optional<RunNumbers>> numbers;   ///< by run
  std::vector<std::optional<RunFailure>> failures;  ///< by run; none of one that has ended
  std::vector<std::string> names;                   ///< of all numbers that any run has
  std::vector<CellLine> lines;                      ///< by cell
};

/// What the runs have left. @local  @throws DataError as SweepStore::numbers
SweepReport report_of(const SweepPlan& plan, const SweepStore& store);

/// COORDINATE...,seed,NUMBER...  a line for each run that has ended, by cell and seed; what there is not is
/// empty.
std::string results_csv(const SweepReport& report);
/// COORDINATE...,number,mean,lower,upper,runs,difference,difference_lower,difference_upper,wins,losses,pairs
std::string table_csv(const SweepReport& report);
/// For people. `shown`: the numbers; empty: all
std::string text_of(const SweepReport& report, const std::vector<std::string>& shown);
/// {"format": "megabandit-sweep", "version": 1, "runs": {"planned", "done", "failed"}, "cells": [{"cell":
/// {KEY: VALUE}, "done", "numbers": {NAME: {"mean", "lower", "upper", "runs"}}, "against": {NAME:
/// {"difference", "lower", "upper", "wins", "losses", "pairs"}}}], "failures": [{"run", "exit", "message"}]}
nlohmann::ordered_json to_json(const SweepReport& report);

}  // namespace megabandit
