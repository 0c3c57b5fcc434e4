#include "generator/settings.hpp"

#include "base/error.hpp"

namespace megabandit {

void declare(Schema& schema, GenerateConfig& config) {
  BankSettings& bank = config.bank;
  SchemaTable table = schema.table("bank", "The bank of outputs that is filled (docs/generators.md).");
  table.setting("queries", bank.queries, "a text file with a query on every line").required();
  table.setting("actions", bank.actions, "a text file with an action, a prompt say, on every line")
      .required();
  table.setting("samples", bank.samples, "outputs of each query and action").between(1, 1 << 20);
  table.setting("columns", bank.columns, "numbers of an output; 0: as many as the generator's first has");
  table.setting("seed", bank.seed, "from which the seeds of all requests are made");
  table.choice<OutputTexts>(
      "texts", bank.texts, {{"keep", OutputTexts::keep}, {"drop", OutputTexts::drop}},
      "whether the bank has the generator's texts, if it sends any, beside their embeddings");
  table.choice<Gaps>("gaps", bank.gaps, {{"error", Gaps::error}, {"leave", Gaps::leave}},
                     "what becomes of an output whose answers can never be read: nothing is written, or "
                     "the bank says that it lacks it");
  OutsideGeneratorSettings& generator = config.generator;
  SchemaTable outside = schema.table("generator", "The program that makes outputs (docs/generators.md).");
  declare_process(outside, generator.process, {});
  outside
      .setting("name", generator.name,
               "by which answers of an earlier run are known to be this generator's; empty: its command")
      .operational();
  outside
      .setting("answers", generator.answers,
               "a directory where answers are kept, so that nothing is asked twice; empty: the bank's name "
               "with .answers behind it")
      .operational();
  declare_dispatch(outside, generator.dispatch, {});
}

GenerateConfig read_generate_config(const ConfigText& file, std::span<const std::string> sets) {
  GenerateConfig config;
  Schema schema;
  declare(schema, config);
  config.resolved = schema.read(file, sets);
  if (config.generator.process.command.empty())
    throw ConfigError(file.path.string() +
                      ": generator.command is missing: the command line that starts the generator");
  return config;
}

}  // namespace megabandit
