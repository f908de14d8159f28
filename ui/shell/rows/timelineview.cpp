#include "ui/shell/rows/timelineview.h"

#include "core/domain/enums.h"
#include "core/metrics/valueformat.h"
#include "ui/shell/frame/words.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace leadline {

namespace {
constexpr int kUrlRole = Qt::UserRole;
enum Column { When, Waited, What, Who };
constexpr int kWidestName = 150; // pixels of who did it
} // namespace

TimelineView::TimelineView(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_message(new QLabel(this))
    , m_events(new QTreeWidget(this))
    , m_open(new QPushButton(tr("Open in browser"), this))
{
    setFocusPolicy(Qt::StrongFocus);
    m_title->setObjectName(u"heading"_s);
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_message->setObjectName(u"messageText"_s);
    m_message->setWordWrap(true);
    m_events->setObjectName(u"plain"_s);
    m_events->setAccessibleName(tr("Timeline"));
    m_events->setRootIsDecorated(false);
    m_events->setUniformRowHeights(true);
    m_events->setHeaderLabels({tr("When"), tr("After"), tr("What happened"), tr("Who")});
    // All that happened fits, however narrow: what is too long for it ends in "…", and the tool tip has it.
    QHeaderView *header = m_events->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(What, QHeaderView::Stretch);
    header->setSectionResizeMode(Who, QHeaderView::Interactive);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_open, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->addLayout(top);
    layout->addWidget(m_message);
    layout->addWidget(m_events, 1);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(m_url); });
    connect(m_events, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) {
        const QString url = item->data(0, kUrlRole).toString();
        const QString target = url.isEmpty() ? m_url : url;
        if (!target.isEmpty())
            Q_EMIT openRequested(target);
    });
    setMessage(tr("Choose a row to see what happened to it, step by step."));
}

void TimelineView::setTimeline(const Timeline &timeline, const QTimeZone &zone)
{
    m_url = timeline.url;
    m_title->setText(timeline.title);
    m_message->hide();
    m_open->setVisible(!m_url.isEmpty());
    m_events->clear();
    m_events->show();
    Instant before;
    for (const TimelineEvent &event : timeline.events) {
        auto *item = new QTreeWidgetItem(m_events);
        item->setText(When, momentText(event.at, zone));
        if (before.isSet() && event.at > before)
            item->setText(Waited, u"+ "_s + formatValue(double(event.at.ms() - before.ms()), MetricUnit::Duration));
        item->setText(What, event.detail.isEmpty() ? event.what : tr("%1: %2").arg(event.what, event.detail));
        item->setText(Who, event.who);
        for (const Column column : {What, Who})
            item->setToolTip(column, item->text(column));
        item->setData(0, kUrlRole, event.url);
        before = event.at.isSet() ? event.at : before;
    }
    m_events->resizeColumnToContents(Who);
    m_events->setColumnWidth(Who, std::min(m_events->columnWidth(Who), kWidestName));
    if (m_events->topLevelItemCount() > 0)
        m_events->setCurrentItem(m_events->topLevelItem(0));
}

void TimelineView::setMessage(const QString &text)
{
    m_url.clear();
    m_title->clear();
    m_message->setText(text);
    m_message->show();
    m_events->clear();
    m_events->hide();
    m_open->hide();
}

void TimelineView::focusInEvent(QFocusEvent *)
{
    m_events->setFocus();
}

} // namespace leadline
