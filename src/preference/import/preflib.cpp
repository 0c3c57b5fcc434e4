// Ballots of PrefLib (preflib.org): .soc, .soi, .toc and .toi. "74: 1,{2,3},4" are 74 voters with that order.

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/text/line_source.hpp"
#include "log/import/text/place.hpp"
#include "preference/import/formats.hpp"

namespace megabandit {
namespace {

enum class Unlisted { refuse, worse, not_shown };

constexpr const char* kCorrect = "correct it, or leave such orders out with --drop-invalid";

std::uint64_t number_of(const Place& place, std::string_view text) {
  const std::string_view digits = trimmed(text);
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || fault != std::errc() || end != digits.data() + digits.size() || value == 0 ||
      value > 0xFFFFFFFF)
    refuse(place, text, {"is not a whole number of at least 1", kCorrect});
  return value;
}

/// Alternatives from 0, best first; those in one level tie.
using Order = std::vector<std::vector<std::uint32_t>>;

/// One file.
class Ballots {
 public:
  Ballots(const std::string& path, Unlisted unlisted) : lines_(path), unlisted_(unlisted) {}

  void read(const PreferenceSources& sources, PreferenceBuilder& builder, ImportReport& report);

 private:
  Place place() const { return {lines_.name(), lines_.line()}; }
  void take_header(std::string_view line);
  void begin(PreferenceBuilder& builder);
  void add(const std::string& line, PreferenceBuilder& builder, ImportReport& report);
  Order order_of(std::string_view text);
  std::vector<std::uint32_t> level_of(std::string_view text);
  void compare(const Order& order, std::uint64_t voters, PreferenceBuilder& builder) const;

  LineSource lines_;
  Unlisted unlisted_;
  std::string title_;
  std::uint64_t alternatives_ = 0;
  std::map<std::uint64_t, std::string> names_;  // from 1
  std::vector<CandidateId> candidates_;         // by alternative; empty before the first order
  std::vector<std::uint64_t> listed_;  // in which order (as counted below) an alternative was seen last
  std::uint64_t orders_ = 0;
  std::uint32_t group_ = 0;
};

void Ballots::take_header(std::string_view line) {
  const std::string_view text = trimmed(line.substr(1));
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return;  // a remark
  const std::string_view key = text.substr(0, colon), value = trimmed(text.substr(colon + 1));
  constexpr std::string_view alternative = "ALTERNATIVE NAME ";
  if (key == "TITLE") title_ = value;
  if (key == "NUMBER ALTERNATIVES") alternatives_ = number_of(place(), value);
  if (key.starts_with(alternative)) names_[number_of(place(), key.substr(alternative.size()))] = value;
  if (key == "DATA TYPE" && value != "soc" && value != "soi" && value != "toc" && value != "toi")
    throw DataError(
        fmt::format("{}, line {}: data of type '{}' are no orders; there are importers for soc, soi, toc "
                    "and toi",
                    lines_.name(), lines_.line(), value));
}

/// What the header said, made candidates.
void Ballots::begin(PreferenceBuilder& builder) {
  if (alternatives_ == 0)
    throw DataError(
        fmt::format("{}, line {}: the header has no line '# NUMBER ALTERNATIVES: K'; files of before 2022 "
                    "have another header, fetch a newer one from preflib.org",
                    lines_.name(), lines_.line()));
  if (alternatives_ > 100000)
    throw DataError(fmt::format("{}: {} alternatives; orders of more than 100000 make too many pairs",
                                lines_.name(), alternatives_));
  const std::string file = std::filesystem::path(lines_.name()).filename().string();
  group_ = builder.group(title_.empty() || builder.has_group(title_) ? file : title_);
  listed_.assign(alternatives_, 0);
  for (std::uint64_t k = 1; k <= alternatives_; ++k) {
    const auto name = names_.find(k);
    const CandidateId id = builder.candidate(name == names_.end() ? std::to_string(k) : name->second);
    if (std::ranges::find(candidates_, id) != candidates_.end())
      throw DataError(
          fmt::format("{}: two alternatives are called '{}'; rename one", lines_.name(), name->second));
    candidates_.push_back(id);
  }
}

std::vector<std::uint32_t> Ballots::level_of(std::string_view text) {
  std::vector<std::uint32_t> level;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::uint64_t alternative = number_of(place(), text.substr(at, comma - at));
    if (alternative > alternatives_)
      refuse(place(), text,
             {fmt::format("names alternative {} of {}", alternative, alternatives_), kCorrect});
    if (listed_[alternative - 1] == orders_)
      refuse(place(), text, {fmt::format("lists alternative {} again", alternative), kCorrect});
    listed_[alternative - 1] = orders_;
    level.push_back(narrow<std::uint32_t>(alternative - 1));
    at = comma + 1;
  }
  return level;
}

