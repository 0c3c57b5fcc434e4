#pragma once

#include "config/schema.hpp"

namespace megabandit {

enum class TowerKind { linear, mlp, identity };
enum class TableKind { fixed, trained };
enum class FixedVectors { embedding, output };

struct PolicySettings {
  TowerKind tower = TowerKind::linear;
  TableKind table = TableKind::fixed;
  FixedVectors vectors = FixedVectors::embedding;
  double temperature = 1;
  std::vector<std::int64_t> hidden = {64};
  std::int64_t embedding = 0;
  double init_scale = 0.005;
};

inline void declare(Schema& schema, PolicySettings& policy) {
  SchemaTable table =
      schema.table("policy", "The policy: score(x, a) = <tower(x), table(a)> / temperature, then a softmax.");
  table.choice<TowerKind>(
      "tower", policy.tower,
      {{"linear", TowerKind::linear}, {"mlp", TowerKind::mlp}, {"identity", TowerKind::identity}},
      "what turns a context's features into a vector");
  table.choice<TableKind>("table", policy.table,
                          {{"fixed", TableKind::fixed}, {"trained", TableKind::trained}},
                          "the actions' vectors: as the log has them, or learned");
  table
      .choice<FixedVectors>("vectors", policy.vectors,
                            {{"embedding", FixedVectors::embedding}, {"output", FixedVectors::output}},
                            "which of the log's: what actions are, or what users see of them")
      .used_when("table", {"fixed"});
  table.setting("temperature", policy.temperature, "divides the scores").above(0);
  table.setting("hidden", policy.hidden, "widths of the hidden layers")
      .at_least(1)
      .used_when("tower", {"mlp"});
  table
      .setting("embedding", policy.embedding, "columns of the table; 0: as many as the log's embeddings have")
      .at_least(0)
      .used_when("table", {"trained"});
  table.setting("init_scale", policy.init_scale, "standard deviation of the parameters at the start")
      .at_least(0);
}

}  // namespace megabandit
