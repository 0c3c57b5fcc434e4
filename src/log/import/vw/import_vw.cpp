#include "log/import/vw/import_vw.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/text/numbered_actions.hpp"
#include "log/import/text/place.hpp"
#include "log/import/vw/vw_event.hpp"

namespace megabandit {
namespace {

using nlohmann::json;

/// The actions that events offered: each spelling of features (and tag) is one row of the catalogue.
class Offers {
 public:
  explicit Offers(std::uint32_t features) : features_(features) {}

  std::uint32_t row(const VwAction& action) {
    const std::string text = spelt(action.features);
    const auto [found, is_new] =
        by_text_.try_emplace(action.tag + '\n' + text, narrow<std::uint32_t>(texts_.size()));
    if (is_new) {
      texts_.push_back(text);
      tags_.push_back(action.tag);
      rows_.push_back(hashed_row(action.features, features_));
    }
    return found->second;
  }
  std::size_t size() const { return texts_.size(); }

  /// Names are tags; the text where there is none; both where a tag stands for several.
  std::vector<std::string> names() const {
    std::map<std::string, int> uses;
    for (const std::string& tag : tags_) ++uses[tag];
    std::vector<std::string> names;
    for (std::size_t i = 0; i < size(); ++i)
      names.push_back(tags_[i].empty()     ? texts_[i]
                      : uses[tags_[i]] > 1 ? tags_[i] + " " + texts_[i]
                                           : tags_[i]);
    return names;
  }
  RowMatrix<float> embedding() const {
    RowMatrix<float> full = RowMatrix<float>::Zero(narrow<Eigen::Index>(size()), features_);
    for (std::size_t i = 0; i < size(); ++i)
      for (const Feature& feature : rows_[i]) full(narrow<Eigen::Index>(i), feature.index) = feature.value;
    return full;
  }

 private:
  std::uint32_t features_;
  std::unordered_map<std::string, std::uint32_t> by_text_;
  std::vector<std::string> texts_, tags_;
  std::vector<SparseRow> rows_;
};

class VwImport {
 public:
  VwImport(const VwOptions& vw, const ImportOptions& options)
      : vw_(vw), options_(options), offers_(vw.action_features) {
    if (options.split.kind == SplitRule::Kind::column)
      throw UsageError(fmt::format("--split {}: events have no columns; split by FRACTION or time:FRACTION",
                                   options.split.column));
  }

  Imported run() {
    for (const std::string& source : options_.sources) read(source);
    finish_rounds();
    finish_actions();
    describe();
    return std::move(imported_);
  }

 private:
  void read(const std::string& source);
  void add(const std::string& source, const VwEvent& event);
  std::uint32_t offered(const VwEvent& event);
  void finish_rounds();
  void finish_actions();
  void match_reference(std::vector<std::string> names);
  void describe();

