#include <gtest/gtest.h>

#include "learning/six_rounds.hpp"
#include "objective/table.hpp"

namespace megabandit::testing {
namespace {

// Gradients by the scores [6, 5] of the six rounds, from an independent implementation; printed with ten
// decimals.
struct Expected {
  std::string kind;
  Arguments parameters;
  std::vector<double> by_score;
};

const Expected kExpected[] = {
    {"clpi",
     {{"tau", 0.2}},
     {-0.1585258465,
      -0.1378157502,
      0.5530173021,
      -0.1787373928,
      -0.0779383126,
      0,
      0,
      0,
      0,
      0,
      -0.1423599451,
      -0.1791742283,
      -0.0545086102,
      -0.1589132848,
      0.5349560685,
      -0.0434455538,
      0.2208656468,
      -0.0976616073,
      -0.0604313806,
      -0.0193271050,
      0,
      0,
      0,
      0,
      0,
      -0.0638941098,
      -0.0407406831,
      0.2374424712,
      -0.0507660173,
      -0.0820416610}},
    {"ips",
     {},
     {-0.0710997378,
      -0.0618111426,
      0.2480313845,
      -0.0801647305,
      -0.0349557735,
      0,
      0,
      0,
      0,
      0,
      -0.2038894610,
      -0.2566152776,
      -0.0780678241,
      -0.2275973341,
      0.7661698969,
      -0.0089012846,
      0.0452517646,
      -0.0200092687,
      -0.0123814031,
      -0.0039598082,
      0,
      0,
      0,
      0,
      0,
      -0.0092778786,
      -0.0059158366,
      0.0344783335,
      -0.0073715863,
      -0.0119130320}},
    {"snips", {}, {-0.0053925600, -0.0046880665, 0.0188119419,  -0.0060800945, -0.0026512209, -0.0284753974,
                   0.0036404486,  0.0065019811,  0.0060020850,  0.0123308828,  -0.0154639974, -0.0194629873,
                   -0.0059210546, -0.0172621212, 0.0581101605,  0.0032048621,  -0.0162926668, 0.0072042350,
                   0.0044578610,  0.0014257087,  0.0088211232,  0.0184885055,  0.0050387055,  -0.0517847657,
                   0.0194364314,  -0.0007036808, -0.0004486867, 0.0026150094,  -0.0005590980, -0.0009035440}},
};

TEST(ScoreGradient, agrees_with_the_reference) {
  for (const Expected& expected : kExpected) {
    const auto objective = make_objective({.kind = expected.kind, .parameters = expected.parameters});
    const Matrix difference =
        measure(*objective, six_rounds(), six_rounds_table()).by_score - matrix(6, expected.by_score);
    EXPECT_LT(difference.cwiseAbs().maxCoeff(), 1e-9) << expected.kind;
  }
}

}  // namespace
}  // namespace megabandit::testing
