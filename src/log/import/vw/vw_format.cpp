#include "log/import/vw/vw_format.hpp"

#include "base/narrow.hpp"
#include "log/import/vw/import_vw.hpp"

namespace megabandit {
namespace {

class VwFormat final : public ImportFormat {
 public:
  std::string name() const override { return "vw"; }
  std::string summary() const override { return "Vowpal Wabbit's cb and cb_adf text, JSON and dsjson"; }
  void declare(Schema& schema) override {
    SchemaTable vw = schema.table("vw", "How events of Vowpal Wabbit become rounds.");
    vw.setting("context_features", context_features_,
               "features of a context: the constant and what its names hash into")
        .between(2, kMostFeatures);
    vw.setting("action_features", action_features_,
               "the same of the embedding of an action that is described")
        .between(2, kMostFeatures);
    vw.choice("pdrop", vw_.drops,
              {{"scaled", DropRule::scaled}, {"relative", DropRule::relative}, {"ignore", DropRule::ignore}},
              "what is done about events that were dropped before logging (see docs/import.md)");
  }
  Imported read(const ImportOptions& options) override {
    vw_.context_features = narrow<std::uint32_t>(context_features_);
    vw_.action_features = narrow<std::uint32_t>(action_features_);
    return import_vw(vw_, options);
  }

 private:
  VwOptions vw_;
  std::uint64_t context_features_ = vw_.context_features, action_features_ = vw_.action_features;
};

}  // namespace

std::unique_ptr<ImportFormat> make_vw_format() { return std::make_unique<VwFormat>(); }

}  // namespace megabandit
