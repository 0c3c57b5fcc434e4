#pragma once
// What is looked at in the rounds of a pass: outputs, and pivots around them.

#include <memory>

#include "outputs/sight/outputs_of_rounds.hpp"
#include "outputs/sight/pivots.hpp"
#include "policy/seen.hpp"

namespace megabandit {

struct Looking {
  std::unique_ptr<OutputsOfRounds> outputs;
  Pivots pivots;
};

/// A way of seeing that looks so; what it sees is up to its kind.
class LookingSeen : public Seen {
 public:
  explicit LookingSeen(Looking looking) : looking_(std::move(looking)) {}
  std::uint64_t entries() const override { return looking_.pivots.of_a_pass(); }
  std::uint64_t columns() const override { return looking_.outputs->columns(); }
  std::uint64_t look(const BlockView& block, std::size_t round, std::uint64_t entry, std::uint32_t epoch,
                     std::span<double> pivot) const override {
    looking_.outputs->write(block, round, pivot);
    return looking_.pivots.move(block.id, round, entry, epoch,
                                pivot.first(looking_.outputs->output_columns()));
  }

 private:
  Looking looking_;
};

}  // namespace megabandit
