// What a file can hold as a text.
#include "log/storable_text.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using namespace std::string_literals;

TEST(StorableText, IsUtf8WithoutZeroBytes) {
  for (const std::string& text : {""s, "plain"s, "\xC3\xA9t\xC3\xA9"s})
    EXPECT_NO_THROW(require_storable(text, "it"));
}

TEST(StorableText, SaysWhereItIsWrong) {
  EXPECT_THAT([] { require_storable("caf\xE9", "the name of action 3"); },
              ThrowsMessage<DataError>(HasSubstr("the name of action 3 is not UTF-8: its byte 3 is 0xe9")));
  EXPECT_THAT([] { require_storable("a\0b"s, "a name"); },
              ThrowsMessage<DataError>(HasSubstr("a name has a zero byte, its byte 1; remove it")));
}

}  // namespace
}  // namespace megabandit
