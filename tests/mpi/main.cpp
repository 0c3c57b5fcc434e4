// gtest on many ranks: rank 0 prints as ever, the others only what fails, and all return the same exit code.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "comm/collect.hpp"
#include "world.hpp"

namespace megabandit {
namespace {

std::optional<Environment> environment;

class OnlyFailures final : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    const char* file = result.file_name() ? result.file_name() : "unknown file";
    fmt::print(stderr, "rank {}: {}:{}: {}\n", world().comm().rank(), file, result.line_number(),
               result.message());
  }
};

}  // namespace

Environment& world() { return *environment; }

}  // namespace megabandit

int main(int argc, char** argv) {
  using namespace megabandit;
  testing::InitGoogleTest(&argc, argv);
  environment.emplace(launch([](const char* name) { return std::getenv(name); }));
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  if (world().comm().rank() > 0) {
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new OnlyFailures);
  }
  const auto code = max_value(world().comm(), RUN_ALL_TESTS());
  environment.reset();
  return static_cast<int>(code);
}
