#include "world/world.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.hpp"

namespace megabandit {
namespace {

struct Kind {
  std::string_view name;
  Problem (*make)(const WorldSettings& world, const Part& part);
};

constexpr std::array kKinds{
    Kind{"generator", [](const WorldSettings& world,
                         const Part& part) { return make_generator(world.generator, world.seed, part); }},
    Kind{"text-pairs",
         [](const WorldSettings& world, const Part& part) {
           return make_text_pairs(world.text_pairs, world.contexts, world.seed, part);
         }},
    Kind{"ratings",
         [](const WorldSettings& world, const Part& part) {
           return make_ratings(world.ratings, world.contexts, world.seed, part);
         }},
    Kind{"id-lists",
         [](const WorldSettings& world, const Part& part) {
           return make_id_lists(world.id_lists, world.contexts, world.seed, part);
         }},
};

constexpr std::string_view kSentences = "sentences";

}  // namespace

bool is_of_sentences(const WorldSettings& world) { return world.kind == kSentences; }

void declare(Schema& schema, WorldSettings& world) {
  std::vector<std::string> kinds, from_files;
  for (const Kind& kind : kKinds) {
    kinds.emplace_back(kind.name);
    if (kind.name != "generator") from_files.emplace_back(kind.name);
  }
  const std::vector<std::string> with_answers = kinds;
  kinds.emplace_back(kSentences);
  SchemaTable table = schema.table("world", "A problem with a known answer, to be logged by `simulate`.");
  table.choice("kind", world.kind, kinds, "what it is made of; each kind has a table of its own");
  table.setting("seed", world.seed, "of all that is drawn");
  declare(table, world.contexts, from_files);
  declare(schema, world.generator);
  declare(schema, world.text_pairs);
  declare(schema, world.ratings);
  declare(schema, world.id_lists);
  declare(schema, world.sentences);
  declare(schema, world.logging, with_answers);
}

double simulation_bytes(const WorldSettings& world, int ranks) {
  if (is_of_sentences(world)) return simulation_bytes(world.sentences, ranks);
  if (world.kind != "generator") return 0;
  const auto number = [](std::uint64_t count) { return static_cast<double>(count); };
  const double row = sizeof(float) * number(world.generator.dimensions);
  const double centres = number(world.generator.clusters) * 2 * row;  // in double
  const double contexts = (number(world.generator.train) + number(world.generator.test)) / ranks;
  const double rounds = contexts * number(world.logging.rounds_per_context);
  constexpr double kColumnsOfRound = 17, kOrderOfRound = 8;  // the log is sorted before it is written
  return number(world.generator.actions) * row + centres + contexts * 2 * row +
         rounds * (kColumnsOfRound + kOrderOfRound);
}

Problem make_problem(const WorldSettings& world, const Part& part) {
  const auto kind = std::ranges::find(kKinds, std::string_view(world.kind), &Kind::name);
  if (kind == kKinds.end()) throw InternalError("a world of the unknown kind " + world.kind);
  return kind->make(world, part);
}

}  // namespace megabandit