Order Ballots::order_of(std::string_view text) {
  Order order;
  for (std::size_t at = 0; at <= text.size();) {
    at = std::min(text.find_first_not_of(" \t", at), text.size());
    const bool tied = at < text.size() && text[at] == '{';
    const std::size_t end = tied ? text.find('}', at) : std::min(text.find(',', at), text.size());
    if (end == std::string_view::npos) refuse(place(), text, {"has a brace that is not closed", kCorrect});
    const std::string_view level = tied ? text.substr(at + 1, end - at - 1) : text.substr(at, end - at);
    order.push_back(level_of(level));
    at = tied ? text.find_first_not_of(" \t", end + 1) : end;
    if (at == std::string_view::npos) break;
    if (at < text.size() && text[at] != ',') refuse(place(), text, {"lacks a comma after a brace", kCorrect});
    ++at;
  }
  return order;
}

void Ballots::add(const std::string& line, PreferenceBuilder& builder, ImportReport& report) {
  const auto colon = line.find(':');
  if (colon == std::string::npos)
    refuse(place(), line, {"is no order: it must be COUNT: FIRST,SECOND,...", kCorrect});
  const std::uint64_t voters = number_of(place(), std::string_view(line).substr(0, colon));
  report.read += voters;
  ++orders_;
  Order order = order_of(trimmed(std::string_view(line).substr(colon + 1)));
  std::uint64_t listed = 0;
  for (const auto& level : order) listed += level.size();
  if (listed < alternatives_ && unlisted_ == Unlisted::refuse)
    throw DataError(fmt::format(
        "{}, line {}: this order lists {} of {} alternatives; say what that means with --unlisted: worse "
        "(than all that are listed) or not-shown (it says nothing of them)",
        lines_.name(), lines_.line(), listed, alternatives_));
  compare(order, voters, builder);
}

void Ballots::compare(const Order& order, std::uint64_t voters, PreferenceBuilder& builder) const {
  std::vector<CandidateId> better;
  const auto beaten_by_all = [&](CandidateId worse) {
    for (const CandidateId winner : better) builder.add(group_, winner, worse, Outcome::a, voters);
  };
  for (const auto& level : order) {
    for (std::size_t i = 0; i < level.size(); ++i) {
      beaten_by_all(candidates_[level[i]]);
      for (std::size_t j = 0; j < i; ++j)
        builder.add(group_, candidates_[level[i]], candidates_[level[j]], Outcome::tie, voters);
    }
    for (const std::uint32_t alternative : level) better.push_back(candidates_[alternative]);
  }
  if (unlisted_ != Unlisted::worse) return;
  for (std::size_t k = 0; k < candidates_.size(); ++k)
    if (listed_[k] != orders_) beaten_by_all(candidates_[k]);
}

void Ballots::read(const PreferenceSources& sources, PreferenceBuilder& builder, ImportReport& report) {
  for (std::string line; lines_.next(line);) {
    if (trimmed(line).empty()) continue;
    if (line.starts_with('#')) {
      take_header(line);
      continue;
    }
    if (candidates_.empty()) begin(builder);
    try {
      add(line, builder, report);
    } catch (const BadRow& bad) {
      if (sources.on_invalid == OnInvalid::refuse) throw;
      report.skip("invalid orders", bad.what());
    }
  }
}

class PreflibFormat final : public PreferenceFormat {
 public:
  std::string name() const override { return "preflib"; }
  std::string summary() const override {
    return "orders of PrefLib (.soc, .soi, .toc, .toi), a group a file";
  }
  void declare(Schema& schema) override {
    SchemaTable table = schema.table("preflib", "What orders mean.");
    table.choice<Unlisted>(
        "unlisted", unlisted_,
        {{"refuse", Unlisted::refuse}, {"worse", Unlisted::worse}, {"not-shown", Unlisted::not_shown}},
        "what an order says of alternatives that it does not list");
  }
  ImportedPreferences read(const PreferenceSources& sources) override {
    PreferenceBuilder builder;
    ImportReport report;
    for (const std::string& path : sources.paths) Ballots(path, unlisted_).read(sources, builder, report);
    return {builder.log(), report};
  }

 private:
  Unlisted unlisted_ = Unlisted::refuse;
};

}  // namespace

std::unique_ptr<PreferenceFormat> preference_formats::preflib() { return std::make_unique<PreflibFormat>(); }

}  // namespace megabandit
