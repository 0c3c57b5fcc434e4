#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <omp.h>

#include <algorithm>

#include "bench/normaliser/inverted_lists.hpp"

namespace megabandit::bench {
namespace {

class FaissLists final : public InvertedLists {
 public:
  FaissLists(const RowMatrix<float>& table, std::uint64_t lists)
      : coarse_(table.cols()),
        index_(&coarse_, static_cast<std::size_t>(table.cols()), lists, faiss::METRIC_INNER_PRODUCT) {
    omp_set_num_threads(1);
    index_.train(std::min<faiss::Index::idx_t>(table.rows(), static_cast<faiss::Index::idx_t>(64 * lists)),
                 table.data());
    index_.add(table.rows(), table.data());
  }

  std::vector<std::vector<ActionId>> top(const RowMatrix<float>& queries, std::uint64_t nearest,
                                         std::uint64_t probes) const override {
    std::vector<float> score(static_cast<std::size_t>(queries.rows()) * nearest);
    std::vector<faiss::Index::idx_t> found(score.size());
    faiss::SearchParametersIVF parameters;
    parameters.nprobe = probes;
    index_.search(queries.rows(), queries.data(), static_cast<faiss::Index::idx_t>(nearest), score.data(),
                  found.data(), &parameters);
    std::vector<std::vector<ActionId>> actions(static_cast<std::size_t>(queries.rows()));
    for (std::size_t i = 0; i < found.size(); ++i)
      if (found[i] >= 0) actions[i / nearest].push_back(ActionId{static_cast<std::uint32_t>(found[i])});
    for (auto& some : actions) std::ranges::sort(some);
    return actions;
  }

 private:
  faiss::IndexFlatL2 coarse_;
  faiss::IndexIVFFlat index_;
};

}  // namespace

std::unique_ptr<InvertedLists> make_inverted_lists(const RowMatrix<float>& table, std::uint64_t lists) {
  return std::make_unique<FaissLists>(table, lists);
}

}  // namespace megabandit::bench
