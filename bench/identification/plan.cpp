#include "bench/identification/plan.hpp"

#include <map>

namespace megabandit::bench {
namespace {

using instances::Preferences;

const Preferences& instance(const std::string& name) {
  static const std::map<std::string, Preferences> all{
      {"U1", instances::u1()},
      {"U2", instances::u2()},
      {"U3", instances::u3()},
      {"U4", instances::u4()},
      {"U5", instances::u5()},
      {"U6", instances::u6()},
      {"rock-paper-scissors", instances::rock_paper_scissors(0.7)}};
  return all.at(name);
}

Trial one_at_a_time(const std::string& name, const std::string& rule, std::uint64_t runs,
                    std::vector<Watch> watches, std::uint64_t budget = 30'000) {
  CompareSettings settings = instances::one_at_a_time(rule, "hyb", 0.1);
  settings.budget = budget;
  return {name, rule, instance(name), settings, runs, std::move(watches)};
}

/// Mean comparisons at delta 0.1 and 0.01.
std::vector<Watch> hyb(double tenth, double tenth_error, double hundredth, double hundredth_error) {
  return {{"hyb", .1, tenth, tenth_error}, {"hyb", .01, hundredth, hundredth_error}};
}
std::vector<Watch> with_glrh(std::vector<Watch> watches, double tenth, double tenth_error, double hundredth,
                             double hundredth_error) {
  watches.push_back({"glrh", .1, tenth, tenth_error});
  watches.push_back({"glrh", .01, hundredth, hundredth_error});
  return watches;
}

std::vector<Trial> default_rule(std::uint64_t runs) {
  std::vector<Watch> u1 = with_glrh(hyb(266.6, 3, 418, 12), 217, 10, 351, 12);
  for (const auto& [stop, tenth, hundredth] :
       {std::tuple("product", 323, 483), std::tuple("average", 347, 524), std::tuple("ktmax", 437, 603)}) {
    u1.push_back({stop, .1, static_cast<double>(tenth), 12});
    u1.push_back({stop, .01, static_cast<double>(hundredth), 12});
  }
  u1.push_back({"kk", .1, 0, 0});
  const char* rule = "challenger";
  return {one_at_a_time("U1", rule, runs, u1),
          one_at_a_time("U2", rule, runs, with_glrh(hyb(2700, 122, 3768, 127), 1594, 105, 2546, 108)),
          one_at_a_time("U3", rule, runs, with_glrh(hyb(3455, 135, 4613, 145), 2029, 112, 3040, 120)),
          one_at_a_time("U4", rule, runs, with_glrh(hyb(216, 8, 280, 9), 198, 8, 264, 8)),
          one_at_a_time("U5", rule, runs, with_glrh(hyb(7561, 448, 9968, 458), 5139, 446, 7459, 431)),
          one_at_a_time("U6", rule, runs, with_glrh(hyb(2886, 102, 3816, 116), 1633, 69, 2463, 91))};
}

std::vector<Trial> variants(std::uint64_t runs) {
  return {one_at_a_time("U1", "leader", runs, hyb(265, 14, 394, 16)),
          one_at_a_time("U1", "mix", runs, hyb(235, 12, 393, 14)),
          one_at_a_time("U1", "nemesis", runs, hyb(283, 14, 423, 16)),
          one_at_a_time("U1", "track-leader", runs, hyb(406, 18, 626, 22)),
          one_at_a_time("U2", "leader", runs, hyb(2477, 131, 3440, 130)),
          one_at_a_time("U2", "mix", runs, hyb(2799, 105, 3701, 102)),
          one_at_a_time("U2", "nemesis", runs, hyb(3186, 102, 4321, 114)),
          one_at_a_time("U2", "track-leader", runs, hyb(11'039, 451, 15'237, 443)),
          one_at_a_time("U3", "leader", runs, hyb(2794, 129, 3774, 130)),
          one_at_a_time("U3", "mix", runs, hyb(3517, 105, 4609, 112)),
          one_at_a_time("U6", "leader", runs, hyb(2781, 114, 3637, 125)),
          one_at_a_time("U6", "mix", runs, hyb(3258, 106, 4189, 111)),
          one_at_a_time("U6", "nemesis", runs, hyb(4075, 135, 5112, 132)),
          one_at_a_time("U5", "mix", runs, hyb(8260, 477, 10'801, 452)),
          one_at_a_time("U5", "nemesis", runs, hyb(8746, 314, 11'348, 309)),
          one_at_a_time("U4", "nemesis", runs, hyb(133, 2, 183, 7)),
          one_at_a_time("U4", "mix", runs, hyb(313, 12, 494, 15)),
          one_at_a_time("U4", "half", runs, hyb(194, 9, 291, 11))};
}

/// Rules of others, which see no further than 40 000 comparisons.
std::vector<Trial> controls(std::uint64_t runs) {
  const auto control = [runs](const std::string& name, const std::string& rule, std::vector<Watch> watches) {
    Trial trial = one_at_a_time(name, rule, runs, std::move(watches), 40'000);
    trial.settings.delta = .01;  // `sel` must not drop anyone who is still watched
    return trial;
  };
  return {control("U1", "sel", hyb(388, 16, 462, 18)),
          control("U1", "rucb", hyb(364, 17, 497, 18)),
          control("U1", "double-thompson", hyb(298, 15, 666, 37)),
          control("U1", "uniform", hyb(1971, 114, 2802, 138)),
          control("U1", "round-robin", hyb(1686, 115, 2380, 135)),
          control("U1", "eps-greedy", hyb(2597, 190, 4320, 283)),
          control("U2", "sel", hyb(4013, 110, 4587, 115)),
          control("U2", "rucb", hyb(3689, 105, 4517, 123)),
          control("U2", "double-thompson", hyb(5150, 322, 19'346, 1041)),
          control("U2", "round-robin", hyb(37'932, 562, 39'753, 180)),
          control("U3", "sel", hyb(5018, 97, 5383, 104)),
          control("U6", "sel", hyb(4679, 106, 5304, 112)),
          control("U5", "round-robin", hyb(23'888, 732, 28'928, 707)),
          control("U4", "uniform", hyb(294, 10, 400, 12)),
          control("U4", "round-robin", hyb(290, 10, 393, 12)),
          control("U4", "rucb", hyb(245, 10, 819, 35)),
          control("U4", "sel", hyb(1096, 94, 1761, 104)),
          control("U4", "double-thompson", hyb(620, 113, 1704, 228)),
          control("U4", "eps-greedy", hyb(2078, 93, 3140, 103))};
}

/// Error rates: the share of wrong answers, where the reference measured it at 2000 seeds.
std::vector<Trial> errors(std::uint64_t runs) {
  const std::vector<Watch> watches{{"hyb", .2}, {"hyb", .1}, {"hyb", .05}};
  return {one_at_a_time("U1", "challenger", 5 * runs, watches),
          one_at_a_time("U4", "nemesis", 5 * runs, watches), one_at_a_time("U5", "challenger", runs, watches),
          one_at_a_time("U6", "challenger", runs, watches)};
}

/// Ratios to the bound as delta falls.
std::vector<Trial> asymptotics(std::uint64_t runs) {
  const std::vector<Watch> watches{
      {"hyb", 1e-2}, {"hyb", 1e-5}, {"hyb", 1e-10}, {"hyb", 1e-20}, {"hyb", 1e-40}};
  return {one_at_a_time("U1", "challenger", runs, watches, 1'000'000),
          one_at_a_time("U4", "nemesis", runs, watches, 1'000'000),
          one_at_a_time("U4", "challenger", runs, watches, 1'000'000),
          one_at_a_time("U4", "mix", runs, watches, 1'000'000)};
}

std::vector<Trial> waves(std::uint64_t runs) {
  std::vector<Trial> trials;
  const auto add = [&](const std::string& name, std::uint64_t wave, double growth, double reference) {
    Trial trial = one_at_a_time(name, "challenger", runs, {{"hyb", .1, reference, reference * 0.05}});
    trial.settings.wave = wave;
    trial.settings.wave_growth = growth;
    trials.push_back(trial);
  };
  const std::map<std::uint64_t, std::pair<double, double>> fixed{
      {1, {248, 2700}}, {8, {302, 2866}}, {32, {362, 3123}}, {128, {505, 3424}}, {512, {1024, 4320}}};
  for (const auto& [wave, reference] : fixed) {
    add("U1", wave, 0, reference.first);
    add("U2", wave, 0, reference.second);
  }
  const std::map<double, std::pair<double, double>> growing{
      {.02, {303, 2949}}, {.05, {315, 3396}}, {.1, {317, 3712}}};
  for (const auto& [growth, reference] : growing) {
    add("U1", 0, growth, reference.first);
    add("U2", 0, growth, reference.second);
  }
  return trials;
}

std::vector<Trial> without_winner(std::uint64_t runs) {
  std::vector<Trial> trials{
      one_at_a_time("rock-paper-scissors", "challenger", runs, {{"identify-or-reject", .05, 236, 12}}),
      one_at_a_time("U1", "challenger", runs, {{"identify-or-reject", .05, 538, 20}})};
  for (Trial& trial : trials) {
    trial.settings.alternatives = Alternatives::no_winner;
    trial.settings.stop = "auto";
  }
  return trials;
}

void append(std::vector<Trial>& all, const std::vector<Trial>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Plan toy_plan() {
  Plan plan{{one_at_a_time("U1", "challenger", 3, hyb(266.6, 3, 418, 12))}, 3, 500, 120, 3};
  append(plan.trials, without_winner(2));
  return plan;
}

Plan usual_plan() {
  Plan plan{default_rule(100), 500, 20'000, 1000, 100};
  append(plan.trials, without_winner(100));
  return plan;
}

Plan whole_plan() {
  Plan plan{default_rule(400), 4000, 100'000, 1000, 200};
  append(plan.trials, variants(400));
  append(plan.trials, controls(200));
  append(plan.trials, errors(400));
  append(plan.trials, asymptotics(50));
  append(plan.trials, waves(400));
  append(plan.trials, without_winner(200));
  return plan;
}

}  // namespace megabandit::bench
