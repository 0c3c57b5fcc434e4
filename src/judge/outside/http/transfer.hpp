#pragma once
// One request to a server, and what came back.

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace megabandit {

/// What all requests have alike. @local, made before any thread talks to a server.
struct Endpoint {
  std::string url;
  std::string key;  ///< of the server, kept out of every message; empty: none is sent
};

/// A POST of JSON that is under way.
class Transfer {
 public:
  Transfer(std::uint64_t id, const Endpoint& endpoint, std::string body);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  std::uint64_t id() const { return id_; }
  CURL* handle() const { return handle_.get(); }
  const std::string& answer() const { return answer_; }
  long status() const;         ///< of HTTP
  double retry_after() const;  ///< seconds that the server asks to wait; 0: it does not

 private:
  struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  static std::size_t take(char* data, std::size_t, std::size_t size, void* transfer);
  void add_header(const std::string& header);

  std::uint64_t id_;
  std::string body_, answer_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::unique_ptr<CURL, FreeHandle> handle_;
};

}  // namespace megabandit
