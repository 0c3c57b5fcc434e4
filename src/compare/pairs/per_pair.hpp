#pragma once
// Something for every pair of candidates.

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "compare/pairs/pair.hpp"

namespace megabandit {

/// Up to so many candidates what belongs to pairs is kept for every pair (an array), above for the pairs that
/// were touched alone (a hash table).
inline constexpr std::uint64_t kDenseCandidates = 2048;

/// Unordered pairs of so many candidates.
constexpr std::uint64_t pairs_of(std::uint64_t candidates) { return candidates * (candidates - 1) / 2; }

/// A T for every pair; T{} before it is touched.
template <class T>
class PerPair {
 public:
  explicit PerPair(std::uint64_t candidates)
      : candidates_(candidates), dense_(candidates > kDenseCandidates ? 0 : pairs_of(candidates)) {}

  T operator()(Pair pair) const {
    if (!dense_.empty()) return dense_[index(pair)];
    const auto found = sparse_.find(key(pair));
    return found == sparse_.end() ? T{} : found->second;
  }
  T& operator[](Pair pair) { return dense_.empty() ? sparse_[key(pair)] : dense_[index(pair)]; }

 private:
  std::size_t index(Pair pair) const {  // pairs in increasing order
    const std::uint64_t a = pair.a.value, b = pair.b.value;
    return a * (2 * candidates_ - a - 1) / 2 + (b - a - 1);
  }
  static std::uint64_t key(Pair pair) { return std::uint64_t{pair.a.value} << 32 | pair.b.value; }

  std::uint64_t candidates_;
  std::vector<T> dense_;
  std::unordered_map<std::uint64_t, T> sparse_;
};

}  // namespace megabandit
