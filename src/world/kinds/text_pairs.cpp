#include "world/kinds/text_pairs.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/random.hpp"
#include "log/context_encoder.hpp"
#include "world/kinds/text_pair_source.hpp"
#include "world/random_matrix.hpp"
#include "world/rows.hpp"
#include "world/truncated_svd.hpp"

namespace megabandit {
namespace {

/// Rows of features of some texts; most entries are 0.
SparseRows encoded(const ContextEncoder& encoder, const std::vector<std::string>& texts) {
  SparseRows rows(static_cast<Eigen::Index>(texts.size()), static_cast<Eigen::Index>(encoder.features()));
  std::vector<float> features(encoder.features());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    encoder.encode(texts[i], features);
    rows.startVec(static_cast<Eigen::Index>(i));
    for (std::size_t k = 0; k < features.size(); ++k)
      if (features[k] != 0)
        rows.insertBack(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = features[k];
  }
  rows.finalize();
  return rows;
}

/// [features, embedding]: signs of equal size, so that inner products are kept on average.
RowMatrix<float> random_signs(std::uint64_t seed, Eigen::Index features, Eigen::Index embedding) {
  RowMatrix<float> map(features, embedding);
  const float size = 1 / std::sqrt(static_cast<float>(embedding));
  for (Eigen::Index i = 0; i < features; ++i)
    for (Eigen::Index k = 0; k < embedding; ++k) {
      const DrawName name{seed, Stream::world, static_cast<std::uint32_t>(WorldDraw::projection),
                          static_cast<std::uint64_t>(i)};
      map(i, k) = (philox(name, static_cast<std::uint32_t>(k))[0] & 1) != 0 ? size : -size;
    }
  return map;
}

RowMatrix<float> reduction_map(const TextPairsSettings& pairs, const SparseRows& words, std::uint64_t seed) {
  if (pairs.reduction == "random")
    return random_signs(seed, words.cols(), static_cast<Eigen::Index>(pairs.embedding));
  return truncated_svd(words, pairs.embedding, seed).right;
}

}  // namespace

void declare(Schema& schema, TextPairsSettings& pairs) {
  SchemaTable table = schema.table("text_pairs", "Texts and their right answers among the words of a list.");
  const std::string kind = "text-pairs";
  const auto used = [&](Setting& setting) -> Setting& { return setting.used_when("world.kind", {kind}); };
  used(table.setting("words", pairs.words, "the catalogue, one word a line, plain or .gz")).required();
  used(table.setting("pairs", pairs.pairs, "the file of texts and answers, plain or .gz")).required();
  used(table.choice("format", pairs.format, {"tsv", "codespell"},
                    "a table with a header, or lines typo->fix1, fix2,"));
  used(table.setting("text", pairs.text, "tsv: header of the column of texts"));
  used(table.setting("answers", pairs.answers, "tsv: header of the column of right answers"));
  used(table.choice("answers_as", pairs.answers_as, {"words", "indices"},
                    "tsv: words between commas, or line numbers from 0 between blanks"));
  used(table.setting("features", pairs.features, "places the n-grams of a text are hashed to")
           .between(1, 65536));
  used(table.setting("shortest", pairs.shortest, "characters of the shortest n-grams").between(1, 16));
  used(table.setting("longest", pairs.longest, "characters of the longest n-grams").between(1, 16));
  used(table.setting("embedding", pairs.embedding, "dimensions of a word's embedding").between(1, 4096));
  used(table.choice("reduction", pairs.reduction, {"svd", "random"},
                    "n-grams to embedding: truncated SVD of the catalogue, or random signs"));
}

Problem make_text_pairs(const TextPairsSettings& pairs, const ContextSettings& contexts, std::uint64_t seed,
                        const Part& part) {
  Problem problem;
  problem.encoding = fmt::format(R"({{"kind":"char-ngrams","features":{},"shortest":{},"longest":{}}})",
                                 pairs.features, pairs.shortest, pairs.longest);
  const auto encoder = make_encoder(problem.encoding);
  problem.catalogue.name = read_words(pairs.words);
  const TextPairSource source = read_text_pairs(pairs, problem.catalogue.name);
  problem.remarks = source.remarks;
  const ChosenContexts chosen = choose_contexts(source.answers.size(), contexts, seed);
  take_contexts(problem, chosen, source.answers, part);

  const SparseRows words = encoded(*encoder, problem.catalogue.name);
  const RowMatrix<float> map = reduction_map(pairs, words, seed);
  problem.catalogue.embedding = unit_rows(mapped(words, map));

  problem.features.resize(static_cast<Eigen::Index>(problem.own.size()),
                          static_cast<Eigen::Index>(pairs.features));
  for (std::uint64_t i = 0; i < problem.own.size(); ++i)
    encoder->encode(source.text[chosen.in_log[problem.own.first + i]],
                    {problem.features.row(static_cast<Eigen::Index>(i)).data(), pairs.features});
  problem.queries = unit_rows(mapped(problem.features, map));
  return problem;
}

}  // namespace megabandit
