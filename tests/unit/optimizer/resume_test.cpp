// An optimiser saved after any evaluation and loaded into a new one goes on bit for bit.

#include <gtest/gtest.h>

#include <algorithm>

#include "learning/hills.hpp"

namespace megabandit::testing {
namespace {

OptimizerSettings settings_of(const std::string& kind) {
  OptimizerSettings settings{
      .kind = kind, .parameters = {}, .schedule = Schedule::warmup_cosine, .steps = 40};
  if (kind == "sgd") settings.parameters["learning_rate"] = 1e-4;
  if (kind == "lbfgs") settings.parameters["history"] = 3;
  return settings;
}

class Resume : public ::testing::TestWithParam<std::string> {};

TEST_P(Resume, goes_on_bit_for_bit_after_any_step) {
  const Vector start = Vector::Constant(6, -1.2);
  const Climb whole = climb(*make_optimizer(settings_of(GetParam())), banana, start);
  for (int stop = 0; stop < whole.evaluations; ++stop) {
    Vector x = start;
    const auto before = make_optimizer(settings_of(GetParam())),
               after = make_optimizer(settings_of(GetParam()));
    for (int i = 0; i < stop; ++i) pass(*before, banana, x);
    after->load(before->save());
    const Climb rest = climb(*after, banana, x);
    EXPECT_EQ(rest.evaluations + stop, whole.evaluations);
    EXPECT_EQ(rest.finished, whole.finished);
    EXPECT_TRUE((rest.end.array() == whole.end.array()).all()) << "stopped after " << stop;
  }
}

TEST_P(Resume, saves_what_it_loaded) {
  Vector x = Vector::Constant(6, -1.2);
  const auto first = make_optimizer(settings_of(GetParam())),
             second = make_optimizer(settings_of(GetParam()));
  climb(*first, banana, x, 17);
  const SavedState saved = first->save();
  second->load(saved);
  const SavedState again = second->save();
  EXPECT_EQ(saved.numbers, again.numbers);
  ASSERT_EQ(saved.arrays.size(), again.arrays.size());
  for (const auto& [name, array] : saved.arrays)
    EXPECT_TRUE((array.array() == again.arrays.at(name).array()).all()) << name;
}

INSTANTIATE_TEST_SUITE_P(all, Resume, ::testing::Values("sgd", "adam", "lbfgs", "newton-cg"),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace megabandit::testing
