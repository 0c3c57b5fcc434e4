#include "run/shared_config.hpp"

#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {

ConfigText shared_config(const Job& job, const std::filesystem::path& path) {
  ConfigText text;
  agree(job.comm, [&] {
    if (job.comm.rank() == 0) text = load_config(path);
  });
  return {path, broadcast_text(job.comm, text.text, 0)};
}

}  // namespace megabandit
