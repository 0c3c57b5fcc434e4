// A language model behind a server on loopback that behaves badly on purpose.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.hpp"
#include "judge/outside/http/form.hpp"
#include "made_judge.hpp"
#include "outside/process/child.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

/// tests/judges/model_server.py in a mood.
class ModelServer {
 public:
  explicit ModelServer(const std::string& mood)
      : server_("exec /usr/bin/python3 -S " MEGABANDIT_DOCS "/../tests/judges/model_server.py " + mood) {
    const auto read_line = [this] {
      for (char c = 0; !url_.ends_with('\n') && ::read(server_.output(), &c, 1) == 1;) url_ += c;
      return url_.ends_with('\n');
    };
    EXPECT_TRUE(comes_true(read_line));
    url_.pop_back();
  }
  std::string url() const { return url_; }

 private:
  Child server_;
  std::string url_;
};

/// The model prefers longer answers: those of later candidates.
class Http : public testing::Test {
 protected:
  Http() : made_("") {
    ::setenv("no_proxy", "127.0.0.1", 1);
    made_.settings().kind = "http";
    made_.outside().http.model = "tiny";
    made_.put("outputs", R"({"candidate": "1", "prompt": "Why?", "output": "no"}
{"candidate": "2", "prompt": "Why?", "output": "yes"}
{"candidate": "3", "prompt": "Why?", "output": "maybe"}
{"candidate": "4", "prompt": "Why?", "output": "it depends"}
)");
    made_.candidates().material.outputs = made_.path("outputs");
  }

  std::vector<Outcome> ask(const ModelServer& server, std::uint64_t count = 12) {
    made_.outside().http.url = server.url();
    return answers_of(*made_.start(), round_robin(count));
  }
  std::pair<Exit, std::string> failure(const ModelServer& server) {
    return failure_of([&] { ask(server); });
  }

  MadeJudge made_;
};

TEST_F(Http, AsksAModelAndReadsItsLastWord) { EXPECT_THAT(ask(ModelServer("kind"), 60), Each(Outcome::b)); }

TEST_F(Http, BothOrdersCancelAPreferenceForTheFirst) {
  made_.outside().order = PresentationOrder::both;
  EXPECT_THAT(ask(ModelServer("first")), Each(Outcome::tie));
}

TEST_F(Http, TiesAreTies) { EXPECT_THAT(ask(ModelServer("tie")), Each(Outcome::tie)); }

TEST_F(Http, FailuresThatPassAreTriedAgain) {
  made_.outside().dispatch.retries = 30;
  made_.outside().dispatch.backoff = Seconds{0};
  EXPECT_THAT(ask(ModelServer("moody"), 30), Each(Outcome::b));
}

TEST_F(Http, AnswersThatNeverDecideAreAnErrorOrTies) {
  made_.outside().dispatch.retries = 1;
  const ModelServer server("mute");
  EXPECT_THAT(failure(server), Pair(Exit::bad_data, AllOf(HasSubstr("none of [[A]], [[B]], [[C]]"),
                                                          HasSubstr("Both have their merits."))));
  made_.outside().undecided = Undecided::tie;
  EXPECT_THAT(ask(server), Each(Outcome::tie));
}

TEST_F(Http, SilenceIsGivenUp) {
  made_.outside().dispatch.timeout = Seconds{0.1};
  made_.outside().dispatch.retries = 1;
  EXPECT_THAT(failure(ModelServer("slow")),
              Pair(Exit::missing_input, HasSubstr("no answer came within 0.1 s")));
}

TEST_F(Http, WhoWantsToBeAskedMuchLaterIsGivenUp) {
  EXPECT_THAT(failure(ModelServer("busy")), Pair(Exit::missing_input, HasSubstr("come back in 3600 s")));
}

TEST_F(Http, WhatWillNotPassIsNotTriedAgain) {
  EXPECT_THAT(failure(ModelServer("absent")), Pair(Exit::bad_config, HasSubstr("no such model")));
  EXPECT_THAT(failure(ModelServer("refusing")), Pair(Exit::bad_config, HasSubstr("too long")));
}

