#include "ui/shell/dashboard/cloudtile.h"

#include "core/metrics/valueformat.h"
#include "ui/charts/cloudview.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/words.h"

namespace leadline {

namespace {

QString duration(double ms)
{
    return formatValue(ms, MetricUnit::Duration);
}

} // namespace

CloudTile::CloudTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : FactTile(std::move(spec), context, new CloudView, parent)
    , m_cloud(static_cast<CloudView *>(body()))
{
    connect(m_cloud, &CloudView::pointActivated, this, [this](qint64 id) { Q_EMIT itemRequested(u"change"_s, id); });
    connect(m_cloud, &CloudView::rangeSelected, this, &CloudTile::openRange);
}

void CloudTile::setTheme(const Theme &theme)
{
    FactTile::setTheme(theme);
    m_cloud->setTheme(theme);
}

bool CloudTile::display(const std::vector<ChangeFact> &changes)
{
    const bool ageing = spec().form == WidgetForm::Ageing;
    CloudPicture picture =
        ageing ? ageingOf(spec(), changes, period(), context().workspace->now()) : scatterOf(spec(), changes, period());
    if (picture.spec.points.empty())
        return false;
    m_repositories = picture.repositories;
    m_shown = std::move(picture.spec);
    m_shown.zone = context().workspace->calendar().zone;
    m_shown.describe = ageing ? describeOpen() : describeMerged();
    m_cloud->setSpec(m_shown);
    const auto count = static_cast<qint64>(m_shown.points.size());
    if (ageing) {
        setSubtitle(subtitleWith({}));
        QStringList notes;
        if (!m_shown.zones.empty())
            notes.append(tr("zones: time open of the %1 merged in the period").arg(countText(picture.finished)));
        setFooter(count, {}, notes);
    } else {
        setSubtitle(subtitleWith(periodText(context().filters->current(), period(), context().workspace->calendar())));
        setFooter(count, {}, {tr("drag for the rows of an area")});
    }
    return true;
}

std::function<QString(const CloudPoint &)> CloudTile::describeMerged() const
{
    return [names = m_repositories, zone = context().workspace->calendar().zone](const CloudPoint &point) {
        return tr("%1 in %2, merged %3. Click for its timeline.")
            .arg(duration(point.y), names.value(point.id), dayText(Instant{static_cast<qint64>(point.x)}, zone));
    };
}

std::function<QString(const CloudPoint &)> CloudTile::describeOpen() const
{
    return [names = m_repositories, steps = m_shown.categories](const CloudPoint &point) {
        return tr("%1 old in %2: %3. Click for its timeline.")
            .arg(duration(point.y), names.value(point.id), steps.value(static_cast<int>(point.x)).toLower());
    };
}

EmptyReason CloudTile::nothing() const
{
    if (spec().form == WidgetForm::Ageing)
        return {tr("No open pull request"), tr("Everything that was opened is merged or closed."),
            EmptyReason::Fix::None, {}};
    return emptyReason(context(), u"change"_s, period());
}

QString CloudTile::method() const
{
    if (spec().form == WidgetForm::Ageing)
        return tr("Each dot is an open pull request, in the column of its step, as high as the time since it was "
                  "opened. The zones end where 50, 70, 85 and "
                  "95 % of the pull requests merged in the period had been merged: a dot in a warm zone is older than "
                  "most that were finished. Time runs around the "
                  "clock. Pull requests of bots are left out.");
    return tr("Each dot is a pull request merged in the period, at the moment of its merge, as high as the time from "
              "its first commit to the merge. Half of them "
              "lie under the 50 % line. The scale is logarithmic. Time runs around the clock. Pull requests of bots "
              "are left out.");
}

std::vector<QStringList> CloudTile::values() const
{
    const bool ageing = spec().form == WidgetForm::Ageing;
    std::vector<QStringList> rows{{tr("Repository"), ageing ? tr("Step") : tr("Merged"),
        ageing ? tr("Age in hours") : tr("Cycle time in hours")}};
    for (const CloudPoint &point : m_shown.points) {
        rows.push_back({m_repositories.value(point.id),
            ageing ? m_shown.categories.value(static_cast<int>(point.x))
                   : Instant{static_cast<qint64>(point.x)}.toIso(),
            QString::number(point.y / 3'600'000.0, 'f', 2)});
    }
    return rows;
}

RowsRequest CloudTile::rowsOf(const std::vector<CloudPoint> &points) const
{
    RowsRequest::OfFact rows{
        u"change"_s, {}, {}, spec().form == WidgetForm::Ageing ? tr("Age") : tr("Cycle time"), MetricUnit::Duration};
    for (const CloudPoint &point : points) {
        rows.ids.push_back(point.id);
        rows.values.push_back(point.y);
    }
    return {spec().title, std::move(rows)};
}

std::optional<RowsRequest> CloudTile::allRows() const
{
    if (state() != State::Ready)
        return {};
    return rowsOf(m_shown.points);
}

void CloudTile::openRange(double fromX, double toX, double fromY, double toY)
{
    std::vector<CloudPoint> inside;
    std::ranges::copy_if(m_shown.points, std::back_inserter(inside), [&](const CloudPoint &point) {
        return point.x >= std::min(fromX, toX) && point.x <= std::max(fromX, toX) && point.y >= std::min(fromY, toY)
            && point.y <= std::max(fromY, toY);
    });
    if (!inside.empty())
        Q_EMIT rowsRequested(rowsOf(inside));
}

} // namespace leadline
