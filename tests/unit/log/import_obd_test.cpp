#include "log/import/columns/obd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "log/import/columns/import_columns.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

ImportOptions from(std::vector<std::string> sources) {
  ImportOptions options;
  options.sources = std::move(sources);
  return options;
}

TEST(ImportObd, takes_users_positions_or_both_as_the_context) {
  const WrittenFile file("women.csv",
                         "item_id,position,click,propensity_score,timestamp,user_feature_0\n"
                         "0,1,0,0.5,2019-11-24 00:00:00+00:00,a\n"
                         "1,3,1,0.5,2019-11-24 00:00:01+00:00,b\n"
                         "1,2,0,0.5,2019-11-24 00:00:02+00:00,a\n");
  const auto features = [&](ObdFeatures::Context context) {
    const LogPart part =
        import_columns(obd_columns({.context = context, .item_context = {}}), from({file.path()})).part;
    EXPECT_THAT(part.rounds.position, testing::ElementsAre(0u, 2u, 1u))
        << "what is a feature stays a position";
    return std::pair(part.features.rows(), part.features.cols());
  };
  EXPECT_EQ(features(ObdFeatures::Context::users), std::pair(Eigen::Index{2}, Eigen::Index{2}));
  EXPECT_EQ(features(ObdFeatures::Context::positions), std::pair(Eigen::Index{3}, Eigen::Index{3}));
  EXPECT_EQ(features(ObdFeatures::Context::users_and_positions), std::pair(Eigen::Index{3}, Eigen::Index{5}));
}

TEST(ImportObd, reads_the_dataset_of_the_open_bandit_pipeline) {
  const std::string directory = MEGABANDIT_SHARED_DATA "/obd-women/";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << directory << " is not there";
  for (const char* policy : {"random", "bts"}) {
    ObdFeatures features;
    features.item_context = directory + policy + "_item_context.csv";
    const Imported imported =
        import_columns(obd_columns(features), from({directory + policy + "_women.csv.gz"}));
    const LogPart& part = imported.part;
    EXPECT_EQ(part.rounds.size(), 10000u);
    EXPECT_EQ(part.actions, 46u);
    EXPECT_EQ(part.catalogue.embedding.rows(), 46);
    EXPECT_EQ(std::ranges::count(part.rounds.reward, 1.0f), 46);
    const auto [least, most] = std::ranges::minmax(part.rounds.pscore);
    EXPECT_FLOAT_EQ(least, std::string(policy) == "random" ? 1.0f / 46 : 1e-6f);
    EXPECT_NEAR(most, std::string(policy) == "random" ? 1.0 / 46 : 0.9628, 1e-4);
    EXPECT_EQ(std::ranges::max(part.rounds.position), 2u);
    EXPECT_EQ(std::ranges::min(part.rounds.position), 0u);
    EXPECT_TRUE(std::ranges::is_sorted(part.rounds.timestamp));
    for (Eigen::Index c = 0; c < part.features.rows(); ++c)
      ASSERT_EQ(part.features.row(c).sum(), 4) << "one-hot of four columns";
  }
}

TEST(ImportObd, reads_both_policies_as_one_log_or_alike) {
  const std::string directory = MEGABANDIT_SHARED_DATA "/obd-women/";
  if (!std::filesystem::exists(directory)) GTEST_SKIP() << directory << " is not there";
  const ColumnMap map = obd_columns({.affinities = ObdFeatures::Affinities::numeric, .item_context = {}});
  const LogPart both =
      import_columns(map, from({directory + "random_women.csv.gz", directory + "bts_women.csv.gz"})).part;
  EXPECT_EQ(both.rounds.size(), 20000u);
  ImportOptions options = from({directory + "bts_women.csv.gz"});
  options.like =
      Reference{"both.h5", both.encoding, static_cast<std::uint64_t>(both.features.cols()), 46, {}};
  const Imported bts = import_columns(map, options);
  EXPECT_EQ(bts.part.features.cols(), both.features.cols());
  EXPECT_TRUE(bts.report.notes.empty());
}

}  // namespace
}  // namespace megabandit
