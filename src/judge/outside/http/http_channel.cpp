#include "judge/outside/http/http_channel.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace megabandit {
namespace {

// Once a process, before any thread uses it, never undone.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw InternalError("libcurl cannot be used here");
}

std::string key_in(const std::string& variable) {
  if (variable.empty()) return {};
  const char* key = std::getenv(variable.c_str());
  if (key == nullptr || *key == '\0')
    throw ConfigError(fmt::format(
        "judge.key_variable names the environment variable {}, which is not set on this rank; set it "
        "to the server's key (mpirun -x {} hands it on)",
        variable, variable));
  return key;
}

bool passes(long status) { return status == 408 || status == 429 || status >= 500; }

}  // namespace

std::string chat_body(const HttpSettings& settings, const std::string& content) {
  return nlohmann::ordered_json{{"model", settings.model},
                                {"messages", {{{"role", "user"}, {"content", content}}}},
                                {"temperature", settings.temperature},
                                {"max_tokens", settings.tokens}}
      .dump();
}

HttpChannel::HttpChannel(const HttpSettings& settings, Form form, Seconds longest_pause)
    : settings_(settings),
      form_(std::move(form)),
      longest_pause_(longest_pause),
      endpoint_{settings.url, key_in(settings.key_variable)} {
  start_curl();
  multi_.reset(curl_multi_init());
  if (!multi_) throw std::bad_alloc();
}

HttpChannel::~HttpChannel() {
  for (const auto& [id, transfer] : transfers_) curl_multi_remove_handle(multi_.get(), transfer->handle());
}

void HttpChannel::send(std::uint64_t id, const Inquiry& inquiry) {
  auto transfer = std::make_unique<Transfer>(id, endpoint_, inquiry.body);
  curl_multi_add_handle(multi_.get(), transfer->handle());
  transfers_.emplace(id, std::move(transfer));
}

void HttpChannel::overdue(std::uint64_t id) {
  const auto at = transfers_.find(id);
  if (at == transfers_.end()) return;
  curl_multi_remove_handle(multi_.get(), at->second->handle());
  transfers_.erase(at);
}

void HttpChannel::wake() { curl_multi_wakeup(multi_.get()); }

std::vector<Reply> HttpChannel::receive(Clock::time_point until) {
  std::vector<Reply> replies = finished();
  if (!replies.empty()) return replies;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  const auto most = static_cast<std::int64_t>(std::numeric_limits<int>::max());
  curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::clamp<std::int64_t>(left, 0, most)),
                  nullptr);
  return finished();
}

std::vector<Reply> HttpChannel::finished() {
  int running = 0, left = 0;
  curl_multi_perform(multi_.get(), &running);
  std::vector<Reply> replies;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    const std::uint64_t id = transfer->id();
    replies.push_back({id, content_of(*transfer, message->data.result)});
    overdue(id);  // it is done with
  }
  return replies;
}

HttpChannel::Content HttpChannel::content_of(const Transfer& transfer, CURLcode result) const {
  if (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL)
    throw ConfigError(fmt::format("judge.url is '{}', which is no address of a server: {}", settings_.url,
                                  curl_easy_strerror(result)));
  if (result != CURLE_OK)
    return Trouble{Trouble::Kind::silent, fmt::format("{}: {}", settings_.url, curl_easy_strerror(result))};
  return transfer.status() == 200 ? verdict_of(transfer.answer()) : refused(transfer);
}

HttpChannel::Content HttpChannel::refused(const Transfer& transfer) const {
  const long status = transfer.status();
  const std::string said =
      fmt::format("{} answers with status {}: '{}'", settings_.url, status, shown(transfer.answer()));
  if (status == 401 || status == 403)
    throw ConfigError(said + "; check judge.key_variable and the key in it");
  if (!passes(status))
    throw ConfigError(said + "; check judge.url, judge.model and what candidates are shown as");
  const Seconds pause{transfer.retry_after()};
  if (pause > longest_pause_)
    throw MissingInput(fmt::format("{}; it asks to come back in {}, later than judge.timeout allows", said,
                                   format_duration(pause)));
  return Trouble{Trouble::Kind::silent, said, pause};
}

HttpChannel::Content HttpChannel::verdict_of(const std::string& answer) const {
  const nlohmann::json json = nlohmann::json::parse(answer, nullptr, false);
  static const nlohmann::json::json_pointer place("/choices/0/message/content");
  if (json.is_discarded() || !json.contains(place) || !json[place].is_string())
    return Trouble{Trouble::Kind::unreadable,
                   fmt::format("{} sends no chat completion but '{}'", settings_.url, shown(answer))};
  const auto text = json[place].get<std::string>();
  if (const auto verdict = form_.read(text)) return AnswerText(name_of(*verdict));
  return Trouble{Trouble::Kind::unreadable, fmt::format("the model's answer has none of {}: '{}'",
                                                        fmt::join(form_.marks(), ", "), shown(text))};
}

// The end, where the verdict should stand; without the key, should a server send it back.
std::string HttpChannel::shown(std::string text) const {
  constexpr std::size_t kShown = 200;
  const std::string& key = endpoint_.key;
  for (std::size_t at; !key.empty() && (at = text.find(key)) != std::string::npos;)
    text.replace(at, key.size(), "***");
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text.size() <= kShown ? text : "..." + text.substr(text.size() - kShown);
}

}  // namespace megabandit
