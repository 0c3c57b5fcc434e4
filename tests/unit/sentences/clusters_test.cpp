#include "sentences/methods/clusters.hpp"

#include <gtest/gtest.h>

#include <set>

namespace megabandit {
namespace {

RowMatrix<float> some(Eigen::Index rows) {
  std::srand(4);
  return RowMatrix<float>::Random(rows, 5);
}

TEST(Clusters, AreAtMostHalfTheActions) {
  EXPECT_EQ(cluster_actions(some(100), 10, 1).count(), 10);
  EXPECT_EQ(cluster_actions(some(10), 10, 1).count(), 5);
  EXPECT_EQ(cluster_actions(some(1), 10, 1).count(), 1);
  EXPECT_EQ(cluster_actions(RowMatrix<float>::Ones(20, 3), 10, 1).count(), 1);  // all the same
}

TEST(Clusters, FindGroupsThatLieApart) {
  RowMatrix<float> rows = 0.1F * some(60);
  for (Eigen::Index i = 0; i < 60; ++i) rows(i, i % 3) += 10;
  const Clusters clusters = cluster_actions(rows, 3, 1);
  for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ(clusters.of_action[i], clusters.of_action[i % 3]);
  EXPECT_EQ(std::set(clusters.of_action.begin(), clusters.of_action.end()).size(), 3U);
}

TEST(Clusters, ShareOutAllMass) {
  const Clusters clusters = cluster_actions(some(50), 7, 2);
  RowMatrix<float> p = RowMatrix<float>::Random(9, 50).cwiseAbs();
  p.array().colwise() /= p.rowwise().sum().array().eval();
  const RowMatrix<float> sums = clusters.sums(p);
  EXPECT_EQ(sums.cols(), 7);
  EXPECT_LE((sums.rowwise().sum().array() - 1).abs().maxCoeff(), 1e-6F);
}

TEST(Clusters, AreTheSameForTheSameSeed) {
  EXPECT_EQ(cluster_actions(some(50), 7, 2).of_action, cluster_actions(some(50), 7, 2).of_action);
}

}  // namespace
}  // namespace megabandit
