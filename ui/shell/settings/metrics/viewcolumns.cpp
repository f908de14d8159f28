#include "ui/shell/settings/metrics/viewcolumns.h"

#include "core/domain/enums.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace leadline {

ViewColumns::ViewColumns(const std::vector<SqlView> &views, QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
{
    m_search->setPlaceholderText(tr("Search columns"));
    m_search->setAccessibleName(tr("Search columns"));
    m_search->setClearButtonEnabled(true);
    m_tree->setAccessibleName(tr("Columns of the facts and records"));
    m_tree->setHeaderLabels({tr("Column"), tr("What it means")});
    m_tree->setAlternatingRowColors(true);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_tree->header()->setStretchLastSection(true);
    for (const SqlView &view : views) {
        auto *top = new QTreeWidgetItem(m_tree, {view.name, view.description});
        top->setToolTip(1, view.description);
        for (const SqlViewColumn &column : view.columns) {
            auto *item = new QTreeWidgetItem(top, {column.name, column.description});
            item->setToolTip(1, column.description);
        }
    }
    auto *hint = new QLabel(tr("“fact” in a definition takes the singular (change), SQL the name shown here (changes). "
                               "Columns that end in _ms are for SQL only. Enter puts a name into the definition."),
        this);
    hint->setObjectName(u"note"_s);
    hint->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_search);
    layout->addWidget(m_tree, 1);
    layout->addWidget(hint);
    connect(m_search, &QLineEdit::textChanged, this, &ViewColumns::filter);
    connect(m_tree, &QTreeWidget::itemActivated, this,
        [this](const QTreeWidgetItem *item) { Q_EMIT chosen(item->text(0)); });
}

void ViewColumns::filter(const QString &text)
{
    const QString wanted = text.trimmed();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *view = m_tree->topLevelItem(i);
        const bool whole = view->text(0).contains(wanted, Qt::CaseInsensitive);
        bool any = whole;
        for (int row = 0; row < view->childCount(); ++row) {
            QTreeWidgetItem *column = view->child(row);
            const bool fits = whole || column->text(0).contains(wanted, Qt::CaseInsensitive)
                || column->text(1).contains(wanted, Qt::CaseInsensitive);
            column->setHidden(!fits);
            any = any || fits;
        }
        view->setHidden(!any);
        view->setExpanded(!wanted.isEmpty() && any);
    }
}

} // namespace leadline
