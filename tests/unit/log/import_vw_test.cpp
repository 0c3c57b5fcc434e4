#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "log/context_encoder.hpp"
#include "log/import/vw/import_vw.hpp"
#include "log/import/vw/vw_event.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

Imported import_text(const std::string& text, const VwOptions& vw = {}, ImportOptions options = {}) {
  const WrittenFile file("events", text);
  options.sources = {file.path()};
  return import_vw(vw, options);
}

const char* const kAdf =
    "shared |User user=Ada\n|Action kind=a\n0:-1:0.25 |Action kind=b\n\n"
    "shared |User user=Bo\n0:2:0.75 |Action kind=b  \n|Action kind=c\n\n\n"
    "shared |User user=Ada\n|Action kind=a\n";

TEST(ImportVw, reads_numbered_actions) {
  const LogPart part = import_text("1:0:0.5 |f :1 :2\n3:-2:0.25 'tag|f x\n1:1:0.5 | f:0.5\n").part;
  EXPECT_EQ(part.actions, 3u);
  EXPECT_THAT(part.rounds.action, ElementsAre(ActionId(0), ActionId(2), ActionId(0)));
  EXPECT_THAT(part.rounds.reward, ElementsAre(0, 2, -1));
  EXPECT_FALSE(std::signbit(part.rounds.reward[0]));
  EXPECT_THAT(part.rounds.pscore, ElementsAre(0.5f, 0.25f, 0.5f));
}

TEST(ImportVw, takes_the_place_of_the_labelled_line_for_the_action) {
  const Imported imported = import_text(kAdf);
  const LogPart& part = imported.part;
  EXPECT_THAT(part.catalogue.name, ElementsAre("|Action kind=a", "|Action kind=b", "|Action kind=c"));
  EXPECT_THAT(part.rounds.action, ElementsAre(ActionId(1), ActionId(1)));
  EXPECT_THAT(part.rounds.reward, ElementsAre(1, -2));
  EXPECT_THAT(part.rounds.pscore, ElementsAre(0.25f, 0.75f));
  EXPECT_EQ(part.features.rows(), 2);
  EXPECT_EQ(part.catalogue.embedding.rows(), 3);
  EXPECT_EQ(imported.report.read, 3u);
  EXPECT_EQ(imported.report.skipped.at("events without a label").count, 1u);
  EXPECT_THAT(imported.report.notes, ElementsAre(HasSubstr("2 events offered only a part of the 3 actions")));
}

TEST(ImportVw, reads_the_same_features_from_text_and_json) {
  EXPECT_EQ(spelt(vw_features("shared |User user=Tom age:3 |Time morning")),
            spelt(vw_features(R"({"User":{"user":"Tom","age":3},"Time":{"morning":true}})")));
}

TEST(ImportVw, describes_an_encoder_that_makes_the_same_features) {
  const LogPart part = import_text(kAdf, {.context_features = 16}).part;
  const auto encoder = make_encoder(part.encoding);
  std::vector<float> features(encoder->features());
  encoder->encode("|User user=Bo", features);
  EXPECT_TRUE(std::ranges::equal(features, part.features.row(1)));
  encoder->encode(R"({"User":{"user":"Ada"}})", features);
  EXPECT_TRUE(std::ranges::equal(features, part.features.row(0)));
}

TEST(ImportVw, keeps_both_of_a_repeated_key) {
  EXPECT_EQ(spelt(vw_features(R"({"s":"1","s":"2","_own":5,"n":null,"no":false,"v":[0.5,2],"o":[{"k":1}]})")),
            "| s=1 s=2 |v #0:0.5 #1:2 |o k");
}

TEST(ImportVw, reads_json_and_decision_service_json) {
  const LogPart json =
      import_text(
          R"({"s":"1","_labelIndex":1,"_label_Action":0,"_label_Cost":-3,"_label_Probability":0.5,"_multi":[{"a":"1"},{"b":"2"}]})")
          .part;
  EXPECT_THAT(json.rounds.action, ElementsAre(ActionId(1)));
  EXPECT_THAT(json.rounds.reward, ElementsAre(3));
  const LogPart service =
      import_text(
          R"({"_label_cost":-1,"_label_probability":0.2,"_label_Action":2,"_labelIndex":1,"a":[1,2],"p":[0.8,0.2],"Timestamp":"1970-01-01T00:00:01Z",)"
          R"("c":{"U":{"x":"y"},"_multi":[{"_tag":"tea","i":{"id":"t"}},{"_tag":"milk","i":{"id":"m"}}]}})")
          .part;
  EXPECT_THAT(service.catalogue.name, ElementsAre("tea", "milk"));
  EXPECT_THAT(service.rounds.action, ElementsAre(ActionId(1)));
  EXPECT_THAT(service.rounds.timestamp, ElementsAre(1'000'000));
}

