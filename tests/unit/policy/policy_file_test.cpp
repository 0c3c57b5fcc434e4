// A saved policy is the policy: shape, parameters, names and encoding, written and read on any number of
// ranks.

#include "policy/policy_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

SavedPolicy some_policy(TowerKind tower, TableKind table, std::vector<std::string> names) {
  const std::uint64_t columns = tower == TowerKind::identity ? 5 : 3;
  Policy policy({.tower = {.kind = tower,
                           .features = 5,
                           .columns = columns,
                           .hidden = tower == TowerKind::mlp ? std::vector<std::uint64_t>{4, 6}
                                                             : std::vector<std::uint64_t>{}},
                 .table = table,
                 .temperature = 0.3,
                 .actions = 8},
                random_table({0, 8}, columns, 1, 0.5));
  policy.initialise_tower(2, 0.7);
  return {std::move(policy), R"({"kind":"numeric","features":5})", std::move(names)};
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect_same(const SavedPolicy& read, const SavedPolicy& saved) {
  const PolicyShape &a = read.policy.shape(), &b = saved.policy.shape();
  EXPECT_EQ(a.tower.kind, b.tower.kind);
  EXPECT_EQ(a.tower.features, b.tower.features);
  EXPECT_EQ(a.tower.columns, b.tower.columns);
  EXPECT_EQ(a.tower.hidden, b.tower.hidden);
  EXPECT_EQ(a.table, b.table);
  EXPECT_EQ(a.temperature, b.temperature);
  EXPECT_EQ(a.actions, b.actions);
  EXPECT_EQ(read.policy.parameters(), saved.policy.parameters());
  EXPECT_EQ(read.policy.table(), saved.policy.table());
  EXPECT_EQ(read.encoding, saved.encoding);
  EXPECT_EQ(read.names, saved.names);
}

class AnyPolicy : public testing::TestWithParam<std::tuple<TowerKind, TableKind>> {};

TEST_P(AnyPolicy, is_the_same_after_a_file_and_makes_the_same_file) {
  const auto [tower, table] = GetParam();
  const TemporaryDirectory directory;
  const SerialFileDriver files;
  SelfComm self;
  const SavedPolicy saved = some_policy(tower, table, {"zero", "ü", "", "3", "4", "5", "6", "seven"});
  const auto first = directory.path() / "policy.h5", again = directory.path() / "again.h5";
  on_threads(3, [&](Communicator& comm) { save_policy({comm, files}, first, saved); });
  const SavedPolicy read = load_policy({self, files}, directory.path());  // of a run's directory
  expect_same(read, saved);
  save_policy({self, files}, again, read);
  EXPECT_EQ(bytes_of(first), bytes_of(again));
}

INSTANTIATE_TEST_SUITE_P(Kinds, AnyPolicy,
                         testing::Combine(testing::Values(TowerKind::identity, TowerKind::linear,
                                                          TowerKind::mlp),
                                          testing::Values(TableKind::fixed, TableKind::trained)));

TEST(PolicyFile, needs_no_names) {
  const TemporaryDirectory directory;
  const SerialFileDriver files;
  SelfComm self;
  const SavedPolicy saved = some_policy(TowerKind::linear, TableKind::fixed, {});
  save_policy({self, files}, directory.path() / "p.h5", saved);
  expect_same(load_policy({self, files}, directory.path() / "p.h5"), saved);
}

}  // namespace
}  // namespace megabandit
