#pragma once

#include "core/report/pages.h"
#include "core/report/report.h"

// The pieces of a report as blocks of a width (device units).
namespace leadline {

[[nodiscard]] Block titleBlock(const Report &report, double width);
[[nodiscard]] Block headingBlock(const ReportSection &section, double width); // heading, subtitle and text
[[nodiscard]] Block cardsBlock(const std::vector<ReportCard> &cards, double width);
[[nodiscard]] Block chartBlock(const ReportSection &section, double width);
[[nodiscard]] Block notesBlock(const QStringList &notes, double width);
[[nodiscard]] Block definitionBlock(const ReportDefinition &definition, double width);
[[nodiscard]] Block stacked(std::vector<Block> blocks, double gap); // one under the other, empty ones left out
[[nodiscard]] Block padded(Block block, double height); // with room below it
// Side by side, tops aligned: each with its left edge and width as parts of the whole.
struct SideBlock {
    Block block;
    double from = 0;
    double width = 0;
};
[[nodiscard]] Block sideBySide(std::vector<SideBlock> blocks);

} // namespace leadline
