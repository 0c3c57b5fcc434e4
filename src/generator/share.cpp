#include "generator/share.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

std::uint64_t natural(int number) { return narrow<std::uint64_t>(number); }

Range common(const Range& a, const Range& b) {
  const std::uint64_t first = std::max(a.first, b.first);
  return {first, std::max(first, std::min(a.last, b.last))};
}

/// Runs of outputs change hands: from those who made them to those who write their queries.
class Delivery {
 public:
  Delivery(Communicator& comm, const BankShape& shape) : comm_(comm), shape_(shape) {}

  Range queries(int rank) const { return even_part(shape_.queries, natural(rank), natural(comm_.size())); }

  /// @collective  `width` values for each output of the share; returns those of the queries of this rank.
  template <Plain T>
  std::vector<T> handed_over(const std::vector<T>& mine, std::uint64_t width) const {
    const Range made = made_by(comm_.rank()), wanted = written_by(comm_.rank());
    std::vector<Bytes> outgoing;
    for (int rank = 0; rank < comm_.size(); ++rank) {
      const Range run = common(made, written_by(rank));
      const auto bytes = std::as_bytes(std::span(mine).subspan(
          run.size() == 0 ? 0 : (run.first - made.first) * width, run.size() * width));
      outgoing.emplace_back(bytes.begin(), bytes.end());
    }
    std::vector<T> values(wanted.size() * width);
    const std::vector<Bytes> incoming = comm_.exchange(std::move(outgoing));
    for (int rank = 0; rank < comm_.size(); ++rank) {
      const Bytes& bytes = incoming[natural(rank)];
      const Range run = common(made_by(rank), wanted);
      MEGABANDIT_CHECK(cheap, bytes.size() == run.size() * width * sizeof(T), "{} bytes came", bytes.size());
      if (!bytes.empty())
        std::memcpy(values.data() + (run.first - wanted.first) * width, bytes.data(), bytes.size());
    }
    return values;
  }

 private:
  Range made_by(int rank) const {
    return even_part(shape_.queries * shape_.rows(), natural(rank), natural(comm_.size()));
  }
  Range written_by(int rank) const {
    const Range owned = queries(rank);
    return {owned.first * shape_.rows(), owned.last * shape_.rows()};
  }

  Communicator& comm_;
  BankShape shape_;
};

/// On rank 0, in the order of the numbers; elsewhere, and where nobody has any, nothing.
std::vector<std::string> gathered_texts(Communicator& comm, const OutputShare& share) {
  if (sum_value(comm, std::int64_t{share.has_texts() ? 1 : 0}) == 0) return {};
  const std::string mine = nlohmann::json(share.texts()).dump();
  std::vector<std::string> texts;
  for (const Bytes& part : comm.gather(std::as_bytes(std::span(mine)), 0)) {
    const auto* text = reinterpret_cast<const char*>(part.data());
    for (auto& one : nlohmann::json::parse(text, text + part.size())) texts.push_back(one.get<std::string>());
  }
  return texts;
}

/// An entry is there when all its outputs are; what is there of others is not written.
std::vector<std::uint8_t> filled_entries(std::span<const std::uint8_t> there, const BankShape& shape,
                                         std::span<float> values) {
  std::vector<std::uint8_t> filled(shape.actions);
  const std::uint64_t width = shape.samples * shape.columns;
  for (std::uint64_t action = 0; action < shape.actions; ++action) {
    const auto samples = there.subspan(action * shape.samples, shape.samples);
    filled[action] = std::ranges::count(samples, 0) == 0 ? 1 : 0;
    if (filled[action] == 0) std::ranges::fill(values.subspan(action * width, width), 0.0f);
  }
  return filled;
}

}  // namespace

void OutputShare::put(std::uint64_t number, Output output) {
  if (output.numbers.empty()) return;
  const std::size_t at = number - numbers_.first, columns = output.numbers.size();
  if (values_.empty()) values_.resize(numbers_.size() * columns);
  MEGABANDIT_CHECK(cheap, values_.size() == numbers_.size() * columns && !has(number),
                   "output {} of {} numbers", number, columns);
  std::ranges::copy(output.numbers, values_.begin() + narrow<std::ptrdiff_t>(at * columns));
  there_[at] = 1;
  ++filled_;
  has_texts_ = has_texts_ || !output.text.empty();
  texts_[at] = std::move(output.text);
}

void OutputShare::drop_texts() {
  has_texts_ = false;
  texts_.clear();
}

Range share_of(std::uint64_t outputs, const Communicator& comm) {
  return even_part(outputs, natural(comm.rank()), natural(comm.size()));
}

void write_shares(const Job& job, const std::filesystem::path& path, BankOutline outline, OutputShare share) {
  const BankShape& shape = outline.shape;
  const Delivery delivery(job.comm, shape);
  outline.texts = gathered_texts(job.comm, share);
  std::vector<float> made = share.values();
  made.resize(share.numbers().size() * shape.columns);  // of a share that is all gaps
  std::vector<float> values = delivery.handed_over(made, shape.columns);
  const std::vector<std::uint8_t> there = delivery.handed_over(share.there(), 1);
  const Range queries = delivery.queries(job.comm.rank());
  write_bank(job, path, outline, [&](BankWriter& bank) {
    for (std::uint64_t query = queries.first; query < queries.last; ++query) {
      const std::uint64_t at = query - queries.first;
      const auto outputs = std::span(values).subspan(at * shape.numbers(), shape.numbers());
      const auto marks = std::span(there).subspan(at * shape.rows(), shape.rows());
      const std::vector<std::uint8_t> filled = filled_entries(marks, shape, outputs);
      bank.write(query, outputs, filled);
    }
  });
}

}  // namespace megabandit
