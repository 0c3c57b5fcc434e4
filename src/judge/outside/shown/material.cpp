#include "judge/outside/shown/material.hpp"

#include <xxhash.h>

#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/shortened.hpp"
#include "config/nearest_name.hpp"
#include "config/schema.hpp"
#include "log/lines/json_lines.hpp"

namespace megabandit {
namespace {

std::string beginning_of(const std::string& text) {
  constexpr std::size_t kShown = 60;
  return shortened(text, kShown);
}

}  // namespace

void declare_material(SchemaTable& table, MaterialSettings& material) {
  const std::vector<std::string> shown{"process", "http"};
  table
      .setting("texts", material.texts,
               "what each candidate is, for an outside judge to see: JSON lines with `candidate` and `text`")
      .used_when("judge.kind", shown);
  table
      .setting("prompts", material.prompts,
               "each comparison by an outside judge is on one of these, drawn with replacement: JSON lines "
               "with `prompt` (and perhaps `id`), or a text file (.txt) with a prompt on every line")
      .used_when("judge.kind", shown);
  table
      .setting("outputs", material.outputs,
               "what each candidate made of each prompt, for an outside judge to see: JSON lines with "
               "`candidate`, `prompt` (its id, or the prompt itself) and `output`")
      .used_when("judge.kind", shown);
}

Material::Material(const MaterialSettings& settings, std::vector<std::string> names)
    : names_(std::move(names)) {
  for (std::uint64_t c = 0; c < names_.size(); ++c) candidate_of_.emplace(names_[c], c);
  if (!settings.texts.empty()) read_texts(settings.texts);
  if (!settings.prompts.empty()) read_prompts(settings.prompts);
  if (!settings.outputs.empty()) read_outputs(settings.outputs);
}

Contender Material::contender(std::uint64_t candidate, std::uint64_t p) const {
  return {&names_[candidate], has_texts() ? &texts_[candidate] : nullptr,
          has_outputs() ? &outputs_[p * names_.size() + candidate] : nullptr};
}

std::uint64_t Material::fingerprint() const {
  std::uint64_t hash = prompts_.size();
  for (const auto* texts : {&names_, &texts_, &prompts_, &outputs_})
    for (const std::string& text : *texts) hash = XXH3_64bits_withSeed(text.data(), text.size(), hash);
  return hash;
}

void Material::read_texts(const std::filesystem::path& path) {
  const bool names_known = !names_.empty();
  std::vector<std::optional<std::string>> texts(names_.size());
  each_json_line(path, [&](const JsonLine& line) {
    const std::uint64_t c = candidate(line, !names_known);
    texts.resize(names_.size());
    if (texts[c]) line.refuse(fmt::format("a second text of '{}'; a candidate has one", names_[c]));
    texts[c] = line.text("text");
  });
  for (std::uint64_t c = 0; c < names_.size(); ++c)
    if (!texts[c])
      throw DataError(
          fmt::format("{}: there is no text of candidate '{}'; add it, or leave the candidate out",
                      path.string(), names_[c]));
  for (auto& text : texts) texts_.push_back(std::move(*text));
}

void Material::read_prompts(const std::filesystem::path& path) {
  if (path.extension() == ".txt") {
    prompts_ = text_lines(path);
    for (std::uint64_t p = 0; p < prompts_.size(); ++p) prompt_of_.emplace(prompts_[p], p);
  } else {
    each_json_line(path, [&](const JsonLine& line) {
      const std::string prompt = line.text("prompt");
      const std::string id = line.text_or("id", prompt);
      if (!prompt_of_.emplace(id, prompts_.size()).second)
        line.refuse(fmt::format("a second prompt with the id '{}'; ids must differ", beginning_of(id)));
      prompts_.push_back(prompt);
    });
  }
  if (prompts_.empty())
    throw DataError(
        fmt::format("{}: there are no prompts; comparisons are on prompts drawn from it", path.string()));
}

void Material::read_outputs(const std::filesystem::path& path) {
  const bool names_known = !names_.empty(), prompts_known = !prompts_.empty();
  OutputTable outputs;
  each_json_line(path, [&](const JsonLine& line) {
    const std::uint64_t p = prompt(line, !prompts_known);
    const std::uint64_t c = candidate(line, !names_known);
    outputs.resize(prompts_.size());
    outputs[p].resize(names_.size());
    if (outputs[p][c])
      line.refuse(fmt::format("a second output of '{}' for the prompt '{}'; comparisons need one", names_[c],
                              beginning_of(prompts_[p])));
    outputs[p][c] = line.text("output");
  });
  take_outputs(std::move(outputs), path);
}

void Material::take_outputs(OutputTable outputs, const std::filesystem::path& path) {
  outputs.resize(prompts_.size());
  for (std::uint64_t p = 0; p < prompts_.size(); ++p) {
    outputs[p].resize(names_.size());
    for (std::uint64_t c = 0; c < names_.size(); ++c) {
      if (!outputs[p][c])
        throw DataError(
            fmt::format("{}: there is no output of candidate '{}' for the prompt '{}'; every "
                        "candidate needs one for every prompt",
                        path.string(), names_[c], beginning_of(prompts_[p])));
      outputs_.push_back(std::move(*outputs[p][c]));
    }
  }
}

std::uint64_t Material::prompt(const JsonLine& line, bool may_be_new) {
  const std::string id = line.text("prompt");
  if (const auto at = prompt_of_.find(id); at != prompt_of_.end()) return at->second;
  if (!may_be_new)
    line.refuse(
        fmt::format("there is no prompt '{}' in candidates.prompts; name it by its id", beginning_of(id)));
  prompt_of_.emplace(id, prompts_.size());
  prompts_.push_back(id);
  return prompts_.size() - 1;
}

std::uint64_t Material::candidate(const JsonLine& line, bool may_be_new) {
  const std::string name = line.text("candidate");
  const auto at = candidate_of_.find(name);
  if (at != candidate_of_.end()) return at->second;
  if (!may_be_new)
    line.refuse(
        fmt::format("there is no candidate '{}': {}", name, suggestion(name, names_, "it must be one of")));
  candidate_of_.emplace(name, names_.size());
  names_.push_back(name);
  return names_.size() - 1;
}

}  // namespace megabandit
