#pragma once
// What tests of other threads and programs need: patience, and failures as values.

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "base/error.hpp"

namespace megabandit {

/// The exit and text of the error with which `work` ends.
template <class Work>
std::pair<Exit, std::string> failure_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return {error.exit(), error.what()};
  }
  return {Exit::done, "nothing was thrown"};
}

/// Waits for what another thread or program does.
template <class Condition>
bool comes_true(const Condition& condition) {
  for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return condition();
}

}  // namespace megabandit
