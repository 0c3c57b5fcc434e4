#include "judge/outside/settings.hpp"

#include "config/schema.hpp"

namespace megabandit {
namespace {

const std::vector<std::string> kOutside{"process", "http"};

void declare_http(SchemaTable& table, HttpSettings& http) {
  table
      .setting("url", http.url, "of the server's chat completions: http://127.0.0.1:8000/v1/chat/completions")
      .operational()
      .used_when("kind", {"http"});
  table.setting("model", http.model, "the model's name on the server").used_when("kind", {"http"});
  table
      .setting("key_variable", http.key_variable,
               "the environment variable that holds the server's key; empty: none is sent")
      .operational()
      .used_when("kind", {"http"});
  table
      .setting(
          "form", http.form,
          "a text with {prompt} (if there are prompts), {first} and {second}, for the model; empty: one that "
          "is built in")
      .used_when("kind", {"http"});
  table
      .setting("marks", http.marks,
               "what the model's answer ends with when the first, the second or neither is better")
      .used_when("kind", {"http"});
  table.setting("temperature", http.temperature, "of the model").at_least(0).used_when("kind", {"http"});
  table.setting("tokens", http.tokens, "of an answer at most").at_least(1).used_when("kind", {"http"});
}

}  // namespace

void declare_outside(SchemaTable& table, OutsideSettings& outside) {
  table
      .choice<PresentationOrder>(
          "order", outside.order,
          {{"random", PresentationOrder::random},
           {"both", PresentationOrder::both},
           {"as-given", PresentationOrder::as_given}},
          "which of a pair the judge is shown first: either by chance, each once (who "
          "does not win both has not won), or always the candidate that is named first")
      .used_when("kind", kOutside);
  table
      .choice<Repetition>(
          "answers_are", outside.repetition, {{"drawn", Repetition::drawn}, {"fixed", Repetition::fixed}},
          "whether the judge may answer the same question otherwise the next time; it is asked "
          "again only if so")
      .used_when("kind", kOutside);
  table
      .setting("answers", outside.answers,
               "a directory where answers are kept, so that a run that goes on need not ask again; empty: "
               "`answers` in the run directory")
      .operational()
      .used_when("kind", kOutside);
  declare_dispatch(table, outside.dispatch, {"kind", kOutside});
  table
      .choice<Undecided>("undecided", outside.undecided,
                         {{"error", Undecided::error}, {"tie", Undecided::tie}},
                         "what becomes of a comparison whose answers can never be read")
      .used_when("kind", kOutside);
  declare_process(table, outside.process, {"kind", {"process"}});
  declare_http(table, outside.http);
}

}  // namespace megabandit
