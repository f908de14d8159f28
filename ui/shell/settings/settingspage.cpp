#include "ui/shell/settings/settingspage.h"

#include "core/domain/enums.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline {

SettingsPage::SettingsPage(const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_problem(new QLabel(this))
    , m_content(new QVBoxLayout)
{
    auto *heading = new QLabel(title, this);
    heading->setObjectName(u"heading"_s);
    auto *sentence = new QLabel(text, this);
    sentence->setObjectName(u"messageText"_s);
    sentence->setWordWrap(true);
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_content->setSpacing(8);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(6);
    layout->addWidget(heading);
    layout->addWidget(sentence);
    layout->addWidget(m_problem);
    layout->addSpacing(6);
    layout->addLayout(m_content, 1);
}

void SettingsPage::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void dressTable(QTableView *table, const QString &accessibleName)
{
    table->setAccessibleName(accessibleName);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(26);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setStretchLastSection(true);
}

} // namespace leadline
