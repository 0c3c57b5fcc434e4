#pragma once
// A judge that is a language model behind the chat completions of an OpenAI-compatible server.

#include <curl/curl.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "judge/outside/http/form.hpp"
#include "judge/outside/http/transfer.hpp"
#include "judge/outside/settings.hpp"
#include "outside/channel.hpp"

namespace megabandit {

/// What is sent to the server.
std::string chat_body(const HttpSettings& settings, const std::string& content);

/// Failures that pass (no connection, 408, 429, 5xx, answers that are cut short) are troubles; those that do
/// not are errors. What a server asks to wait (Retry-After) is waited.
class HttpChannel final : public Channel {
 public:
  /// @param longest_pause  a server that asks to wait longer is taken for gone
  /// @throws ConfigError  when the variable that is to hold the key does not
  HttpChannel(const HttpSettings& settings, Form form, Seconds longest_pause);
  ~HttpChannel() override;

  void send(std::uint64_t id, const Inquiry& inquiry) override;
  std::vector<Reply> receive(Clock::time_point until) override;
  void overdue(std::uint64_t id) override;
  void wake() override;

 private:
  using Content = decltype(Reply::content);
  struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  std::vector<Reply> finished();
  Content content_of(const Transfer& transfer, CURLcode result) const;
  Content refused(const Transfer& transfer) const;
  Content verdict_of(const std::string& answer) const;
  std::string shown(std::string text) const;

  HttpSettings settings_;
  Form form_;
  Seconds longest_pause_;
  Endpoint endpoint_;
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::map<std::uint64_t, std::unique_ptr<Transfer>> transfers_;  // by id
};

}  // namespace megabandit
