#include "cli/context_source.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/block_plan.hpp"
#include "log/context_encoder.hpp"
#include "log/file/read_column.hpp"
#include "log/file/rules.hpp"
#include "storage/read_file.hpp"

namespace megabandit {
namespace {

constexpr const char* kFeatures = "/contexts/features";

Range own_part(const Job& job, std::uint64_t total) {
  return even_part(total, static_cast<std::uint64_t>(job.comm.rank()),
                   static_cast<std::uint64_t>(job.comm.size()));
}

bool is_log(const std::string& source) {
  const auto extension = std::filesystem::path(source).extension();
  return extension == ".h5" || extension == ".hdf5";
}

[[noreturn]] void unreadable(const std::string& source, const std::string& why) {
  throw MissingInput(
      fmt::format("{}: {}; give a text file with a context a line, or an HDF5 log", source, why));
}

void check_width(const std::string& source, std::uint64_t width, const SavedPolicy& saved) {
  const auto wanted = saved.policy.shape().tower.features;
  if (width != wanted)
    throw DataError(
        fmt::format("{}: contexts of {} features, but the policy was learned on {}", source, width, wanted));
}

ContextPart from_log(const Job& job, const std::string& source, const SavedPolicy& saved) {
  const ReadFile file(source);
  const auto shape = file.shape(kFeatures, 2);
  check_width(source, shape[1], saved);
  const Range mine = own_part(job, shape[0]);
  ContextPart part{
      mine.first,
      {},
      RowMatrix<float>(static_cast<Eigen::Index>(mine.size()), static_cast<Eigen::Index>(shape[1]))};
  Faults faults;
  read_column(file, feature_rule(), mine,
              std::span(part.features.data(), static_cast<std::size_t>(part.features.size())), faults);
  faults.throw_first(source);
  return part;
}

std::string read_all(const std::string& source) {
  std::ostringstream text;
  if (source == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(source, ignored)) unreadable(source, "is a directory");
  errno = 0;
  std::ifstream in(source);
  if (!in) unreadable(source, fmt::format("cannot be read: {}", std::strerror(errno)));
  text << in.rdbuf();
  return text.str();
}

ContextPart encode(const Job& job, const std::string& source, const std::string& all,
                   const SavedPolicy& saved) {
  std::vector<std::string> lines;
  std::istringstream in(all);
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();  // as importers do: a line end is no part of the last cell
    lines.push_back(std::move(line));
  }
  const auto encoder = make_encoder(saved.encoding);
  check_width(source, encoder->features(), saved);
  const Range mine = own_part(job, lines.size());
  ContextPart part{mine.first,
                   {lines.begin() + static_cast<std::ptrdiff_t>(mine.first),
                    lines.begin() + static_cast<std::ptrdiff_t>(mine.last)},
                   RowMatrix<float>(static_cast<Eigen::Index>(mine.size()),
                                    static_cast<Eigen::Index>(encoder->features()))};
  for (std::uint64_t i = 0; i < mine.size(); ++i) try {
      encoder->encode(part.text[i],
                      {part.features.row(static_cast<Eigen::Index>(i)).data(), encoder->features()});
    } catch (const Error& error) {
      throw DataError(fmt::format("{}:{}: {}", source, mine.first + i + 1, error.what()));
    }
  return part;
}

}  // namespace

ContextPart read_contexts(const Job& job, const std::string& source, const SavedPolicy& saved) {
  ContextPart part;
  if (is_log(source)) {
    agree(job.comm, [&] { part = from_log(job, source, saved); });
    return part;
  }
  std::string all;
  agree(job.comm, [&] {
    if (job.comm.rank() == 0) all = read_all(source);
  });
  all = broadcast_text(job.comm, all, 0);
  agree(job.comm, [&] { part = encode(job, source, all, saved); });
  return part;
}

}  // namespace megabandit
