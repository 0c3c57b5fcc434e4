#include "sentences/sentences_runner.hpp"

#include "base/stop_signal.hpp"
#include "comm/collect.hpp"
#include "sentences/learn.hpp"

namespace megabandit {
namespace {

Resolved read(const ConfigText& base, std::span<const std::string> sets, SentenceRunSettings& settings) {
  Schema schema;
  declare(schema, settings);
  return schema.read(base, sets);
}

}  // namespace

std::vector<std::string> SentencesRunner::path_keys() const {
  SentenceRunSettings settings;
  Schema schema;
  declare(schema, settings);
  return megabandit::path_keys(schema);
}

std::uint64_t SentencesRunner::check(const ConfigText& base, std::span<const std::string> sets) const {
  SentenceRunSettings settings;
  const std::uint64_t hash = read(base, sets, settings).result_hash();
  megabandit::check(settings);
  return hash;
}

RunNumbers SentencesRunner::run(const Job& job, const ConfigText& base, std::span<const std::string> sets,
                                const Place&) const {
  SentenceRunSettings settings;
  std::string names;
  std::vector<double> values;
  bool stopped = false;
  agree(job.comm, [&] {
    read(base, sets, settings);
    if (job.comm.rank() != 0) return;
    try {
      for (const auto& [name, value] : learn_sentences(settings, stop_requested)) {
        names += name + '\n';
        values.push_back(value);
      }
    } catch (const RunStopped&) {
      stopped = true;
    }
  });
  if (broadcast_value(job.comm, stopped, 0)) throw RunStopped();
  names = broadcast_text(job.comm, names, 0);
  values = broadcast_values(job.comm, values, 0);
  RunNumbers numbers;
  std::size_t begin = 0;
  for (const double value : values) {
    const std::size_t end = names.find('\n', begin);
    numbers[names.substr(begin, end - begin)] = value;
    begin = end + 1;
  }
  return numbers;
}

}  // namespace megabandit
