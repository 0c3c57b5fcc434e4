#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "base/version.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Fly final : public Command {
 public:
  std::string name() const override { return "train"; }
  std::string summary() const override { return "Learn a policy."; }
  void declare(CLI::App& app) override {
    app.add_option("RUN", run_file, "The run file")->required();
    app.add_option("--out", out, "Where to");
    app.footer("Examples:\n  megabandit train run.toml");
  }
  Exit run(const Job&) override { return Exit::done; }

  std::string run_file;
  std::string out = "here";
};

Understood understood(const std::vector<std::string>& words) {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(std::make_unique<Fly>());
  return understand(std::move(commands), words);
}

Answer answered(const std::vector<std::string>& words) {
  Understood result = understood(words);
  if (const auto* answer = std::get_if<Answer>(&result)) return *answer;
  return {Exit::internal, "a command instead of an answer"};
}

TEST(CommandLine, gives_the_subcommand_its_options) {
  Understood result = understood({"train", "run.toml", "--out", "there"});
  ASSERT_TRUE(std::holds_alternative<std::unique_ptr<Command>>(result));
  const auto& fly = dynamic_cast<const Fly&>(*std::get<std::unique_ptr<Command>>(result));
  EXPECT_EQ(fly.run_file, "run.toml");
  EXPECT_EQ(fly.out, "there");
}

TEST(CommandLine, helps_without_running_anything) {
  const Answer help = answered({"--help"});
  EXPECT_EQ(help.exit, Exit::done);
  EXPECT_THAT(help.text, StartsWith("megabandit learns decision policies"));
  EXPECT_THAT(help.text, HasSubstr("Usage: megabandit "));
  EXPECT_THAT(help.text, HasSubstr("Learn a policy."));
  EXPECT_THAT(help.text, HasSubstr("75  stopped early"));
  EXPECT_EQ(answered({"--version"}).text, std::string("megabandit ") + version() + "\n");
}

TEST(CommandLine, helps_with_a_subcommand) {
  const Answer help = answered({"train", "--help"});
  EXPECT_EQ(help.exit, Exit::done);
  EXPECT_THAT(help.text, StartsWith("Learn a policy."));
  EXPECT_THAT(help.text, HasSubstr("Usage: megabandit train [OPTIONS] RUN"));
  EXPECT_THAT(help.text, HasSubstr("  megabandit train run.toml"));
  EXPECT_THAT(help.text, HasSubstr("65  bad data"));
  EXPECT_THAT(help.text, Not(HasSubstr("mpirun -n 4")));  // an example of the program, not of this
}

TEST(CommandLine, refuses_what_it_does_not_know_and_says_what_there_is) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"trian", "run.toml"},
                                                {"fly"},
                                                {"--trian"},
                                                {"train"},
                                                {"train", "a", "--uot", "x"}}) {
    const Answer refusal = answered(words);
    EXPECT_EQ(refusal.exit, Exit::usage) << refusal.text;
    EXPECT_THAT(refusal.text, StartsWith("megabandit: error: "));
  }
  EXPECT_THAT(answered({"trian"}).text, HasSubstr("there is no subcommand `trian`, did you mean `train`?"));
  EXPECT_THAT(answered({"fly"}).text, HasSubstr("There are: train"));
  EXPECT_THAT(answered({"train"}).text, HasSubstr("RUN is required"));
  EXPECT_THAT(answered({"train", "a", "--uot", "x"}).text, HasSubstr("--uot"));
  EXPECT_THAT(answered({"train"}).text, HasSubstr("Run `megabandit train --help`"));
}

}  // namespace
}  // namespace megabandit