TEST_F(Http, TheKeyIsSentAndNeverShown) {
  const ModelServer server("locked");
  made_.outside().http.key_variable = "MEGABANDIT_TEST_KEY";
  ::unsetenv("MEGABANDIT_TEST_KEY");
  EXPECT_THAT(failure(server),
              Pair(Exit::bad_config, HasSubstr("variable MEGABANDIT_TEST_KEY, which is not set")));
  ::setenv("MEGABANDIT_TEST_KEY", "open-up-already", 1);
  EXPECT_THAT(failure(server),
              Pair(Exit::bad_config, AllOf(HasSubstr("wrong key"), Not(HasSubstr("open-up-already")))));
  ::setenv("MEGABANDIT_TEST_KEY", "sesame", 1);
  EXPECT_THAT(ask(server), Each(Outcome::b));
}

TEST_F(Http, AServerThatIsNotThereIsNamed) {
  made_.outside().dispatch.retries = 2;
  const auto failure_at = [&](const std::string& url) {
    made_.outside().http.url = url;
    return failure_of([&] { answers_of(*made_.start(), round_robin(3)); });
  };
  EXPECT_THAT(
      failure_at("http://127.0.0.1:1/v1"),
      Pair(Exit::missing_input, AllOf(HasSubstr("asked 3 times"), HasSubstr("http://127.0.0.1:1/v1"))));
  EXPECT_THAT(failure_at("gopher://127.0.0.1/"), Pair(Exit::bad_config, HasSubstr("no address")));
  EXPECT_THAT(failure_at(""), Pair(Exit::bad_config, HasSubstr("needs judge.url")));
}

TEST_F(Http, FingerprintIsOfTheModelNotOfItsAddress) {
  made_.outside().http.url = "http://127.0.0.1:1/";
  const std::uint64_t here = made_.start()->fingerprint();
  made_.outside().http.url = "http://127.0.0.1:2/";
  EXPECT_EQ(made_.start()->fingerprint(), here);
  made_.outside().http.model = "large";
  EXPECT_NE(made_.start()->fingerprint(), here);
}

const std::vector<std::string> kMarks{"A!", "B!", "C!"};

TEST(Form, PutsTextsInTheirPlacesOnce) {
  const Form form("{first}|{second}|{prompt}|{first}", kMarks, true);
  const std::string a = "{second}", b = "b {prompt}", name = "n", prompt = "{first}?";
  EXPECT_EQ(form.filled({1, 2, {&name, nullptr, &a}, {&name, &b}, &prompt}),
            "{second}|b {prompt}|{first}?|{second}");
  EXPECT_EQ(form.filled({1, 2, {&name}, {&name, &b, &a}, &prompt}), "n|{second}|{first}?|n");
}

TEST(Form, TheLastMarkCounts) {
  const Form form("{first}{second}", kMarks, false);
  EXPECT_EQ(form.read("A! or B!, no: A!"), Verdict::first);
  EXPECT_EQ(form.read("B!"), Verdict::second);
  EXPECT_EQ(form.read("A! B! C!."), Verdict::tie);
  EXPECT_EQ(form.read("neither"), std::nullopt);
}

TEST(Form, LacksNothing) {
  EXPECT_THROW(Form("{first}", kMarks, false), ConfigError);
  EXPECT_THROW(Form("{first}{second}", kMarks, true), ConfigError);
  EXPECT_THROW(Form("{first}{second}{prompt}", kMarks, false), ConfigError);
  EXPECT_THROW(Form("{first}{second}\xff", kMarks, false), ConfigError);
  EXPECT_THROW(Form("", {"A", "B"}, false), ConfigError);
  EXPECT_THROW(Form("", {"A", "B", "A"}, false), ConfigError);
  EXPECT_THAT(Form("", kMarks, true).text(),
              AllOf(HasSubstr("{prompt}"), HasSubstr("with A! if A is better")));
}

}  // namespace
}  // namespace megabandit
