#include "ui/shell/settings/settingsdialog.h"

#include "core/domain/enums.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/icons.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/settings/appearancepage.h"
#include "ui/shell/settings/attentionpage.h"
#include "ui/shell/settings/calendarpage.h"
#include "ui/shell/settings/directoryeditor.h"
#include "ui/shell/settings/metrics/metricspage.h"
#include "ui/shell/settings/peoplepage.h"
#include "ui/shell/settings/privacypage.h"
#include "ui/shell/settings/servicespage.h"
#include "ui/shell/settings/sourcespage.h"
#include "ui/shell/settings/teamspage.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

namespace leadline {

namespace {
constexpr int kIdRole = Qt::UserRole;
constexpr int kIconRole = Qt::UserRole + 1;
} // namespace

SettingsDialog::SettingsDialog(Workspace *workspace, const ShellParts &parts, QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_list(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
    , m_sources(new SourcesPage(workspace))
{
    setWindowTitle(tr("Settings"));
    resize(1060, 680);
    m_list->setObjectName(u"settingsPages"_s);
    m_list->setAccessibleName(tr("Pages of the settings"));
    m_list->setFixedWidth(190);
    m_list->setIconSize(QSize(16, 16));
    auto *editor = new DirectoryEditor(workspace, this);
    addPage(u"sources"_s, tr("Sources"), u"plug"_s, m_sources);
    addPage(u"people"_s, tr("People"), u"people"_s, new PeoplePage(editor));
    addPage(u"teams"_s, tr("Teams"), u"team"_s, new TeamsPage(editor));
    addPage(u"services"_s, tr("Services"), u"service"_s, new ServicesPage(editor));
    addPage(u"calendar"_s, tr("Working calendar"), u"calendar"_s, new CalendarPage(editor));
    addPage(u"attention"_s, tr("Attention"), u"attention"_s, new AttentionPage(workspace));
    addPage(u"metrics"_s, tr("Metrics"), u"metrics"_s, new MetricsPage(workspace, parts.appearance));
    addPage(u"appearance"_s, tr("Appearance"), u"appearance"_s,
        new AppearancePage(workspace, parts.appearance, parts.state));
    addPage(u"privacy"_s, tr("Privacy"), u"privacy"_s, new PrivacyPage(workspace));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_pages, 1);
    right->addWidget(buttons);
    buttons->setContentsMargins(20, 0, 20, 12);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addLayout(right, 1);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(parts.appearance, &Appearance::themeChanged, this, &SettingsDialog::applyTheme);
    m_list->setCurrentRow(0);
    applyTheme();
    restoreGeometry(parts.state->geometry(u"settings"_s));
    connect(this, &QDialog::finished, this, [this] { m_parts.state->setGeometry(u"settings"_s, saveGeometry()); });
}

void SettingsDialog::addPage(const QString &id, const QString &title, const QString &iconName, QWidget *page)
{
    auto *item = new QListWidgetItem(title, m_list);
    item->setData(kIdRole, id);
    item->setData(kIconRole, iconName);
    m_pages->addWidget(page);
}

void SettingsDialog::applyTheme()
{
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setIcon(
            icon(m_list->item(row)->data(kIconRole).toString(), m_parts.appearance->theme().textMuted));
}

void SettingsDialog::showPage(const QString &id)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(kIdRole).toString() == id)
            m_list->setCurrentRow(row);
    }
}

QStringList SettingsDialog::pageIds() const
{
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row)
        ids.append(m_list->item(row)->data(kIdRole).toString());
    return ids;
}

QWidget *SettingsDialog::page(const QString &id) const
{
    return m_pages->widget(static_cast<int>(pageIds().indexOf(id)));
}

} // namespace leadline
