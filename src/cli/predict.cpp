#include <cstdio>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/at_least_one.hpp"
#include "cli/commands.hpp"
#include "cli/context_source.hpp"
#include "comm/agree.hpp"
#include "policy/predict.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

class Predict final : public Command {
 public:
  std::string name() const override { return "predict"; }
  std::string summary() const override { return "List the best actions for contexts"; }

  void declare(CLI::App& app) override {
    app.add_option("--policy", policy_, "run directory or policy file")->required()->type_name("DIR|FILE");
    app.add_option("--contexts", contexts_,
                   "text file with a context a line, numbers or raw text as the log was made from; - for "
                   "standard input; or an HDF5 log")
        ->required()
        ->type_name("FILE|-|LOG.h5");
    app.add_option("--top", top_, "how many actions for each context")
        ->check(at_least_one())
        ->capture_default_str();
    auto* json = app.add_flag("--json", json_, "a JSON object a line for every context");
    app.add_flag("--csv", csv_, "comma-separated: context,rank,action,name,probability")->excludes(json);
    app.add_option("--threads", threads_, "threads of a rank")->check(at_least_one())->capture_default_str();
  }

  Exit run(const Job& job) override {
    const SavedPolicy saved = load_policy(job, policy_);
    const SoftmaxKernel& kernel = common_kernel(job.comm);
    const ContextPart contexts = read_contexts(job, contexts_, saved);
    std::string text;
    agree(job.comm, [&] {
      const auto predicted =
          predict({saved.policy, kernel, threads_},
                  {contexts.features.data(), contexts.features.rows(), contexts.features.cols()}, top_);
      for (std::size_t i = 0; i < predicted.size(); ++i) text += format(saved, contexts, i, predicted[i]);
    });
    print(job, text);
    return Exit::done;
  }

 private:
  std::string format(const SavedPolicy& saved, const ContextPart& contexts, std::size_t i,
                     const std::vector<Predicted>& best) const {
    const std::string text = contexts.text.empty() ? "" : contexts.text[i];
    if (json_) return format_json(saved, contexts.first + i, text, best);
    std::string out =
        csv_ ? "" : fmt::format("{}\n", text.empty() ? fmt::format("context {}", contexts.first + i) : text);
    for (std::size_t rank = 0; rank < best.size(); ++rank) {
      const std::string name = name_of(saved, best[rank].action);
      out += csv_ ? fmt::format("{},{},{},{},{:.9g}\n", contexts.first + i, rank + 1, best[rank].action.value,
                                quoted(name), best[rank].probability)
                  : row(rank + 1, name, best[rank]);
    }
    return out;
  }

  // The number of an action without a name stands in the place of the name.
  static std::string row(std::size_t rank, const std::string& name, const Predicted& one) {
    const std::string number = fmt::format("action {}", one.action.value);
    return fmt::format("{:>6}. {:<32} {:>10.6f}{}\n", rank, name.empty() ? number : name, one.probability,
                       name.empty() ? "" : fmt::format("   ({})", number));
  }

  static std::string format_json(const SavedPolicy& saved, std::uint64_t number, const std::string& text,
                                 const std::vector<Predicted>& best) {
    Json actions = Json::array();
    for (const Predicted& one : best) {
      Json action = {{"action", one.action.value}, {"probability", one.probability}};
      if (!saved.names.empty()) action["name"] = saved.names[one.action.value];
      actions.push_back(action);
    }
    Json line = {{"context", number}};
    if (!text.empty()) line["text"] = text;
    line["actions"] = actions;
    return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

  static std::string name_of(const SavedPolicy& saved, ActionId action) {
    return saved.names.empty() ? "" : saved.names[action.value];
  }

  void print(const Job& job, const std::string& mine) const {
    const auto parts = job.comm.gather(std::as_bytes(std::span(mine)), 0);
    if (csv_ && !parts.empty()) std::fputs("context,rank,action,name,probability\n", stdout);
    for (const Bytes& part : parts) std::fwrite(part.data(), 1, part.size(), stdout);
  }

  std::string policy_, contexts_;
  std::size_t top_ = 5, threads_ = 1;
  bool json_ = false, csv_ = false;
};

}  // namespace

std::unique_ptr<Command> make_predict() { return std::make_unique<Predict>(); }

}  // namespace megabandit
