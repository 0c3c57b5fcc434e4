#include "normaliser/table.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "config/schema.hpp"
#include "normaliser/kinds/kinds.hpp"

namespace megabandit {

const std::vector<NormaliserKind>& normaliser_kinds() {
  static const std::vector<NormaliserKind> kinds{normalisers::exact(), normalisers::head_tail(),
                                                 normalisers::cluster(), normalisers::uniform(),
                                                 normalisers::index()};
  return kinds;
}

void declare(Schema& schema, NormaliserSettings& normaliser) {
  std::vector<std::string> approximate;
  for (const NormaliserKind& kind : normaliser_kinds())
    if (kind.choice.name != NormaliserSettings{}.kind) approximate.push_back(kind.choice.name);
  SchemaTable table = schema.table(
      "normaliser", "How the softmax over the catalogue is summed: exactly, or faster with a stated error.");
  table.choice("kind", normaliser.kind, choices_of(normaliser_kinds()), normaliser.parameters, "the method");
  table
      .setting("error", normaliser.error,
               "relative error of the contexts' gradients that is accepted; the exact sum takes over when a "
               "probe shows more")
      .above(0)
      .used_when("kind", approximate);
  table.setting("probe", normaliser.probe, "contexts an epoch on which that error is measured")
      .at_least(1)
      .used_when("kind", approximate);
}

std::unique_ptr<Normaliser> make_normaliser(const NormaliserSettings& settings,
                                            const NormaliserParts& parts) {
  const NormaliserKind& kind = chosen("normaliser", normaliser_kinds(), settings.kind);
  const Arguments all = complete("normaliser", kind.choice, settings.parameters);
  if (kind.choice.name != NormaliserSettings{}.kind && !parts.catalogue.whole())
    throw ConfigError(
        fmt::format("normaliser.kind is \"{}\", which draws from the whole catalogue, but the catalogue is "
                    "cut over ranks; set run.layout to \"log\", or normaliser.kind to \"{}\"",
                    settings.kind, NormaliserSettings{}.kind));
  return kind.make(all, parts);
}

namespace normalisers {

Parameter draws_parameter(double standard) {
  return {"draws", standard, 1, 1e9, "actions drawn in each context", SettingKind::integer};
}

}  // namespace normalisers
}  // namespace megabandit
