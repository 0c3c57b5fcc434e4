#include <fstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "judge/kinds/kinds.hpp"
#include "judge/outside/http/http_channel.hpp"
#include "judge/outside/make.hpp"

namespace megabandit {
namespace {

std::string text_of(const std::filesystem::path& path) {
  if (path.empty()) return {};
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw MissingInput(fmt::format("cannot read {}, the form for the judge (judge.form)", path.string()));
  return {std::istreambuf_iterator<char>(file), {}};
}

// Not the address: the same model may be served elsewhere the next time.
std::string identity_of(const HttpSettings& http, const Form& form) {
  return fmt::format("http {} {} {}\n{}\n{}", http.model, http.temperature, http.tokens,
                     fmt::join(form.marks(), "\n"), form.text());
}

OutsideKind http_of(const JudgeOrder& order, const Material& material) {
  const HttpSettings& http = order.judge.outside.http;
  if (http.url.empty() || http.model.empty())
    throw ConfigError("the judge `http` needs judge.url, the address of chat completions, and judge.model");
  const Form form(text_of(http.form), http.marks, material.prompts() > 0);
  const Seconds longest_pause = order.judge.outside.dispatch.timeout;
  return {.identity = identity_of(http, form),
          .wording = [http, form](const Request& request) { return chat_body(http, form.filled(request)); },
          .channel = std::make_unique<HttpChannel>(http, form, longest_pause)};
}

std::unique_ptr<Judge> make(const JudgeOrder& order) { return make_outside_judge(order, http_of); }

}  // namespace

JudgeKind judges::http() {
  return {{"http", "a language model behind a server that speaks as OpenAI's chat completions do", {}}, make};
}

}  // namespace megabandit
