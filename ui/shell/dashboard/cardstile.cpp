#include "ui/shell/dashboard/cardstile.h"

#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"
#include "ui/present/dashboarddata.h"

#include <QEvent>
#include <QGridLayout>
#include <QLocale>

namespace leadline {

namespace {
constexpr int kThinBelow = 5;
constexpr int kSpacing = 12;
constexpr int kNarrowest = 220; // pixels a card needs for “106 per week” and for its band beside n
constexpr int kSecondRow = 3; // cells of the dashboard's grid
constexpr int kOneLine = 300; // pixels of a card that holds the longest title in one line

// How the figure comes about, in a word or two.
QString aggregateText(const MetricDefinition &definition)
{
    if (definition.isStock())
        return CardsTile::tr("at the end of the period");
    switch (definition.aggregate) {
    case Aggregate::Quantile:
        return definition.quantile == 0.5 ? CardsTile::tr("median")
                                          : CardsTile::tr("%1th percentile").arg(qRound(definition.quantile * 100));
    case Aggregate::Mean:
        return CardsTile::tr("mean");
    case Aggregate::Rate:
        return CardsTile::tr("share");
    case Aggregate::PerPeriod:
        return CardsTile::tr("median of the complete weeks");
    case Aggregate::Variation:
        return CardsTile::tr("over the last %1 periods").arg(definition.lastPeriods);
    default:
        return CardsTile::tr("in the period");
    }
}
} // namespace

CardsTile::CardsTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : MetricTile(std::move(spec), context, new QWidget, parent)
    , m_grid(new QGridLayout(body()))
{
    m_grid->setContentsMargins(0, 0, 4, 0);
    m_grid->setSpacing(kSpacing);
    for (const QString &metric : this->spec().metrics) {
        auto *card = new MetricCard(body());
        card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding); // all of one width
        card->setMinimumSize(1, 1); // the grid of the dashboard says how large
        m_cards.push_back(card);
        card->installEventFilter(this);
        connect(card, &MetricCard::activated, this, [this, metric] {
            if (const MetricResult *one = result(metric))
                Q_EMIT rowsRequested(rowsOf(*one, {}, period()));
        });
    }
    arrange();
}

bool CardsTile::inTwoRows(int width) const
{
    return m_cards.size() > 3 && width < static_cast<int>(m_cards.size()) * kNarrowest;
}

int CardsTile::extraCells(int width) const
{
    if (!inTwoRows(width))
        return 0;
    const int columns = (static_cast<int>(m_cards.size()) + 1) / 2;
    return width / columns < kOneLine ? kSecondRow + 1 : kSecondRow;
}

void CardsTile::arrange()
{
    const auto count = static_cast<int>(m_cards.size());
    const int columns = inTwoRows(width()) ? (count + 1) / 2 : count;
    if (m_grid->property("columns").toInt() == columns)
        return;
    m_grid->setProperty("columns", columns);
    for (int i = 0; i < count; ++i) {
        m_grid->addWidget(m_cards[static_cast<std::size_t>(i)], i / columns, i % columns);
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

void CardsTile::resizeEvent(QResizeEvent *event)
{
    MetricTile::resizeEvent(event);
    arrange();
}

bool CardsTile::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        levelTitles();
    return MetricTile::eventFilter(watched, event);
}

// Where one title takes two lines all have that room, so that the figures stand in a row.
void CardsTile::levelTitles()
{
    int lines = 1;
    for (const MetricCard *card : m_cards)
        lines = std::max(lines, card->titleLines());
    for (MetricCard *card : m_cards)
        card->setTitleLines(lines);
}

void CardsTile::setTheme(const Theme &theme)
{
    MetricTile::setTheme(theme);
    for (MetricCard *card : m_cards)
        card->setTheme(theme);
}

CardSpec CardsTile::cardOf(const MetricResult &one) const
{
    CardSpec card;
    card.title = one.title;
    if (one.series.empty())
        return card;
    const MetricSeries &series = one.series.front();
    card.value = series.total.isGap() ? QString() : formatValue(series.total.value, one.unit);
    card.note = series.total.isGap() ? tr("nothing to count in this period")
                                     : tr("n = %1").arg(QLocale().toString(series.total.n));
    if (const QString target = targetText(series, one.unit); !target.isEmpty())
        card.note += u" · "_s + target;
    card.thin = one.unit != MetricUnit::Count && series.total.n < kThinBelow;
    const DeltaText delta =
        describeDelta(series.total.value, series.previous.value, one.unit, one.better, comparedTo());
    card.delta = delta.text;
    card.judgement = delta.judgement;
    card.direction = delta.change > 0 ? 1 : delta.change < 0 ? -1 : 0;
    for (const MetricPoint &point : series.points) {
        if (!point.partial)
            card.sparkline.push_back(point.value);
    }
    const MetricDefinition *definition = context().workspace->catalog()->find(one.query.metric);
    if (definition && !definition->isFormula())
        card.subtitle = aggregateText(*definition);
    const BandResult band = bandOf(one, series, *context().workspace);
    card.band = static_cast<int>(band.band);
    card.bandText = band.text;
    return card;
}

void CardsTile::display()
{
    const auto results = shown();
    for (std::size_t i = 0; i < results.size() && i < m_cards.size(); ++i)
        m_cards[i]->setSpec(cardOf(*results[i]));
    levelTitles();
}

} // namespace leadline
