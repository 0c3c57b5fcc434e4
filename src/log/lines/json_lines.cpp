#include "log/lines/json_lines.hpp"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/utf8.hpp"

namespace megabandit {
namespace {

bool blank(const std::string& line) { return line.find_first_not_of(" \t\r") == std::string::npos; }

// Calls take(line, its number from 1) for each line that is not blank.
void each_line(const std::filesystem::path& path,
               const std::function<void(const std::string&, std::uint64_t)>& take) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw MissingInput(fmt::format("cannot read {}; check that it exists", path.string()));
  std::uint64_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!blank(line)) take(line, number);
  }
  if (file.bad()) throw MissingInput(fmt::format("cannot read {} after line {}", path.string(), number));
}

std::string place_of(const std::filesystem::path& path, std::uint64_t number) {
  return fmt::format("{}:{}", path.string(), number);
}

}  // namespace

std::string JsonLine::text(const char* key) const {
  const auto at = object_.find(key);
  if (at == object_.end()) refuse(fmt::format("there is no \"{}\"; each line must have one", key));
  if (!at->is_string()) refuse(fmt::format("\"{}\" is {}, not a text", key, at->dump()));
  return at->get<std::string>();
}

std::string JsonLine::text_or(const char* key, const std::string& otherwise) const {
  return object_.contains(key) ? text(key) : otherwise;
}

void JsonLine::refuse(const std::string& why) const { throw DataError(fmt::format("{}: {}", place_, why)); }

void each_json_line(const std::filesystem::path& path, const std::function<void(const JsonLine&)>& take) {
  each_line(path, [&](const std::string& line, std::uint64_t number) {
    const nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
    const JsonLine read(object, place_of(path, number));
    if (!object.is_object()) read.refuse("this is no JSON object; each line must be one");
    take(read);
  });
}

std::vector<std::string> text_lines(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  each_line(path, [&](const std::string& line, std::uint64_t number) {
    if (const std::size_t at = first_not_utf8(line); at != std::string_view::npos)
      throw DataError(
          fmt::format("{}: byte {} is no UTF-8; save the file as UTF-8", place_of(path, number), at));
    lines.push_back(line);
  });
  return lines;
}

}  // namespace megabandit
