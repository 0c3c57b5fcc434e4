#include "normaliser/sampled.hpp"

#include "base/threads.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kQueriesAtATime = 32;

class Sampled final : public Normaliser {
 public:
  Sampled(SampleIdentity identity, const SoftmaxKernel& kernel, std::unique_ptr<Proposal> proposal)
      : identity_(std::move(identity)), kernel_(gather_kernel(kernel)), proposal_(std::move(proposal)) {}

  std::string name() const override { return identity_.name; }
  std::uint64_t memory() const override { return proposal_->memory(); }

  Partition partition(const SampleRequest& request, std::size_t threads) const override {
    const auto n = static_cast<std::size_t>(request.queries.rows());
    Partition out = empty_partition(n, static_cast<std::size_t>(request.queries.cols()), request.mean);
    const RowMatrix<float> queries = in_log2(request.queries);
    for_query_blocks(n, threads,
                     [&](std::size_t first, std::size_t count) { run(request, queries, first, count, out); });
    return out;
  }

 private:
  void run(const SampleRequest& request, const RowMatrix<float>& queries, std::size_t first,
           std::size_t count, Partition& out) const {
    const RowsView<float> some(queries.row(static_cast<Eigen::Index>(first)).data(),
                               static_cast<Eigen::Index>(count), queries.cols());
    std::vector<DrawnRows> draws(count);
    proposal_->draw(some, draw_names(request, identity_.seed, first, count), draws);
    WeightedSum sum(kernel_, request.mean ? static_cast<std::size_t>(queries.cols()) : 0);
    for (std::size_t q = 0; q < count; ++q) {
      draws[q].count_exactly(
          known_rows(request, first + q, [&](ActionId action) { return proposal_->row_of(action); }));
      sum.clear();
      sum.add(some.row(static_cast<Eigen::Index>(q)).data(), proposal_->rows(), draws[q]);
      sum.finish(out, first + q);
    }
  }

  SampleIdentity identity_;
  const GatherKernel& kernel_;
  std::unique_ptr<Proposal> proposal_;
};

}  // namespace

std::unique_ptr<Normaliser> make_sampled(SampleIdentity identity, const SoftmaxKernel& kernel,
                                         std::unique_ptr<Proposal> proposal) {
  return std::make_unique<Sampled>(std::move(identity), kernel, std::move(proposal));
}

void for_query_blocks(std::size_t queries, std::size_t threads,
                      const std::function<void(std::size_t, std::size_t)>& work) {
  parallel_for(threads, (queries + kQueriesAtATime - 1) / kQueriesAtATime, [&](std::size_t i, std::size_t) {
    const std::size_t first = i * kQueriesAtATime;
    work(first, std::min(kQueriesAtATime, queries - first));
  });
}

std::vector<DrawName> draw_names(const SampleRequest& request, std::uint64_t seed, std::size_t first,
                                 std::size_t count) {
  std::vector<DrawName> names;
  for (std::size_t q = first; q < first + count; ++q)
    names.push_back({seed, Stream::normaliser, request.epoch, request.context[q]});
  return names;
}

}  // namespace megabandit
