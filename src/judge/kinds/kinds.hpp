#pragma once
// The rows of the table of judges, each made in the file of its name.

#include "judge/table.hpp"

namespace megabandit::judges {

JudgeKind matrix();
JudgeKind scores();
JudgeKind linear();
JudgeKind log();
JudgeKind world();
JudgeKind reward_model();
JudgeKind process();
JudgeKind http();

}  // namespace megabandit::judges
