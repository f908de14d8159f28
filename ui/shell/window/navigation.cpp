#include "ui/shell/window/navigation.h"

#include "core/domain/enums.h"
#include "ui/charts/theme.h"
#include "ui/shell/frame/icons.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace leadline {

namespace {

constexpr int kWidth = 200;

QToolButton *footButton(const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(22, 16)); // the text as far from the icon as in the list of pages
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return button;
}

} // namespace

Navigation::Navigation(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_note(new QLabel(this))
    , m_role(new QComboBox(this))
    , m_pages(new QListWidget(this))
    , m_settings(footButton(tr("Settings"), this))
    , m_sync(footButton(tr("Sync now"), this))
{
    setObjectName(u"navigation"_s);
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(kWidth);
    m_name->setObjectName(u"workspaceName"_s);
    m_name->setTextFormat(Qt::PlainText);
    m_note->setObjectName(u"navigationNote"_s);
    m_note->setWordWrap(true);
    m_role->setAccessibleName(tr("Role"));
    m_role->setToolTip(tr("For whom the dashboard is made"));
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->setIconSize(QSize(16, 16));
    auto *head = new QVBoxLayout;
    head->setContentsMargins(16, 14, 16, 8);
    head->setSpacing(2);
    head->addWidget(m_name);
    head->addWidget(m_note);
    head->addSpacing(8);
    head->addWidget(m_role);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(8, 8, 8, 8);
    foot->setSpacing(2);
    foot->addWidget(m_sync);
    foot->addWidget(m_settings);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);
    layout->addLayout(foot);
    connect(m_role, &QComboBox::currentIndexChanged, this, [this] {
        fillPages();
        Q_EMIT pageChosen(role(), page());
    });
    connect(m_pages, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            Q_EMIT pageChosen(role(), page());
    });
    connect(m_settings, &QToolButton::clicked, this, &Navigation::settingsRequested);
    connect(m_sync, &QToolButton::clicked, this, &Navigation::syncRequested);
}

void Navigation::setWorkspace(const QString &name, const QString &note)
{
    m_name->setText(name);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void Navigation::setDashboards(const std::vector<DashboardSpec> &dashboards)
{
    const QSignalBlocker quiet(m_role);
    m_dashboards = dashboards;
    m_role->clear();
    for (const DashboardSpec &dashboard : m_dashboards)
        m_role->addItem(dashboard.title, dashboard.role);
    fillPages();
}

void Navigation::fillPages()
{
    const QSignalBlocker quiet(m_pages);
    m_pages->clear();
    const int index = m_role->currentIndex();
    if (index < 0)
        return;
    for (const PageSpec &page : m_dashboards[static_cast<std::size_t>(index)].pages) {
        auto *item = new QListWidgetItem(page.title, m_pages);
        item->setData(Qt::UserRole, page.id);
        item->setData(Qt::UserRole + 1, page.icon);
        if (m_theme)
            item->setIcon(icon(page.icon, m_theme->textMuted));
    }
    m_pages->setCurrentRow(0);
}

void Navigation::select(const QString &role, const QString &page)
{
    const QSignalBlocker quietRole(m_role);
    m_role->setCurrentIndex(std::max(0, m_role->findData(role)));
    fillPages();
    const QSignalBlocker quietPages(m_pages);
    for (int row = 0; row < m_pages->count(); ++row) {
        if (m_pages->item(row)->data(Qt::UserRole).toString() == page)
            m_pages->setCurrentRow(row);
    }
}

QString Navigation::role() const
{
    return m_role->currentData().toString();
}

QString Navigation::page() const
{
    const QListWidgetItem *item = m_pages->currentItem();
    return item ? item->data(Qt::UserRole).toString() : QString();
}

void Navigation::setTheme(const Theme &theme)
{
    m_theme = &theme;
    m_settings->setIcon(icon(u"settings"_s, theme.textMuted));
    m_sync->setIcon(icon(u"sync"_s, theme.textMuted));
    for (int row = 0; row < m_pages->count(); ++row)
        m_pages->item(row)->setIcon(icon(m_pages->item(row)->data(Qt::UserRole + 1).toString(), theme.textMuted));
}

void Navigation::setSyncing(bool syncing)
{
    m_sync->setEnabled(!syncing);
    m_sync->setText(syncing ? tr("Syncing…") : tr("Sync now"));
}

} // namespace leadline
