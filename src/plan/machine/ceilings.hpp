#pragma once
// What a machine can do: the numbers a plan is made from. `megabandit plan --calibrate` measures them; until
// then a plan is made from conservative ones, and says so.

#include <cstdint>
#include <filesystem>
#include <string>

#include "comm/communicator.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

/// How long one core takes for pairs of a query and an action: a part that every pair costs (its
/// exponential), and multiply-adds.
struct KernelRate {
  double pair_s = 0;       ///< seconds a pair
  double flops_per_s = 1;  ///< > 0
  double seconds(double pairs, double flops) const { return pairs * pair_s + flops / flops_per_s; }
};

/// What a kernel of one precision does.
struct KernelRates {
  KernelRate log_z{1.5e-10, 50e9};           ///< 2 d flop a pair
  KernelRate mean{1.5e-10, 60e9};            ///< log Z with the mean: 4 d flop a pair
  KernelRate table_gradient{1.5e-10, 60e9};  ///< 4 d flop a pair
};

/// All rates are of one core, those of messages of one rank; none is 0.
struct Ceilings {
  std::string measured_on{};  ///< host and kernel; empty: the built-in numbers
  int cores = 1;              ///< of the host
  KernelRates fp32, bf16;
  double memory_bytes_per_s = 4e9;
  double tally_adds_per_s = 3e8;    ///< numbers added to reproducible sums
  double tower_flops_per_s = 3e9;   ///< in double
  double log_bytes_per_s = 5e8;     ///< of rounds and contexts, read and checked
  double message_latency_s = 5e-6;  ///< of a message of no length
  double message_bytes_per_s = 2e9;

  const KernelRates& of(Precision precision) const { return precision == Precision::bf16 ? bf16 : fp32; }
  bool measured() const { return !measured_on.empty(); }
};

/// The content of a file of ceilings.
std::string json_text_of(const Ceilings& ceilings);
/// @local  @throws MissingInput when the file cannot be read, DataError when it holds no ceilings.
Ceilings load_ceilings(const std::filesystem::path& path);
/// @local  Complete, or the file is as it was; makes missing directories. @throws CannotWrite
void save_ceilings(const std::filesystem::path& path, const Ceilings& ceilings);

/// Where ceilings are kept when nobody names a file: $MEGABANDIT_CEILINGS, else
/// $XDG_CONFIG_HOME/megabandit/ceilings.json, else ~/.config/megabandit/ceilings.json. @local
std::filesystem::path usual_ceilings_path();

/// @collective  Those in the usual place, read by rank 0; the built-in ones where there is no such file. The
/// same on all ranks. @throws AgreedError when the file is damaged.
Ceilings usual_ceilings(Communicator& comm);

}  // namespace megabandit
