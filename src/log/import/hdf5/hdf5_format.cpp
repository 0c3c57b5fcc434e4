#include "log/import/hdf5/hdf5_format.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/file/log_file.hpp"
#include "log/import/log_builder.hpp"

namespace megabandit {
namespace {

/// The rows of `truth` in another order: row i of the result is row `from[i]`.
Truth reordered(const Truth& truth, const std::vector<std::uint32_t>& from) {
  Truth out{.offset = {0}, .action = {}, .reward = {}, .otherwise = truth.otherwise};
  for (const std::uint32_t row : from) {
    for (std::uint64_t i = truth.offset[row]; i < truth.offset[row + 1]; ++i) {
      out.action.push_back(truth.action[i]);
      out.reward.push_back(truth.reward[i]);
    }
    out.offset.push_back(out.action.size());
  }
  return out;
}

bool same_row(const Truth& truth, std::uint32_t a, std::uint32_t b) {
  const auto run = [&](const auto& values, std::uint32_t row) {
    return std::span(values).subspan(truth.offset[row], truth.offset[row + 1] - truth.offset[row]);
  };
  return std::ranges::equal(run(truth.action, a), run(truth.action, b)) &&
         std::ranges::equal(run(truth.reward, a), run(truth.reward, b));
}

class Hdf5Import {
 public:
  Hdf5Import(const std::string& path, const ImportOptions& options)
      : file_(path), path_(path), options_(options) {}

  Imported run() {
    Faults faults;
    const LogShape& shape = file_.shape();
    const Range contexts{0, shape.contexts};
    const RowMatrix<float> features = file_.features(contexts, faults);
    merge_contexts(features);
    Rounds rounds = file_.rounds({0, shape.rounds}, faults);
    rounds.position = file_.position({0, shape.rounds}, faults);
    rounds.timestamp = file_.timestamp({0, shape.rounds});
    file_.read_outputs({0, shape.rounds}, rounds, faults);
    part().catalogue = file_.actions(faults);
    part().catalogue.output = file_.action_output({0, shape.actions}, faults);
    std::optional<Truth> truth;
    if (shape.has_truth && shape.truth_columns == 0) truth = file_.truth(contexts, faults);
    keep_beside_contexts(shape, faults);
    faults.throw_first(path_);

    for (ContextId& context : rounds.context) context = merged_[context.value];
    builder_.rounds() = std::move(rounds);
    if (truth) keep_truth(*truth);
    finish(shape);
    return std::move(imported_);
  }

 private:
  LogPart& part() { return imported_.part; }

  void merge_contexts(const RowMatrix<float>& features) {
    for (Eigen::Index row = 0; row < features.rows(); ++row) {
      merged_.push_back(
          builder_.context(std::span(features.row(row).data(), static_cast<std::size_t>(features.cols()))));
      if (merged_.back().value == first_.size()) first_.push_back(narrow<std::uint32_t>(row));
    }
    if (merged_.size() > first_.size())
      imported_.report.notes.push_back(fmt::format(
          "{} contexts were there already and became one with their equals", merged_.size() - first_.size()));
  }

  void keep_truth(const Truth& truth) {
    for (std::uint32_t row = 0; row < merged_.size(); ++row) {
      const std::uint32_t first = first_[merged_[row].value];
      if (!same_row(truth, row, first))
        throw DataError(fmt::format(
            "{}, /truth: contexts {} and {} have equal features but other expected rewards; add the feature "
            "that tells them apart, or leave /truth out",
            path_, first, row));
    }
    part().truth = reordered(truth, first_);
  }

  /// What a context carries besides its features and a listed truth.
  void keep_beside_contexts(const LogShape& shape, Faults& faults) {
    const Range contexts{0, shape.contexts};
    if (shape.action_output > 0 || shape.has_output_shift)
      part().output_law = OutputLaw{shape.output_noise,
                                    merged("/contexts/output_shift", file_.output_shift(contexts, faults))};
    const std::vector<std::uint32_t> query = file_.query(contexts, faults);
    const RowMatrix<std::uint32_t> queries =
        Eigen::Map<const RowMatrix<std::uint32_t>>(query.data(), std::ssize(query), query.empty() ? 0 : 1);
    const RowMatrix<std::uint32_t> kept = merged("/contexts/query", queries);
    part().query.assign(kept.data(), kept.data() + kept.size());
    if (shape.truth_columns > 0)
      part().factored_truth =
          FactoredTruth{merged("/truth/context", file_.truth_of_contexts(contexts, faults)),
                        file_.truth_of_actions({0, shape.actions}, faults)};
  }

  /// The rows of the contexts that remain; those that became one must have equal ones.
  template <class Scalar>
  RowMatrix<Scalar> merged(const char* dataset, const RowMatrix<Scalar>& rows) const {
    if (rows.cols() == 0) return rows;
    for (std::uint32_t row = 0; row < merged_.size(); ++row)
      if (const std::uint32_t first = first_[merged_[row].value]; rows.row(row) != rows.row(first))
        throw DataError(fmt::format(
            "{}, {}: contexts {} and {} have equal features but other rows; add the feature that tells them "
            "apart, or leave {} out",
            path_, dataset, first, row, dataset));
    return rows(first_, Eigen::all);
  }

  void finish(const LogShape& shape) {
    imported_.report.read = builder_.rounds().size();
    part().features = builder_.features(shape.features);
    part().splits = shape.splits;
    if (options_.split.kind != SplitRule::Kind::none) part().splits = {"train", "test"};
    mark_test_rounds(options_.split, builder_);
    part().rounds = std::move(builder_.rounds());
    part().actions = shape.actions;
    part().encoding = shape.encoding;
    part().logging_policy = shape.logging_policy;
  }

  LogFile file_;
  std::string path_;
  const ImportOptions& options_;
  LogBuilder builder_;
  std::vector<ContextId> merged_;     // of each context of the file
  std::vector<std::uint32_t> first_;  // of each merged context: the first in the file that is it
  Imported imported_;
};

class Hdf5Format final : public ImportFormat {
 public:
  std::string name() const override { return "hdf5"; }
  std::string summary() const override {
    return "our own layout, written by anyone: checked, sorted, equal contexts made one";
  }
  void declare(Schema&) override {}
  Imported read(const ImportOptions& options) override {
    if (options.sources.size() != 1) throw UsageError("import hdf5 takes one file at a time");
    if (options.split.kind == SplitRule::Kind::column)
      throw UsageError(
          fmt::format("--split {}: /rounds/split of the file is kept as it is; give a FRACTION or "
                      "time:FRACTION to replace it",
                      options.split.column));
    if (options.on_invalid == OnInvalid::leave_out || options.like || options.actions > 0)
      throw UsageError(
          "--drop-invalid, --like and --actions are for text; an HDF5 file says what it holds, correct it "
          "there");
    return Hdf5Import(options.sources[0], options).run();
  }
};

}  // namespace

std::unique_ptr<ImportFormat> make_hdf5_format() { return std::make_unique<Hdf5Format>(); }

}  // namespace megabandit
