#include "optimizer/conjugate_gradients.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "base/random.hpp"

namespace megabandit {
namespace {

Eigen::MatrixXd normals(Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXd matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i)
    matrix(i) = normal({.seed = 7, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)});
  return matrix;
}

// Eigenvalues between 1 and about 50.
Eigen::MatrixXd positive(Eigen::Index n) {
  const Eigen::MatrixXd root = normals(n, n);
  return root * root.transpose() + Eigen::MatrixXd::Identity(n, n);
}

TEST(ConjugateGradients, solves_in_as_many_products_as_there_are_eigenvalues) {
  const Eigen::MatrixXd root = normals(12, 3);
  const Eigen::MatrixXd a = root * root.transpose() + Eigen::MatrixXd::Identity(12, 12);  // 1 and three more
  const Vector b = normals(12, 1);
  ConjugateGradients system;
  system.begin(b, whole_space(), {1e-10, 100});
  int products = 0;
  for (; system.going_on(); ++products) system.take(a * system.direction(), whole_space());
  EXPECT_LE(products, 4);
  EXPECT_LE((a * system.solution() - b).norm(), 1e-9 * b.norm());
}

TEST(ConjugateGradients, asks_for_conjugate_directions_of_length_one_and_knows_its_residual) {
  const Eigen::MatrixXd a = positive(10);
  const Vector b = normals(10, 1);
  ConjugateGradients system;
  system.begin(b, whole_space(), {1e-8, 100});
  std::vector<Vector> before;
  while (system.going_on()) {
    const Vector direction = system.direction();
    EXPECT_NEAR(direction.norm(), 1, 1e-14);
    for (const Vector& other : before)
      EXPECT_NEAR(other.dot(a * direction), 0, 1e-6 * (a * direction).norm());
    before.push_back(direction);
    system.take(a * direction, whole_space());
    EXPECT_NEAR(system.residual(), (b - a * system.solution()).norm() / b.norm(), 1e-12);
  }
  EXPECT_LE(system.residual(), 1e-8);
}

// Every iterate has more of what a Newton step is for: b'x - x'Ax / 2 grows.
TEST(ConjugateGradients, improves_with_every_product_and_stops_at_the_most) {
  const Eigen::MatrixXd a = positive(30);
  const Vector b = normals(30, 1);
  ConjugateGradients system;
  system.begin(b, whole_space(), {0, 7});
  double before = 0;
  int products = 0;
  for (; system.going_on(); ++products) {
    system.take(a * system.direction(), whole_space());
    const Vector& x = system.solution();
    const double model = b.dot(x) - 0.5 * x.dot(a * x);
    EXPECT_GT(model, before);
    before = model;
  }
  EXPECT_EQ(products, 7);
}

TEST(ConjugateGradients, keeps_what_it_has_where_the_matrix_bends_the_wrong_way) {
  const Vector eigenvalues{{2, 1, -1}};
  const Vector b{{1, 1, 0.1}};
  ConjugateGradients system;
  system.begin(b, whole_space(), {1e-12, 100});
  while (system.going_on()) system.take(eigenvalues.cwiseProduct(system.direction()), whole_space());
  EXPECT_GT(system.solution().dot(b), 0);
  system.begin(b, whole_space(), {1e-12, 100});
  system.take(-system.direction(), whole_space());
  EXPECT_FALSE(system.going_on());
  EXPECT_EQ(system.solution(), b);  // uphill at least
}

}  // namespace
}  // namespace megabandit
