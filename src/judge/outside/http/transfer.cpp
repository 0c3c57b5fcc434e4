#include "judge/outside/http/transfer.hpp"

#include <new>

#include "base/narrow.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kLongestAnswer = 4 << 20;

template <class Number>
Number asked_of(CURL* handle, CURLINFO what) {
  Number number = 0;
  curl_easy_getinfo(handle, what, &number);
  return number;
}

}  // namespace

Transfer::Transfer(std::uint64_t id, const Endpoint& endpoint, std::string body)
    : id_(id), body_(std::move(body)), handle_(curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
  add_header("Content-Type: application/json");
  if (!endpoint.key.empty()) add_header("Authorization: Bearer " + endpoint.key);
  curl_easy_setopt(handle(), CURLOPT_URL, endpoint.url.c_str());
  curl_easy_setopt(handle(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle(), CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(handle(), CURLOPT_POSTFIELDS, body_.data());
  curl_easy_setopt(handle(), CURLOPT_POSTFIELDSIZE_LARGE, narrow<curl_off_t>(body_.size()));
  curl_easy_setopt(handle(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle(), CURLOPT_WRITEFUNCTION, &Transfer::take);
  curl_easy_setopt(handle(), CURLOPT_WRITEDATA, this);
  curl_easy_setopt(handle(), CURLOPT_PRIVATE, this);
}

void Transfer::add_header(const std::string& header) {
  curl_slist* longer = curl_slist_append(headers_.get(), header.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  headers_.release();
  headers_.reset(longer);
}

// Less than all that came ends the transfer.
std::size_t Transfer::take(char* data, std::size_t, std::size_t size, void* transfer) {
  std::string& answer = static_cast<Transfer*>(transfer)->answer_;
  if (answer.size() + size > kLongestAnswer) return 0;
  answer.append(data, size);
  return size;
}

long Transfer::status() const { return asked_of<long>(handle(), CURLINFO_RESPONSE_CODE); }

double Transfer::retry_after() const {
  return static_cast<double>(asked_of<curl_off_t>(handle(), CURLINFO_RETRY_AFTER));
}

}  // namespace megabandit
