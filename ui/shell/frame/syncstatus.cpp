#include "ui/shell/frame/syncstatus.h"

#include "core/workspace/workspace.h"
#include "ui/shell/frame/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace leadline {

SyncStatus::SyncStatus(QWidget *parent)
    : QWidget(parent)
    , m_freshness(new QLabel(this))
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 2, 12, 2);
    layout->setSpacing(12);
    layout->addWidget(m_freshness);
    layout->addStretch();
    layout->addWidget(m_text);
    layout->addWidget(m_bar);
    layout->addWidget(m_cancel);
    m_freshness->setTextFormat(Qt::PlainText);
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setFixedSize(120, 10);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the sync"));
    m_cancel->setText(tr("Stop"));
    m_cancel->setToolTip(tr("Stop syncing. What was read so far stays; the next sync goes on from there."));
    m_cancel->setAccessibleName(tr("Stop syncing"));
    m_cancel->setFocusPolicy(Qt::StrongFocus);
    connect(m_cancel, &QToolButton::clicked, this, &SyncStatus::cancelRequested);
    showFinished();
}

void SyncStatus::showFreshness(const std::vector<SourceStatus> &sources, Instant now)
{
    if (sources.empty()) {
        m_freshness->setText(tr("No tool is connected yet"));
        return;
    }
    Instant oldest;
    int never = 0;
    int troubled = 0;
    qint64 records = 0;
    for (const SourceStatus &source : sources) {
        records += source.records;
        if (!source.lastReport) {
            ++never;
            continue;
        }
        if (source.lastReport->outcome != SyncOutcome::Success)
            ++troubled;
        if (!oldest.isSet() || source.lastReport->finishedAt < oldest)
            oldest = source.lastReport->finishedAt;
    }
    QStringList parts{
        tr("%n source(s)", nullptr, static_cast<int>(sources.size())), tr("%1 records").arg(countText(records))};
    if (oldest.isSet())
        parts.append(tr("synced %1").arg(agoText(oldest, now)));
    if (never > 0)
        parts.append(tr("%n never synced", nullptr, never));
    if (troubled > 0)
        parts.append(tr("⚠ %n with problems, see Settings › Sources", nullptr, troubled));
    m_freshness->setText(parts.join(u" · "_s));
}

void SyncStatus::showProgress(const SyncProgress &progress)
{
    m_running.insert(progress.source, progress);
    qint64 done = 0;
    qint64 expected = 0;
    bool known = true;
    for (const SyncProgress &each : std::as_const(m_running)) {
        done += each.records;
        expected += std::max<qint64>(each.expectedRecords, 0);
        known = known && each.expectedRecords > 0;
    }
    m_bar->setRange(0, known ? 1000 : 0);
    if (known)
        m_bar->setValue(static_cast<int>(std::min<qint64>(1000, 1000 * done / std::max<qint64>(1, expected))));
    m_text->setText(m_running.size() == 1
            ? progressText(progress)
            : tr("%n sources · ", nullptr, static_cast<int>(m_running.size())) + progressText(progress));
    for (QWidget *widget :
        {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_cancel)})
        widget->show();
}

void SyncStatus::showFinished()
{
    m_running.clear();
    for (QWidget *widget :
        {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_cancel)})
        widget->hide();
}

QString progressText(const SyncProgress &progress)
{
    QString where = progress.source;
    if (!progress.entity.isEmpty())
        where += u": "_s + progress.entity;
    if (!progress.scope.isEmpty())
        where += SyncStatus::tr(" of %1").arg(progress.scope);
    QStringList parts{where, SyncStatus::tr("%n page(s)", nullptr, static_cast<int>(progress.pages)),
        SyncStatus::tr("%1 records").arg(countText(progress.records))};
    if (progress.remainingQuota >= 0) {
        parts.append(progress.quotaLimit > 0
                ? SyncStatus::tr("%1 of %2 requests left")
                      .arg(countText(progress.remainingQuota), countText(progress.quotaLimit))
                : SyncStatus::tr("%1 requests left").arg(countText(progress.remainingQuota)));
    }
    if (progress.waitingMs > 0)
        parts.append(SyncStatus::tr("waiting %1 for the tool's limit").arg(waitText(progress.waitingMs)));
    else if (progress.millisecondsLeft >= 0)
        parts.append(SyncStatus::tr("%1 left").arg(waitText(progress.millisecondsLeft)));
    return parts.join(u" · "_s);
}

} // namespace leadline