  const VwOptions& vw_;
  const ImportOptions& options_;
  Offers offers_;
  LogBuilder builder_;
  std::vector<double> drops_;
  std::vector<std::optional<std::int64_t>> timestamps_;
  std::map<std::size_t, std::uint64_t> offer_sizes_;  // how many distinct actions events offered
  std::uint64_t repeated_offers_ = 0;
  NumberedActions numbered_;
  Imported imported_;
};

void VwImport::read(const std::string& source) {
  const std::unique_ptr<VwReader> reader = open_vw(source);
  for (VwEvent event;; ++imported_.report.read) try {
      if (!reader->next(event)) return;
      if (event.not_logged.empty())
        add(reader->name(), event);
      else
        imported_.report.skip(event.not_logged, fmt::format("{}, line {}", reader->name(), event.line));
    } catch (const BadRow& fault) {
      if (options_.on_invalid == OnInvalid::refuse) throw;
      imported_.report.skip("invalid events", fault.what());
    }
}

void VwImport::add(const std::string& source, const VwEvent& event) {
  const Place place{source, event.line, "label"};
  std::uint32_t action = event.action;
  if (event.offered.empty()) {
    if (options_.actions > 0 && action >= options_.actions)
      refuse(place, std::to_string(action + 1),
             {fmt::format("is no action: there are {}, numbered from 1", options_.actions),
              "correct it, or give the right --actions"});
    numbered_.note(place, action);
  } else {
    action = offered(event);
  }
  if (numbered_.any() && offers_.size() > 0)
    throw DataError(fmt::format(
        "{}, line {}: events with numbered actions and events with described actions cannot be one log; "
        "import them apart",
        source, event.line));
  builder_.add({.context = builder_.context(hashed_row(event.shared, vw_.context_features)),
                .action = ActionId(action),
                .reward = 0.0f - event.cost,  // not -0 for a cost of 0
                .pscore = event.probability});
  imported_.source_row.push_back(imported_.report.read);
  drops_.push_back(event.drop_probability);
  timestamps_.push_back(event.timestamp);
}

std::uint32_t VwImport::offered(const VwEvent& event) {
  std::vector<std::uint32_t> rows;
  for (const VwAction& action : event.offered) rows.push_back(offers_.row(action));
  const std::uint32_t chosen = rows[event.action];
  std::ranges::sort(rows);
  const auto repeated = std::ranges::unique(rows);
  if (!repeated.empty()) ++repeated_offers_;
  rows.erase(repeated.begin(), repeated.end());
  ++offer_sizes_[rows.size()];
  return chosen;
}

void VwImport::finish_rounds() {
  Rounds& rounds = builder_.rounds();
  const auto timed = std::ranges::count_if(timestamps_, [](const auto& time) { return time.has_value(); });
  if (timed == std::ssize(timestamps_))
    for (const auto& time : timestamps_) rounds.timestamp.push_back(*time);
  else if (timed > 0)
    imported_.report.notes.push_back(
        fmt::format("only {} of {} events have a timestamp; the log has none", timed, timestamps_.size()));
  const std::string drops = correct_for_drops(vw_.drops, drops_, rounds.pscore);
  if (!drops.empty()) imported_.report.notes.push_back(drops);
  imported_.part.features = builder_.features(vw_.context_features);
  if (options_.split.kind != SplitRule::Kind::none) imported_.part.splits = {"train", "test"};
  mark_test_rounds(options_.split, builder_);
  imported_.part.rounds = std::move(rounds);
}

void VwImport::finish_actions() {
  LogPart& part = imported_.part;
  auto& notes = imported_.report.notes;
  if (options_.actions > 0)
    part.actions = options_.actions;
  else if (!options_.like)
    part.actions = numbered_.count();
  if (offers_.size() > 0) {
    if (options_.actions > 0 && options_.actions != offers_.size())
      throw UsageError(fmt::format("--actions {}: the events describe {} actions; leave the option out",
                                   options_.actions, offers_.size()));
    part.actions = offers_.size();
    part.catalogue.name = offers_.names();
    part.catalogue.embedding = offers_.embedding();
    std::uint64_t partial = 0;
    for (const auto& [size, events] : offer_sizes_) partial += size < offers_.size() ? events : 0;
    if (partial > 0)
      notes.push_back(
          fmt::format("{} events offered only a part of the {} actions; the log takes every action as "
                      "possible everywhere",
                      partial, offers_.size()));
    if (repeated_offers_ > 0)
      notes.push_back(
          fmt::format("{} events offered an action twice; their pscore is that of the taken one alone",
                      repeated_offers_));
  }
  if (options_.like) match_reference(part.catalogue.name);
}

/// Gives the actions the rows that they have in the reference.
void VwImport::match_reference(std::vector<std::string> names) {
  LogPart& part = imported_.part;
  const Reference& like = *options_.like;
  std::unordered_map<std::string, std::uint32_t> known;
  for (std::uint32_t i = 0; i < like.catalogue.name.size(); ++i) known.emplace(like.catalogue.name[i], i);
  for (ActionId& action : part.rounds.action) {
    const auto found = names.empty() ? known.end() : known.find(names[action.value]);
    if (!names.empty() && found == known.end())
      throw DataError(
          fmt::format("the action '{}' is not in {}; import both logs as one, or leave --like out",
                      names[action.value], like.path));
    if (!names.empty()) action = ActionId(found->second);
    if (action.value >= like.actions)
      throw DataError(
          fmt::format("action {} is not among the {} of {}", action.value, like.actions, like.path));
  }
  part.actions = like.actions;
  part.catalogue = like.catalogue;
}

void VwImport::describe() {
  LogPart& part = imported_.part;
  part.encoding = json{{"kind", "vw"}, {"features", vw_.context_features}}.dump();
  part.logging_policy = json{{"kind", "logged"}, {"source", "Vowpal Wabbit"}}.dump();
  if (options_.like && options_.like->encoding != part.encoding)
    throw DataError(fmt::format(
        "{} has the encoding {}, this log {}; give the same --context-features, or leave --like out",
        options_.like->path, options_.like->encoding, part.encoding));
}

}  // namespace

Imported import_vw(const VwOptions& vw, const ImportOptions& options) { return VwImport(vw, options).run(); }

}  // namespace megabandit
