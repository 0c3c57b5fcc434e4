#include "log/import/share_part.hpp"

#include <nlohmann/json.hpp>

namespace megabandit {
namespace {

using nlohmann::json;

Bytes packed(const LogPart& part) {
  json shared{{"features", part.features.cols()}, {"actions", part.actions}, {"splits", part.splits}};
  shared["encoding"] = part.encoding;
  shared["logging_policy"] = part.logging_policy;
  shared["created_by"] = part.created_by;
  if (part.truth) shared["truth"] = part.truth->otherwise;
  if (part.factored_truth) shared["truth_columns"] = part.factored_truth->context.cols();
  if (part.output_law) shared["noise"] = part.output_law->noise;
  const std::vector<std::uint8_t> packed = json::to_cbor(shared);  // takes texts that are no UTF-8 too
  const auto* bytes = reinterpret_cast<const std::byte*>(packed.data());
  return {bytes, bytes + packed.size()};
}

LogPart empty_part(const Bytes& bytes) {
  const auto* packed = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const json shared = json::from_cbor(packed, packed + bytes.size());
  LogPart part;
  part.features.resize(0, shared["features"].get<Eigen::Index>());
  part.actions = shared["actions"];
  part.splits = shared["splits"];
  part.encoding = shared["encoding"];
  part.logging_policy = shared["logging_policy"];
  part.created_by = shared["created_by"];
  if (shared.contains("truth"))
    part.truth = Truth{.offset = {0}, .action = {}, .reward = {}, .otherwise = shared["truth"]};
  if (shared.contains("truth_columns")) {
    const Eigen::Index columns = shared["truth_columns"];
    part.factored_truth = FactoredTruth{RowMatrix<float>(0, columns), RowMatrix<float>(0, columns)};
  }
  if (shared.contains("noise")) part.output_law = OutputLaw{.noise = shared["noise"]};
  return part;
}

}  // namespace

void share_part(Communicator& comm, LogPart& part) {
  const bool reads = comm.rank() == 0;
  const std::vector<Bytes> all = comm.all_gather(reads ? packed(part) : Bytes{});
  if (!reads) part = empty_part(all[0]);
}

}  // namespace megabandit