TEST(ImportVw, says_what_is_wrong_with_an_event) {
  const std::string multi = R"("c":{"_multi":[{"a":1},{"b":1}]}})";
  const struct {
    std::string text;
    const char* said;
  } faults[] = {
      {"1:0:0 |f x\n", "line 1, column 'label': '0' is no propensity"},
      {"0:0:0.5 |f x\n2:0:0.5 |f x\n", "'0' is not a whole number of at least 1"},
      {"1:0 |f x\n", "is no label"},
      {"click |f x\n", "is no label"},
      {"1:0:0.5 |f x:y\n", "'y' is not a number"},
      {"{\"a\":\n", "is no JSON"},
      {R"({"_label_cost":0,"_label_probability":1.5,"_label_Action":1,)" + multi, "'1.5' is no propensity"},
      {R"({"_label_cost":0,"_label_probability":0.5,"_label_Action":3,)" + multi, "is none of the 2 actions"},
      {R"({"_label_cost":0,"_label_probability":0.5,"_label_Action":1,"_labelIndex":1,)" + multi,
       "contradicts _labelIndex"},
      {R"({"_label_cost":0,"_label_probability":0.5,"_label_Action":1,"a":[2,1],"p":[0.5,0.4],)" + multi,
       "contradicts p"},
      {R"({"_label_cost":0,"_label_probability":0.5,"_label_Action":1,"a":[2],"p":[0.5,0.4],)" + multi,
       "does not fit a"},
      {R"({"_label_cost":0,"_label_probability":0.5,"_label_Action":1,"pdrop":1,)" + multi,
       "is not in [0, 1)"},
      {R"({"_label_cost":0,"_label_probability":0.5,)" + multi, "is missing though there is a cost"},
      {std::string(200, '['), "is no label"},
      {"{\"a\":" + std::string(200, '['), "nests deeper"},
  };
  for (const auto& fault : faults)
    EXPECT_THAT([&] { import_text(fault.text); }, ThrowsMessage<DataError>(HasSubstr(fault.said)))
        << fault.text;
}

TEST(ImportVw, takes_a_number_far_beyond_the_others_for_a_mistake) {
  EXPECT_THAT(
      [] { import_text("1:0:0.5 |f x\n30000:0:0.5 |f x\n"); },
      ThrowsMessage<DataError>(HasSubstr("line 2: the largest number of an action would make 30000")));
  ImportOptions told;
  told.actions = 30000;
  EXPECT_EQ(import_text("1:0:0.5 |f x\n30000:0:0.5 |f x\n", {}, told).part.actions, 30000u);
  EXPECT_THAT([&] { import_text(kAdf, {}, told); },
              ThrowsMessage<UsageError>(HasSubstr("the events describe 3 actions")));
}

TEST(ImportVw, refuses_several_slots) {
  EXPECT_THAT([] { import_text(R"({"c":{"_multi":[{"a":1}],"_slots":[{"b":1}]},"_outcomes":[]})"); },
              ThrowsMessage<DataError>(HasSubstr("several slots")));
  EXPECT_THAT([] { import_text("ccb shared |s x\nccb action |a x\n"); },
              ThrowsMessage<DataError>(HasSubstr("several slots")));
}

TEST(ImportVw, leaves_out_invalid_events_only_when_asked) {
  ImportOptions options;
  options.on_invalid = OnInvalid::leave_out;
  const Imported imported = import_text("1:0:0.5 |f x\n2:0:7 |f x\n\n2:0:0.5 |f x\n", {}, options);
  EXPECT_EQ(imported.part.rounds.size(), 2u);
  EXPECT_EQ(imported.report.read, 3u);
  EXPECT_EQ(imported.report.skipped.at("invalid events").count, 1u);
}

TEST(DropCorrection, makes_the_mean_over_kept_events_that_over_all_events) {
  // 10 events with reward 0 of which one was kept, 3 with reward 2 all kept, all with propensity 0.25; the
  // policy to evaluate is the logging policy, whose weights are 1: the mean is 6 / 13.
  const std::vector<double> drop{0.9, 0, 0, 0};
  const std::vector<double> reward{0, 2, 2, 2};
  std::vector<float> pscore(4, 0.25f);
  EXPECT_THAT(correct_for_drops(DropRule::scaled, drop, pscore), HasSubstr("3.25 happened for each kept"));
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) sum += reward[i] * 0.25 / pscore[i];
  EXPECT_NEAR(sum / 4, 6.0 / 13, 1e-6);

  std::vector<float> high(4, 0.5f);
  EXPECT_THAT([&] { correct_for_drops(DropRule::scaled, drop, high); },
              ThrowsMessage<DataError>(HasSubstr("--pdrop relative")));
  std::ranges::fill(high, 0.5f);
  correct_for_drops(DropRule::relative, drop, high);
  double weights = 0, weighted = 0;
  for (std::size_t i = 0; i < 4; ++i) weights += 0.5 / high[i], weighted += reward[i] * 0.5 / high[i];
  EXPECT_NEAR(weighted / weights, 6.0 / 13, 1e-6);
}

TEST(DropCorrection, leaves_a_fair_sample_alone) {
  std::vector<float> pscore{0.9f, 1.0f};
  const std::vector<double> same{0.5, 0.5}, none{0, 0};
  EXPECT_THAT(correct_for_drops(DropRule::scaled, same, pscore), HasSubstr("fair sample"));
  EXPECT_EQ(correct_for_drops(DropRule::scaled, none, pscore), "");
  EXPECT_THAT(pscore, ElementsAre(0.9f, 1.0f));
}

struct Sample {
  const char* file;
  std::uint64_t events, actions;
};

TEST(ImportVw, reads_the_samples_of_vowpal_wabbit) {
  const std::string directory = MEGABANDIT_SHARED_DATA "/vw-cb-samples/";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << directory << " is not there";
  for (const Sample& sample : {Sample{"dsjson_cb.json", 23, 4}, Sample{"cb_test256.json", 260, 5},
                               Sample{"cb_load.dat", 113, 7}, Sample{"cb_eval", 8, 2}}) {
    ImportOptions options;
    options.sources = {directory + sample.file};
    const Imported imported = import_vw({}, options);
    EXPECT_EQ(imported.part.rounds.size(), sample.events) << sample.file;
    EXPECT_EQ(imported.part.actions, sample.actions) << sample.file;
    EXPECT_TRUE(imported.report.skipped.empty()) << sample.file;
  }
  ImportOptions options;
  options.sources = {directory + "ccb_data.json"};
  EXPECT_THAT([&] { import_vw({}, options); }, ThrowsMessage<DataError>(HasSubstr("several slots")));
}

}  // namespace
}  // namespace megabandit
