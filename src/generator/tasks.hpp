#pragma once
// What is to be generated: outputs, numbered by query, action and sample.

#include <cstdint>
#include <string>
#include <vector>

#include "generator/settings.hpp"
#include "outside/inquiry.hpp"

namespace megabandit {

/// Output `number` = (query * actions + action) * samples + sample.
struct Task {
  std::uint64_t query = 0, action = 0, sample = 0;
  friend bool operator==(const Task&, const Task&) = default;
};

/// What a generator is asked is a function of texts, sample and seed, not of numbers: queries and actions may
/// be added, removed and reordered, and what was generated before is known again. Replicated.
class Tasks {
 public:
  /// @local  Reads queries and actions. @throws MissingInput, DataError (no UTF-8, or empty)
  Tasks(const BankSettings& bank, const std::string& generator);

  const std::vector<std::string>& queries() const { return queries_; }
  const std::vector<std::string>& actions() const { return actions_; }
  std::uint64_t samples() const { return samples_; }
  std::uint64_t count() const { return queries_.size() * actions_.size() * samples_; }

  std::uint64_t fingerprint() const;  ///< of all of it

  Task task(std::uint64_t number) const;
  std::uint64_t seed(const Task& task) const;  ///< below 2^53, so that every reader of JSON gets all of it
  AnswerKey key(const Task& task) const;
  Inquiry inquiry(std::uint64_t number) const;

 private:
  std::vector<std::string> queries_, actions_;
  std::uint64_t samples_;
  std::uint64_t seed_;
  std::string generator_;
};

}  // namespace megabandit
