#pragma once

namespace megabandit {

/// Under which policy it is asked which action made what was seen.
enum class Posterior {
  policy,   ///< the learned one: estimates of the policy's value, DSO
  logging,  ///< the one that logged: weighted log-likelihoods, DSO-PWLL (DSO specification 1.13)
};

}  // namespace megabandit
