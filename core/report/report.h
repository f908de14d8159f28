#pragma once

#include "core/base/error.h"
#include "core/base/instant.h"

#include <QLocale>
#include <QRectF>
#include <QStringList>
#include <QTimeZone>

#include <functional>
#include <vector>

class QPainter;

// A report as data: what stands on the pages. reportparts.h makes the pieces from metric results.
namespace leadline {

// Paints into the rectangle; one unit is about a pixel of a screen, so that what paints a window paints paper too.
using ReportPainter = std::function<void(QPainter &, const QRectF &)>;

// One figure of a row of figures.
struct ReportCard {
    QString title; // "Change lead time"
    QString figure; // "2.4 d"; "–" where there is none
    QString band; // "High · DORA 2023"; may be empty
    QString delta; // "18 % shorter than the 90 days before"; may be empty
    int judgement = 0; // of the delta: 1 better, -1 worse
    int direction = 0; // of the figure: 1 rose, -1 fell
    QString note; // "n = 412"
    std::vector<double> sparkline; // oldest first; NaN = gap
};

struct ReportTable {
    QStringList headings;
    std::vector<QStringList> rows; // shorter rows end in empty cells
    std::vector<bool> numeric; // by column: aligned right; missing = text
    std::vector<bool> groups; // by row: a heading over those below it, whose first cell takes the whole width
    QString emptyText; // said instead of a table without rows

    [[nodiscard]] bool isEmpty() const { return headings.isEmpty(); }
};

// A heading with what belongs under it, in this order: text, cards, chart, table, notes. Each may be missing.
struct ReportSection {
    QString heading;
    QString subtitle; // "median, first commit to production · n = 412"
    QString text;
    std::vector<ReportCard> cards;
    ReportPainter chart;
    double chartHeight = 150; // points; somewhat more where its page has room left
    ReportTable table;
    QStringList notes; // small, at the end
    int columns = 12; // of twelve; neighbours share a row while they fit. Long tables always take all twelve.
};

// One entry of the appendix.
struct ReportDefinition {
    QString title;
    QString text;
    QString origin; // "change_lead_time, version 2"
};

struct Report {
    QString title; // also the document's title
    QString workspace;
    QString role; // "Manager"
    QString period; // "1 December 2025 to 28 February 2026"
    QString comparedWith; // "the 90 days before"; empty = nothing
    QStringList filters; // "Team: Kestrel, Heron"; empty = none
    QStringList freshness; // one line a source
    QString reading; // what the marks in the charts mean; empty = nothing to explain
    Instant madeAt;
    QTimeZone zone = QTimeZone::utc();
    QLocale locale;
    std::vector<ReportSection> sections;
    std::vector<ReportDefinition> definitions;
};

enum class ReportPageSize { A4, Letter };

// Needs a QGuiApplication (any platform, "offscreen" too). The file is either complete or as it was before: Storage
// errors say why it could not be written. Config error without a QGuiApplication.
// `isCancelled` is asked before anything is written; the file then stays as it was.
[[nodiscard]] Result<void> writePdf(const Report &report, const QString &file, ReportPageSize size = ReportPageSize::A4,
    const std::function<bool()> &isCancelled = {});

} // namespace leadline
