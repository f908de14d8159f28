#pragma once

#include "ui/charts/chartspec.h"
#include "ui/charts/theme.h"

#include <QRectF>

#include <vector>

class QPainter;

// Charts, clouds and figures on any painter, as vectors: on screen, in SVG and PNG, and on paper. Needs no widgets.
namespace leadline {

// One figure: title, subtitle, value, change against the compared period in words and arrow, band with its edition, n,
// sparkline.
struct CardSpec {
    QString title; // "Change lead time"
    QString subtitle; // "median · Payments"
    QString value; // "2.4 d"; empty = no value, `note` says why
    QString delta; // "18 % shorter than the 90 days before"; empty = not compared
    int judgement = 0; // of the delta: 1 better, -1 worse, 0 neither; said as a word before the delta
    int direction = 0; // of the value: 1 rose, -1 fell, 0 unknown: the arrow points there
    int band = -1; // 0 elite … 3 low; -1 none
    QString bandText; // "High · DORA 2023"
    QString note; // "n = 412"
    std::vector<double> sparkline; // oldest first; NaN = gap
    bool thin = false; // few records: greyed
    int titleLines = 1; // room for so many lines at least, so that figures of cards side by side are level
};

void paintChart(QPainter &painter, const QRectF &area, const ChartSpec &spec, const Theme &theme);
void paintCloud(QPainter &painter, const QRectF &area, const CloudSpec &spec, const Theme &theme);
// How many lines the card's title takes at this width: one or two.
[[nodiscard]] int cardTitleLines(const CardSpec &spec, double width, const Theme &theme);
void paintCard(QPainter &painter, const QRectF &area, const CardSpec &spec, const Theme &theme);

} // namespace leadline
