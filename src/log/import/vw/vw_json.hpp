#pragma once

#include <memory>
#include <string_view>

#include "log/import/text/line_source.hpp"
#include "log/import/vw/vw_event.hpp"

namespace megabandit {

/// A JSON object a line: VW JSON (_label_Cost, _label_Probability, _labelIndex) or dsjson (_label_cost,
/// _label_probability, _label_Action from 1, a, p, pdrop; the context in c). @throws DataError for several
/// slots
std::unique_ptr<VwReader> make_vw_json_reader(std::unique_ptr<LineSource> lines);

/// The shared features of one JSON object. @throws BadRow
NamedFeatures vw_json_features(std::string_view line);

}  // namespace megabandit
