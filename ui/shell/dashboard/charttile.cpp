#include "ui/shell/dashboard/charttile.h"

#include "ui/charts/chartview.h"
#include "ui/shell/frame/filterhistory.h"

namespace leadline {

ChartTile::ChartTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : MetricTile(std::move(spec), context, new ChartView, parent)
    , m_chart(static_cast<ChartView *>(body()))
{
    connect(m_chart, &ChartView::pointActivated, this, &ChartTile::openPoint);
    connect(m_chart, &ChartView::rangeSelected, this, &ChartTile::zoom);
    connect(m_chart, &ChartView::resetRequested, this, [this] {
        if (this->context().filters->current().preset == PeriodPreset::Custom)
            this->context().filters->goBack();
    });
}

void ChartTile::setTheme(const Theme &theme)
{
    MetricTile::setTheme(theme);
    m_chart->setTheme(theme);
    if (state() == State::Ready)
        display(); // the colours of stages are the theme's
}

QByteArray ChartTile::toSvg() const
{
    return state() == State::Ready ? m_chart->toSvg(QSizeF(m_chart->size()), Theme::of(ThemeKind::Print))
                                   : QByteArray();
}

void ChartTile::display()
{
    ChartPicture picture = chartOf(spec(), shown(), theme(), context().workspace->calendar().zone);
    m_sources = std::move(picture.sources);
    m_chart->setSpec(std::move(picture.spec));
}

void ChartTile::openPoint(int series, int point)
{
    if (series < 0 || static_cast<std::size_t>(series) >= m_sources.size())
        return;
    const SeriesSource &source = m_sources[static_cast<std::size_t>(series)];
    if (point < 0 || static_cast<std::size_t>(point) >= source.ranges.size())
        return;
    TimeRange range = source.ranges[static_cast<std::size_t>(point)];
    range.from = std::max(range.from, period().from);
    range.to = std::min(range.to, period().to);
    if (const MetricResult *one = result(source.metric))
        Q_EMIT rowsRequested(rowsOf(*one, source.key, range));
}

void ChartTile::zoom(double fromX, double toX)
{
    const QTimeZone zone = context().workspace->calendar().zone;
    FilterState state = context().filters->current();
    state.preset = PeriodPreset::Custom;
    state.firstDay = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(fromX), zone).date();
    state.lastDay = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(toX), zone).date();
    if (state.lastDay >= state.firstDay)
        context().filters->set(state);
}

} // namespace leadline
