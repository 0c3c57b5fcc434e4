#include "log/import/vw/vw_json.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/text/timestamp.hpp"
#include "log/import/vw/json_tree.hpp"

namespace megabandit {
namespace {

using Kind = JsonTree::Kind;

constexpr std::string_view kCorrect = "correct the event, or leave such events out with --drop-invalid";

/// Adds the features of a member. Keys with an underscore in front are VW's own, but _text, which holds
/// words.
void add_member(std::string_view space, const std::string& key, const JsonTree& value, NamedFeatures& out);

void add_object(std::string_view space, const JsonTree& object, NamedFeatures& out) {
  for (std::size_t i = 0; i < object.keys.size(); ++i)
    add_member(space, object.keys[i], object.items[i], out);
}

void add_words(std::string_view space, std::string_view text, NamedFeatures& out) {
  for (std::size_t i = text.find_first_not_of(" \t"); i < text.size(); i = text.find_first_not_of(" \t", i)) {
    const std::size_t end = std::min(text.find_first_of(" \t", i), text.size());
    out.push_back({std::string(space), std::string(text.substr(i, end - i))});
    i = end;
  }
}

/// Objects in an array are one namespace; numbers are features by their place; texts are values of the key.
void add_array(std::string_view space, const std::string& key, const JsonTree& array, NamedFeatures& out) {
  for (std::size_t i = 0; i < array.items.size(); ++i) {
    const JsonTree& item = array.items[i];
    if (item.kind == Kind::object)
      add_object(key, item, out);
    else if (item.kind == Kind::number)
      out.push_back({key, fmt::format("#{}", i), static_cast<float>(item.number)});
    else
      add_member(space, key, item, out);
  }
}

void add_member(std::string_view space, const std::string& key, const JsonTree& value, NamedFeatures& out) {
  if (key == "_text" && value.kind == Kind::text) add_words(space, value.text, out);
  if (key.starts_with('_')) return;
  switch (value.kind) {
    case Kind::null:
      break;
    case Kind::boolean:
      if (value.number != 0) out.push_back({std::string(space), key});
      break;
    case Kind::number:
      out.push_back({std::string(space), key, static_cast<float>(value.number)});
      break;
    case Kind::text:
      out.push_back({std::string(space), fmt::format("{}={}", key, value.text)});
      break;
    case Kind::object:
      add_object(key, value, out);
      break;
    case Kind::array:
      add_array(space, key, value, out);
      break;
  }
}

/// The features of `object`, with _multi and VW's own keys left aside.
NamedFeatures features_of(const Place& place, const JsonTree& object) {
  NamedFeatures features;
  add_object("", object, features);
  for (const NamedFeature& feature : features)
    static_cast<void>(checked_finite({place.source, place.line, feature.name}, feature.value));
  return features;
}

class JsonReader final : public VwReader {
 public:
  explicit JsonReader(std::unique_ptr<LineSource> lines) : lines_(std::move(lines)) {}
  const std::string& name() const override { return lines_->name(); }

  bool next(VwEvent& event) override {
    do {
      if (!lines_->next(line_)) return false;
    } while (trimmed(line_).empty());
    const JsonTree tree = parse_json_tree(place(), line_);
    event = VwEvent{};
    event.line = lines_->line();
    read(tree, event);
    return true;
  }

 private:
  Place place(std::string_view key = {}) const { return {lines_->name(), lines_->line(), key}; }

  void read(const JsonTree& tree, VwEvent& event) const;
  void read_offered(const JsonTree& context, VwEvent& event) const;
  void read_label(const JsonTree& tree, VwEvent& event) const;
  std::optional<std::uint32_t> labelled_action(const JsonTree& tree) const;
  std::optional<double> ranked_probability(const JsonTree& tree, std::uint32_t action) const;
  std::optional<double> number(const JsonTree& tree, std::initializer_list<std::string_view> keys) const;

