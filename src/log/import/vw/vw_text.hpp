#pragma once

#include <memory>

#include "log/import/text/line_source.hpp"
#include "log/import/text/place.hpp"
#include "log/import/vw/vw_event.hpp"

namespace megabandit {

/// Text with a line an event (cb: the label's action is a number from 1) or a block of lines an event
/// (cb_adf: an optional `shared` line, then a line an action; the label's place in the block is the action,
/// its first number is not). Which of both is found out from the first block. @throws DataError for
/// conditional bandits and slates
std::unique_ptr<VwReader> make_vw_text_reader(std::unique_ptr<LineSource> lines);

/// The features of one line, from its first bar on. @throws BadRow
NamedFeatures vw_text_features(const Place& place, std::string_view line);

}  // namespace megabandit
