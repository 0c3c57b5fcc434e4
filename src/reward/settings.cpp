#include "reward/settings.hpp"

namespace megabandit {
namespace {

constexpr double kMostRidge = 1e18;  // far beyond it conjugate gradients divide by what overflows

}  // namespace

void declare(Schema& schema, RewardModelSettings& model) {
  SchemaTable table = schema.table(
      "reward_model",
      "A model of the reward of what users see, for the objectives dm and dr and their estimates.");
  table.choice<RewardModelKind>("kind", model.kind,
                                {{"none", RewardModelKind::none}, {"linear", RewardModelKind::linear}},
                                "linear: in what was seen, given the context, and in the context");
  table
      .setting(
          "ridge", model.ridge,
          "weight of the squared coefficients of standardised columns: counts as so many rounds that say 0")
      .at_least(0)
      .at_most(kMostRidge)
      .used_when("kind", {"linear"});
  table
      .setting("folds", model.folds,
               "parts of the contexts; rounds of one are predicted by what is learned from the others")
      .at_least(2)
      .at_most(100)
      .used_when("kind", {"linear"});
}

}  // namespace megabandit
