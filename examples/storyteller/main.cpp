// A small real generator for `megabandit generate`: goes on with a text that is made of a query and an
// action, and embeds what it said (docs/generators.md).
//
//   storyteller CHECKPOINT VOCABULARY [--temperature T] [--tokens N] [--sentences N] [--beginning TEXT]

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "storyteller/story.hpp"

namespace {

using nlohmann::ordered_json;

struct Options {
  std::string checkpoint, vocabulary;
  std::string beginning = "Once upon a time, there was {query}. {action}";
  storyteller::Manner manner;
};

constexpr const char* kUsage =
    "usage: storyteller CHECKPOINT VOCABULARY [--temperature T] [--tokens N] [--sentences N] "
    "[--beginning 'text with {query} and {action}']\n";

[[noreturn]] void misused(const std::string& what) {
  std::cerr << "storyteller: " << what << "\n" << kUsage;
  std::exit(2);
}

[[noreturn]] void helped() {
  std::cout
      << kUsage
      << "It reads requests of `megabandit generate`, lines of JSON, on standard input, and answers each "
         "on standard output (docs/generators.md).\n";
  std::exit(0);
}

double number_in(const std::string& option, const std::string& text) {
  std::size_t read = 0;
  double number = -1;
  try {
    number = std::stod(text, &read);
  } catch (const std::logic_error&) {
    read = 0;
  }
  if (read == 0 || read != text.size() || !(number >= 0 && number <= 1e6))
    misused(option + " is '" + text + "', and must be a number from 0 to a million");
  return number;
}

Options options_of(int count, char** words) {
  Options options;
  int places = 0;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--help") helped();
    if (!word.starts_with("--")) {
      if (places++ > 1) misused("'" + word + "' is one file too many");
      (places == 1 ? options.checkpoint : options.vocabulary) = word;
      continue;
    }
    if (i + 1 == count) misused(word + " needs a value");
    const std::string value = words[++i];
    if (word == "--temperature")
      options.manner.temperature = number_in(word, value);
    else if (word == "--tokens")
      options.manner.tokens = static_cast<std::size_t>(number_in(word, value));
    else if (word == "--sentences")
      options.manner.sentences = static_cast<std::size_t>(number_in(word, value));
    else if (word == "--beginning")
      options.beginning = value;
    else
      misused("there is no option " + word);
  }
  if (places < 2) misused("a checkpoint and a vocabulary are needed");
  return options;
}

std::string filled(std::string text, const std::string& place, const std::string& with) {
  if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), with);
  return text;
}

nlohmann::json request_in(const std::string& line, std::size_t number) {
  const auto refuse = [&](const std::string& what) {
    throw std::runtime_error("line " + std::to_string(number) + " of standard input " + what +
                             ": it must be a request of `megabandit generate`, a JSON object with the texts "
                             "`query` and `action`, the number `seed` and an `id`, and is " +
                             (line.size() > 80 ? line.substr(0, 80) + "..." : line));
  };
  nlohmann::json request = nlohmann::json::parse(line, nullptr, false);
  if (request.is_discarded()) refuse("is no JSON");
  if (!request.is_object()) refuse("is no object");
  for (const char* text : {"query", "action"})
    if (!request.contains(text) || !request[text].is_string())
      refuse("has no text `" + std::string(text) + "`");
  if (!request.contains("seed") || !request["seed"].is_number_unsigned())
    refuse("has no `seed`, a whole number");
  if (!request.contains("id")) refuse("has no `id`");
  return request;
}

ordered_json answered(const storyteller::Storyteller& teller, const Options& options,
                      const nlohmann::json& request) {
  const std::string beginning =
      filled(filled(options.beginning, "{query}", request.at("query").get<std::string>()), "{action}",
             request.at("action").get<std::string>());
  const std::string text =
      teller.continued(beginning, options.manner, request.at("seed").get<std::uint64_t>());
  return {{"id", request.at("id")}, {"output", teller.embedded(text)}, {"text", text}};
}

}  // namespace

int main(int count, char** words) {
  const Options options = options_of(count, words);
  try {
    const storyteller::Model model(options.checkpoint);
    const storyteller::Vocabulary vocabulary(options.vocabulary, model.shape().tokens);
    const storyteller::Storyteller teller(model, vocabulary);
    std::size_t number = 0;
    for (std::string line; std::getline(std::cin, line);) {
      const auto request = request_in(line, ++number);
      // A model may cut a character short.
      std::cout
          << answered(teller, options, request).dump(-1, ' ', false, ordered_json::error_handler_t::replace)
          << std::endl;
    }
  } catch (const std::exception& error) {
    std::cerr << "storyteller: " << error.what() << "\n";
    return 65;
  }
  return 0;
}
