#include "log/import/vw/vw_text.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kNoLabel = "events without a label";

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t i = text.find_first_not_of(" \t"); i < text.size(); i = text.find_first_not_of(" \t", i)) {
    const std::size_t end = std::min(text.find_first_of(" \t", i), text.size());
    found.push_back(text.substr(i, end - i));
    i = end;
  }
  return found;
}

/// `name` or `name:value`.
struct Weighted {
  std::string_view name;
  float value = 1;
};

Weighted weighted(const Place& place, std::string_view word) {
  const auto colon = word.rfind(':');
  if (colon == std::string_view::npos) return {word};
  return {word.substr(0, colon), finite_number(place, word.substr(colon + 1))};
}

/// action:cost:probability
struct Label {
  std::string_view action;
  float cost = 0, probability = 0;
};

/// What stands before the first bar of a line.
struct Head {
  bool shared = false;
  std::optional<Label> label;
  std::string tag;
};

std::optional<Label> label_of(const Place& place, std::string_view word) {
  const auto first = word.find(':'), last = word.rfind(':');
  if (first == std::string_view::npos) return std::nullopt;
  if (first == last || word.substr(first + 1, last - first - 1).find(':') != std::string_view::npos)
    refuse(place, word, {"is no label", "write it as action:cost:probability"});
  return Label{word.substr(0, first), finite_number(place, word.substr(first + 1, last - first - 1)),
               propensity(place, word.substr(last + 1))};
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

Head head_of(const Place& place, std::string_view line) {
  Head head;
  const std::string_view text = line.substr(0, line.find('|'));
  const std::vector<std::string_view> all = words(text);
  for (const std::string_view& word : all) {
    const bool touches_bar = &word == &all.back() && word.data() + word.size() == text.data() + text.size();
    if (word == "shared" && &word == &all.front()) {
      head.shared = true;
    } else if (word == "ccb" || word == "slates" || word == "ca") {
      throw DataError(fmt::format(
          "{}, line {}: '{}' events have several slots or continuous actions, which a log has no place for; "
          "only cb and cb_adf can be imported",
          place.source, place.line, word));
    } else if (word.starts_with('\'') ||
               (touches_bar && word.find(':') == std::string_view::npos && line.size() > text.size())) {
      head.tag = word.starts_with('\'') ? word.substr(1) : word;
    } else if (auto label = label_of({place.source, place.line, "label"}, word)) {
      if (head.label) refuse(place, word, {"is a second label", "log one action an event"});
      head.label = label;
    } else if (!is_number(word)) {
      refuse(place, word, {"is no label", "write it as action:cost:probability"});
    }
  }
  return head;
}

class CbReader final : public VwReader {
 public:
  explicit CbReader(std::unique_ptr<LineSource> lines) : lines_(std::move(lines)) {}
  const std::string& name() const override { return lines_->name(); }

  bool next(VwEvent& event) override {
    do {
      if (!lines_->next(line_)) return false;
    } while (trimmed(line_).empty());
    const Place place{name(), lines_->line()};
    event = VwEvent{};
    event.line = lines_->line();
    event.shared = vw_text_features(place, line_);
    const Head head = head_of(place, line_);
    if (!head.label) {
      event.not_logged = kNoLabel;
      return true;
    }
    event.action = whole_number({place.source, place.line, "label"}, head.label->action, 1) - 1;
    event.cost = head.label->cost;
    event.probability = head.label->probability;
    return true;
  }

 private:
  std::unique_ptr<LineSource> lines_;
  std::string line_;
};

class AdfReader final : public VwReader {
 public:
  explicit AdfReader(std::unique_ptr<LineSource> lines) : lines_(std::move(lines)) {}
  const std::string& name() const override { return lines_->name(); }

  bool next(VwEvent& event) override {
    if (!read_block()) return false;
    event = VwEvent{};
    event.line = first_line_;
    std::optional<Label> label;
    for (std::size_t i = 0; i < block_.size(); ++i) {
      const Place place{name(), first_line_ + i};
      const Head head = head_of(place, block_[i]);
      if (head.shared && i > 0)
        refuse(place, block_[i], {"comes after actions", "begin a block with its shared line"});
      if (head.shared) {
        event.shared = vw_text_features(place, block_[i]);
        continue;
      }
      if (head.label && label)
        refuse(place, block_[i], {"is a second labelled action", "part events with a blank line"});
      if (head.label) {
        label = head.label;
        event.action = static_cast<std::uint32_t>(event.offered.size());
      }
      event.offered.push_back({head.tag, vw_text_features(place, block_[i])});
    }
    if (!label)
      event.not_logged = kNoLabel;
    else
      event.cost = label->cost, event.probability = label->probability;
    return true;
  }

 private:
  bool read_block() {
    block_.clear();
    for (std::string line; lines_->next(line);) {
      if (trimmed(line).empty() && block_.empty()) continue;
      if (trimmed(line).empty()) return true;
      if (block_.empty()) first_line_ = lines_->line();
      block_.push_back(std::move(line));
    }
    return !block_.empty();
  }

  std::unique_ptr<LineSource> lines_;
  std::vector<std::string> block_;
  std::uint64_t first_line_ = 0;
};

/// Whether the lines are blocks: the first has a shared line, or several lines of which at most one is
/// labelled.
bool comes_in_blocks(LineSource& lines) {
  std::vector<std::string> seen;
  std::size_t labels = 0;
  bool shared = false, blank = false;
  for (std::string line; labels < 2 && !shared && !blank && lines.next(line);) {
    blank = trimmed(line).empty() && !seen.empty();
    shared = line.starts_with("shared");
    const std::vector<std::string_view> head = words(std::string_view(line).substr(0, line.find('|')));
    labels += static_cast<std::size_t>(
        std::ranges::count_if(head, [](auto word) { return word.find(':') != word.npos; }));
    seen.push_back(std::move(line));
  }
  const bool blocks = shared || (labels < 2 && seen.size() > (blank ? 2u : 1u));
  for (auto& line : std::ranges::reverse_view(seen)) lines.put_back(std::move(line));
  return blocks;
}

}  // namespace

NamedFeatures vw_text_features(const Place& place, std::string_view line) {
  NamedFeatures features;
  for (auto bar = line.find('|'); bar != std::string_view::npos;) {
    const auto next = line.find('|', bar + 1);
    const std::string_view part =
        line.substr(bar + 1, next == std::string_view::npos ? next : next - bar - 1);
    bar = next;
    std::vector<std::string_view> all = words(part);
    Weighted space;  // a name that touches the bar is the namespace; its number weighs all of its features
    if (!all.empty() && !part.starts_with(' ') && !part.starts_with('\t')) {
      space = weighted(place, all.front());
      all.erase(all.begin());
    }
    std::size_t nameless = 0;
    for (const std::string_view& word : all) {
      const Weighted feature = weighted(place, word);
      const std::string name =
          feature.name.empty() ? fmt::format("#{}", nameless++) : std::string(feature.name);
      features.push_back(
          {std::string(space.name), name, checked_finite(place, double{feature.value} * space.value)});
    }
  }
  return features;
}

std::unique_ptr<VwReader> make_vw_text_reader(std::unique_ptr<LineSource> lines) {
  if (comes_in_blocks(*lines)) return std::make_unique<AdfReader>(std::move(lines));
  return std::make_unique<CbReader>(std::move(lines));
}

}  // namespace megabandit
