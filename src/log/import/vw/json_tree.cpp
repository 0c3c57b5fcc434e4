#include "log/import/vw/json_tree.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace megabandit {
namespace {

/// Builds the tree while nlohmann-json reads.
class TreeMaker final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeMaker(JsonTree& root) : root_(root) {}
  std::string problem;

  bool null() override { return put({}); }
  bool boolean(bool value) override {
    return put({.kind = JsonTree::Kind::boolean, .number = value ? 1.0 : 0.0});
  }
  bool number_integer(number_integer_t value) override { return put_number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return put_number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return put_number(value); }
  bool string(string_t& value) override {
    return put({.kind = JsonTree::Kind::text, .text = std::move(value)});
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open({.kind = JsonTree::Kind::object}); }
  bool start_array(std::size_t) override { return open({.kind = JsonTree::Kind::array}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    open_.back()->keys.push_back(std::move(name));
    return true;
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception& error) override {
    problem = fmt::format("is no JSON at character {} ({})", at, error.what());
    return false;
  }

 private:
  bool put_number(double value) { return put({.kind = JsonTree::Kind::number, .number = value}); }
  bool put(JsonTree value) {
    place() = std::move(value);
    return true;
  }
  bool open(JsonTree value) {
    constexpr std::size_t deepest = 64;  // no event nests so deep; what does would exhaust the stack
    if (open_.size() == deepest) {
      problem = fmt::format("nests deeper than {} levels", deepest);
      return false;
    }
    JsonTree& spot = place();
    spot = std::move(value);
    open_.push_back(&spot);  // stays where it is: its siblings come after it is closed
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  JsonTree& place() { return open_.empty() ? root_ : open_.back()->items.emplace_back(); }

  JsonTree& root_;
  std::vector<JsonTree*> open_;
};

}  // namespace

const JsonTree* JsonTree::find(std::string_view key) const {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

JsonTree parse_json_tree(const Place& place, std::string_view text) {
  JsonTree root;
  TreeMaker maker(root);
  if (!nlohmann::json::sax_parse(text, &maker))
    refuse(place, text, {maker.problem, "every event must be one JSON object on one line"});
  return root;
}

}  // namespace megabandit
