// The benchmark of the DSO paper: a policy of sentences in a world that is made.

#include "sentences/sentences_runner.hpp"
#include "sweep/kinds/kinds.hpp"

namespace megabandit {

RunnerKind runners::sentences() {
  return {"sentences", false, [](const std::optional<ConfigText>&) -> std::unique_ptr<Runner> {
            return std::make_unique<SentencesRunner>();
          }};
}

}  // namespace megabandit
