#include "ui/shell/dashboard/cardstile.h"

#include "core/metrics/bands.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"

#include <QHBoxLayout>

namespace leadline {

namespace {
constexpr int kThinBelow = 5;
constexpr int kSpacing = 12;
}

CardsTile::CardsTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : MetricTile(std::move(spec), context, new QWidget, parent)
{
    auto *layout = new QHBoxLayout(body());
    layout->setContentsMargins(0, 0, 4, 0);
    layout->setSpacing(kSpacing);
    for (const QString &metric : this->spec().metrics) {
        auto *card = new MetricCard(body());
        card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding); // all of one width
        layout->addWidget(card, 1);
        m_cards.push_back(card);
        connect(card, &MetricCard::activated, this, [this, metric] {
            if (const MetricResult *one = result(metric))
                Q_EMIT rowsRequested(rowsOf(*one, {}, period()));
        });
    }
}

void CardsTile::setTheme(const Theme &theme)
{
    MetricTile::setTheme(theme);
    for (MetricCard *card : m_cards)
        card->setTheme(theme);
}

QStringList CardsTile::extraMetrics() const
{
    QStringList extra;
    const auto catalog = context().workspace->catalog();
    for (const QString &metric : spec().metrics) {
        const MetricDefinition *definition = catalog->find(metric);
        if (definition && !definition->bandMetric.isEmpty() && !spec().metrics.contains(definition->bandMetric))
            extra.append(definition->bandMetric);
    }
    return extra;
}

CardSpec CardsTile::cardOf(const MetricResult &one) const
{
    CardSpec card;
    card.title = one.title;
    if (one.series.empty())
        return card;
    const MetricSeries &series = one.series.front();
    card.value = series.total.isGap() ? QString() : formatValue(series.total.value, one.unit);
    card.note = series.total.isGap() ? tr("nothing to count in this period") : tr("n = %1").arg(QLocale().toString(series.total.n));
    card.thin = one.unit != MetricUnit::Count && series.total.n < kThinBelow;
    const DeltaText delta = describeDelta(series.total.value, series.previous.value, one.unit, one.better, comparedTo());
    card.delta = delta.text;
    card.judgement = delta.judgement;
    card.direction = delta.change > 0 ? 1 : delta.change < 0 ? -1 : 0;
    for (const MetricPoint &point : series.points) {
        if (!point.partial)
            card.sparkline.push_back(point.value);
    }
    const auto catalog = context().workspace->catalog();
    if (const MetricDefinition *definition = catalog->find(one.query.metric); definition && !definition->bands.isEmpty()) {
        const MetricResult *from = definition->bandMetric.isEmpty() ? &one : result(definition->bandMetric);
        const MetricDefinition *read = definition->bandMetric.isEmpty() ? definition : catalog->find(definition->bandMetric);
        if (from && read && !from->series.empty()) {
            const QString edition = context().workspace->setting(u"dora_edition"_s, QString(kDefaultDoraEdition)).toString();
            const BandResult band = bandOf(read->bands, from->series.front().total.value, edition);
            card.band = static_cast<int>(band.band);
            card.bandText = band.text;
        }
    }
    return card;
}

void CardsTile::display()
{
    const auto results = shown();
    for (std::size_t i = 0; i < results.size() && i < m_cards.size(); ++i)
        m_cards[i]->setSpec(cardOf(*results[i]));
}

} // namespace leadline
