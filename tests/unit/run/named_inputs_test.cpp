// A missing input is told with the setting that named it.
#include "run/named_inputs.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "config/schema.hpp"

namespace megabandit {
namespace {

struct Files {
  std::filesystem::path log, other = "standard.h5";
  std::vector<std::filesystem::path> more;
};

Resolved resolved(const std::string& text, const std::vector<std::string>& sets) {
  Files files;
  Schema schema;
  SchemaTable table = schema.table("log", "");
  table.setting("path", files.log, "");
  table.setting("other", files.other, "");
  table.setting("more", files.more, "");
  return schema.read({"jobs/run.toml", text}, sets);
}

std::string told(const std::string& text, const Resolved& settings) {
  try {
    naming_inputs(settings, [&] { throw MissingInput(text); });
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::missing_input);
    return error.what();
  }
  return "nothing";
}

TEST(NamingInputs, AFileIsToldWithItsSetting) {
  const Resolved settings = resolved("[log]\npath = 'a.h5'\nmore = ['b.h5', 'c.h5']\n", {});
  EXPECT_EQ(told("jobs/a.h5: is not there", settings),
            "jobs/a.h5: is not there (`log.path`, jobs/run.toml:2)");
  EXPECT_EQ(told("jobs/c.h5: is not there", settings),
            "jobs/c.h5: is not there (`log.more`, jobs/run.toml:3)");
  EXPECT_EQ(told("d.h5: is not there", resolved("", {"log.path=d.h5"})),
            "d.h5: is not there (`log.path`, --set)");
}

TEST(NamingInputs, WhatNoSettingNamedIsToldAsItIs) {
  const Resolved settings = resolved("[log]\npath = 'a.h5'\n", {});
  EXPECT_EQ(told("standard.h5: is not there", settings), "standard.h5: is not there");
  EXPECT_EQ(told("jobs/a.h5.more: is not there", settings), "jobs/a.h5.more: is not there");
}

TEST(NamingInputs, OtherErrorsPassAndValuesCome) {
  const Resolved settings = resolved("[log]\npath = 'a.h5'\n", {});
  EXPECT_EQ(naming_inputs(settings, [] { return 3; }), 3);
  try {
    naming_inputs(settings, [] { throw DataError("jobs/a.h5: is broken"); });
    FAIL() << "nothing was thrown";
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "jobs/a.h5: is broken");
  }
}

TEST(NamingInputs, RanksStillAgree) {
  const Resolved settings = resolved("[log]\npath = 'a.h5'\n", {});
  try {
    naming_inputs(settings, [] { throw AgreedError(Exit::missing_input, "jobs/a.h5: is not there", 2); });
    FAIL() << "nothing was thrown";
  } catch (const AgreedError& error) {
    EXPECT_STREQ(error.what(), "jobs/a.h5: is not there (`log.path`, jobs/run.toml:2)");
    EXPECT_EQ(error.failing_rank(), 2);
  }
}

}  // namespace
}  // namespace megabandit
