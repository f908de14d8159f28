#include "ui/shell/settings/sourcemodel.h"

#include "ui/shell/frame/words.h"

namespace leadline {

namespace {
// Schedules run on the computer's clock, whatever day the sample ends on.
Instant clockNow()
{
    return Instant{QDateTime::currentMSecsSinceEpoch()};
}
} // namespace

QString statusText(const SourceStatus &source)
{
    if (source.config.kind == "sample"_L1)
        return SourceModel::tr("Invented data");
    if (source.config.paused)
        return SourceModel::tr("Paused");
    if (!source.lastReport)
        return SourceModel::tr("Never synced");
    switch (source.lastReport->outcome) {
    case SyncOutcome::Success:
        return SourceModel::tr("✓ Synced");
    case SyncOutcome::Partial:
        return SourceModel::tr("⚠ %n problem(s)", nullptr, static_cast<int>(source.lastReport->problems.size()));
    case SyncOutcome::Failed:
        return SourceModel::tr("✕ Failed");
    case SyncOutcome::Cancelled:
        return SourceModel::tr("Stopped");
    }
    return {};
}

QString reportText(const SyncReport &report)
{
    const QTimeZone zone = QTimeZone::systemTimeZone();
    QStringList lines{
        SourceModel::tr("Last sync: %1, took %2")
            .arg(momentText(report.startedAt, zone), waitText(report.finishedAt.ms() - report.startedAt.ms())),
        report.requests > 0 ? SourceModel::tr("%1 records on %2 pages, with %3 requests")
                                  .arg(countText(report.records), countText(report.pages), countText(report.requests))
                            : SourceModel::tr("%1 records").arg(countText(report.records))};
    if (report.quarantined > 0)
        lines.append(
            SourceModel::tr("%1 records could not be understood and are set aside").arg(countText(report.quarantined)));
    for (const ScopeProblem &problem : report.problems) {
        QStringList where{problem.scope, problem.entity};
        where.removeAll(QString());
        lines.append(u"⚠ "_s + (where.isEmpty() ? QString() : where.join(u", "_s) + u": "_s) + problem.error.text);
    }
    return (lines + report.notes).join(u'\n');
}

SourceModel::SourceModel(Workspace *workspace, QObject *parent)
    : QAbstractTableModel(parent)
    , m_workspace(workspace)
    , m_sources(workspace->sources())
{
    connect(workspace, &Workspace::sourcesChanged, this, &SourceModel::reload);
}

void SourceModel::reload()
{
    std::vector<SourceStatus> now = m_workspace->sources();
    if (now.size() == m_sources.size()) { // the same rows: the selection stays
        m_sources = std::move(now);
        if (!m_sources.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_sources = std::move(now);
    endResetModel();
}

int SourceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sources.size());
}

int SourceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SourceModel::text(const SourceStatus &source, int column) const
{
    switch (column) {
    case NameColumn:
        return source.config.name;
    case StatusColumn:
        return statusText(source);
    case SyncedColumn:
        return source.lastReport ? agoText(source.lastReport->finishedAt, clockNow()) : tr("never");
    case RecordsColumn:
        return countText(source.records);
    case SetAsideColumn:
        return source.quarantined > 0 ? countText(source.quarantined) : QString();
    case NextColumn:
        return source.nextSync.isSet() ? momentText(source.nextSync, QTimeZone::systemTimeZone()) : tr("by hand");
    default:
        return {};
    }
}

QVariant SourceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(m_sources[static_cast<std::size_t>(index.row())], index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant(
            (index.column() == RecordsColumn || index.column() == SetAsideColumn ? Qt::AlignRight : Qt::AlignLeft)
            | Qt::AlignVCenter);
    return {};
}

QVariant SourceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == RecordsColumn || section == SetAsideColumn ? Qt::AlignRight : Qt::AlignLeft)
            | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles{
        tr("Source"), tr("Status"), tr("Last sync"), tr("Records"), tr("Set aside"), tr("Next sync")};
    return titles.value(section);
}

} // namespace leadline