  std::unique_ptr<LineSource> lines_;
  std::string line_;
};

std::optional<double> JsonReader::number(const JsonTree& tree,
                                         std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const JsonTree* found = tree.find(key);
    if (found == nullptr || found->kind == Kind::null) continue;
    if (found->kind != Kind::number) refuse(place(key), found->text, {"is not a number", kCorrect});
    return found->number;
  }
  return std::nullopt;
}

void JsonReader::read(const JsonTree& tree, VwEvent& event) const {
  const JsonTree* wrapped = tree.find("c");
  const JsonTree& context = wrapped != nullptr && wrapped->kind == Kind::object ? *wrapped : tree;
  for (const std::string_view slots : {"_slots", "_outcomes", "_ccb"})
    if (tree.find(slots) != nullptr || context.find(slots) != nullptr)
      throw DataError(
          fmt::format("{}, line {}: '{}' means a conditional bandit with several slots an event, which a log "
                      "has no place "
                      "for; only events with one decision can be imported",
                      lines_->name(), lines_->line(), slots));
  event.shared = features_of(place(), context);
  read_offered(context, event);
  event.drop_probability = number(tree, {"pdrop"}).value_or(0);
  if (!(event.drop_probability >= 0 && event.drop_probability < 1))
    refuse(place("pdrop"), fmt::format("{}", event.drop_probability), {"is not in [0, 1)", kCorrect});
  if (const JsonTree* time = tree.find("Timestamp"); time != nullptr && time->kind == Kind::text)
    event.timestamp = parse_timestamp(time->text, TimeUnit::seconds);
  const JsonTree* skip = tree.find("_skipLearn");
  if (skip != nullptr && skip->kind == Kind::boolean && skip->number != 0)
    event.not_logged = "events marked _skipLearn";
  else
    read_label(tree, event);
}

void JsonReader::read_offered(const JsonTree& context, VwEvent& event) const {
  const JsonTree* multi = context.find("_multi");
  if (multi == nullptr) return;
  if (multi->kind != Kind::array || multi->items.empty())
    refuse(place("_multi"), "", {"holds no actions", kCorrect});
  for (const JsonTree& action : multi->items) {
    const JsonTree* tag = action.find("_tag");
    event.offered.push_back({tag != nullptr ? tag->text : "", features_of(place("_multi"), action)});
  }
}

std::optional<std::uint32_t> JsonReader::labelled_action(const JsonTree& tree) const {
  const auto index = number(tree, {"_labelIndex"});
  const auto action = number(tree, {"_label_Action"});
  // VW JSON writes _label_Action 0 when _labelIndex counts; dsjson writes both, the action from 1.
  if (index && action && *action != 0 && *action != *index + 1)
    refuse(place("_label_Action"), fmt::format("{}", *action),
           {fmt::format("contradicts _labelIndex {}, which counts from 0", *index), kCorrect});
  if (!index && !action) return std::nullopt;
  const double chosen = index ? *index : *action - 1;
  if (chosen != std::floor(chosen) || chosen < 0 || chosen > 4e9)
    refuse(place(index ? "_labelIndex" : "_label_Action"), fmt::format("{}", index ? *index : *action),
           {"is no action", kCorrect});
  return static_cast<std::uint32_t>(chosen);
}

/// The probability that the lists a (actions from 1) and p (theirs) give the action.
std::optional<double> JsonReader::ranked_probability(const JsonTree& tree, std::uint32_t action) const {
  const JsonTree *ranked = tree.find("a"), *probabilities = tree.find("p");
  if (ranked == nullptr || probabilities == nullptr) return std::nullopt;
  if (ranked->items.size() != probabilities->items.size())
    refuse(place("p"), fmt::format("{} entries", probabilities->items.size()),
           {fmt::format("does not fit a, which has {}", ranked->items.size()), kCorrect});
  for (std::size_t k = 0; k < ranked->items.size(); ++k)
    if (ranked->items[k].number == action + 1.0) return probabilities->items[k].number;
  refuse(place("a"), fmt::format("{}", action + 1),
         {"is labelled but not among the ranked actions", kCorrect});
}

void JsonReader::read_label(const JsonTree& tree, VwEvent& event) const {
  const auto cost = number(tree, {"_label_cost", "_label_Cost"});
  if (!cost) {
    event.not_logged = tree.find("c") == nullptr && event.offered.empty() ? "lines that are no events"
                                                                          : "events without a label";
    return;
  }
  const auto action = labelled_action(tree);
  if (!action) refuse(place("_label_Action"), "", {"is missing though there is a cost", kCorrect});
  if (!event.offered.empty() && *action >= event.offered.size())
    refuse(place("_label_Action"), fmt::format("{}", *action + 1),
           {fmt::format("is none of the {} actions in _multi", event.offered.size()), kCorrect});
  const auto told = number(tree, {"_label_probability", "_label_Probability"});
  const auto ranked = ranked_probability(tree, *action);
  if (!told && !ranked) refuse(place("_label_probability"), "", {"is missing", kCorrect});
  constexpr double tolerance = 1e-4;  // both are written from 32-bit numbers, p often with fewer digits
  if (told && ranked && !(std::abs(*told - *ranked) <= tolerance))
    refuse(place("_label_probability"), fmt::format("{}", *told),
           {fmt::format("contradicts p, which has {} for the action", *ranked), kCorrect});
  event.action = *action;
  event.cost = checked_finite(place("_label_cost"), *cost);
  event.probability = checked_propensity(place("_label_probability"), told ? *told : *ranked);
}

}  // namespace

std::unique_ptr<VwReader> make_vw_json_reader(std::unique_ptr<LineSource> lines) {
  return std::make_unique<JsonReader>(std::move(lines));
}

NamedFeatures vw_json_features(std::string_view line) {
  const Place place{"the context", 1};
  const JsonTree tree = parse_json_tree(place, line);
  const JsonTree* wrapped = tree.find("c");
  return features_of(place, wrapped != nullptr && wrapped->kind == Kind::object ? *wrapped : tree);
}

}  // namespace megabandit
