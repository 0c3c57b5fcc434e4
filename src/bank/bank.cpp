#include "bank/bank.hpp"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "bank/bank_file.hpp"
#include "base/error.hpp"
#include "base/narrow.hpp"
#include "base/range.hpp"
#include "comm/agree.hpp"

namespace megabandit {
namespace {

/// Reads a query when it is first asked for.
class StoredBank final : public Bank {
 public:
  explicit StoredBank(BankFile file) : file_(std::move(file)), queries_(file_.shape().queries) {}

  /// Looks at every number of queries [range.first, range.last). @throws DataError
  void check(Range range) const {
    for (std::uint64_t query = range.first; query < range.last; ++query) {
      static_cast<void>(file_.outputs(query));
      static_cast<void>(file_.filled(query));
    }
  }

  const BankShape& shape() const override { return file_.shape(); }

  RowsView<float> outputs(std::uint64_t query) const override {
    if (query >= shape().queries)
      throw DataError(
          fmt::format("{} lacks query {}: it has {}, numbered from 0; generate it, or let the log "
                      "name the queries of this bank",
                      file_.path().string(), query, shape().queries));
    const std::lock_guard lock(mutex_);
    std::vector<float>& held = queries_[query];
    if (held.empty()) {
      check_complete(query);
      held = file_.outputs(query);
    }
    return {held.data(), narrow<Eigen::Index>(shape().rows()), narrow<Eigen::Index>(shape().columns)};
  }

 private:
  void check_complete(std::uint64_t query) const {
    const std::vector<std::uint8_t> marks = file_.filled(query);
    const auto at = std::ranges::find(marks, 0);
    if (at == marks.end()) return;
    const auto lacking = std::ranges::count(marks, 0);
    throw DataError(
        fmt::format("{} lacks query {}, action {}{}; `megabandit inspect` counts what it lacks, "
                    "and `megabandit generate` fills it",
                    file_.path().string(), query, at - marks.begin(),
                    lacking > 1 ? fmt::format(" (and {} more of this query)", lacking - 1) : ""));
  }

  BankFile file_;
  mutable std::mutex mutex_;                         // of what follows
  mutable std::vector<std::vector<float>> queries_;  // empty: not read yet
};

}  // namespace

std::unique_ptr<Bank> open_bank(const Job& job, const std::filesystem::path& path) {
  auto bank = std::make_unique<StoredBank>(open_bank_file(job, path));
  agree(job.comm, [&] {
    bank->check(even_part(bank->shape().queries, narrow<std::uint64_t>(job.comm.rank()),
                          narrow<std::uint64_t>(job.comm.size())));
  });
  return bank;
}

}  // namespace megabandit
