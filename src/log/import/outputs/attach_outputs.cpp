#include "log/import/outputs/attach_outputs.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/import/outputs/matrix_file.hpp"

namespace megabandit {
namespace {

/// `whose`: "the sources have 5 rows or events".
RowMatrix<float> read_rows(const std::string& source, std::uint64_t rows, const std::string& whose) {
  RowMatrix<float> matrix = read_matrix(source);
  if (static_cast<std::uint64_t>(matrix.rows()) != rows)
    throw DataError(fmt::format("{} has {} rows, but {}; it must have a row for each, in their order", source,
                                matrix.rows(), whose));
  return matrix;
}

/// The rows of those of the sources' rounds that were kept.
RowMatrix<float> of_kept(RowMatrix<float> all, const Imported& imported) {
  const std::uint64_t kept = imported.part.rounds.size();
  if (kept == imported.report.read) return all;
  if (imported.source_row.size() != kept) throw InternalError("an importer lost the rows of its sources");
  RowMatrix<float> some(static_cast<Eigen::Index>(kept), all.cols());
  for (std::size_t i = 0; i < kept; ++i)
    some.row(static_cast<Eigen::Index>(i)) = all.row(static_cast<Eigen::Index>(imported.source_row[i]));
  return some;
}

void take_outputs_of_actions(const OutputFiles& files, const std::optional<Reference>& like, LogPart& part) {
  if (!files.of_actions.empty()) {
    part.catalogue.output =
        read_rows(files.of_actions, part.actions, fmt::format("there are {} actions", part.actions));
    if (!part.output_law) part.output_law.emplace();
    part.output_law->noise = files.noise.value_or(0);
  } else if (like && like->catalogue.output.size() > 0 && part.catalogue.output.size() == 0) {
    part.catalogue.output = like->catalogue.output;
    part.output_law = OutputLaw{.noise = like->output_noise};
  }
}

void must_fit(const ImportOptions& options, const LogPart& part) {
  const Eigen::Index of_rounds = part.rounds.output.cols(), of_actions = part.catalogue.output.cols();
  if (part.rounds.output.size() == 0 || part.catalogue.output.size() == 0 || of_rounds == of_actions) return;
  const auto name = [](const std::string& file, const std::string& otherwise) {
    return file.empty() ? otherwise : file;
  };
  const std::string whose = options.like ? options.like->path : options.sources.front();
  throw DataError(
      fmt::format("outputs of rounds ({}) have {} columns, those of actions ({}) {}; make both "
                  "with the same embedding",
                  name(options.outputs.of_rounds, options.sources.front()), of_rounds,
                  name(options.outputs.of_actions, whose), of_actions));
}

}  // namespace

void attach_outputs(const ImportOptions& options, Imported& imported) {
  const OutputFiles& files = options.outputs;
  LogPart& part = imported.part;
  if (files.noise && files.of_actions.empty())
    throw UsageError("--output-noise is about the outputs of actions; give them with --action-outputs");
  if (files.noise && !(std::isfinite(*files.noise) && *files.noise >= 0))
    throw UsageError(fmt::format(
        "--output-noise {}: it is a standard deviation; give a finite number of at least 0", *files.noise));
  if (!files.of_rounds.empty())
    part.rounds.output =
        of_kept(read_rows(files.of_rounds, imported.report.read,
                          fmt::format("the sources have {} rows or events", imported.report.read)),
                imported);
  take_outputs_of_actions(files, options.like, part);
  must_fit(options, part);
}

}  // namespace megabandit
