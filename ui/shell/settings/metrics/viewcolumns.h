#pragma once

#include "core/domain/sqlsource.h"

#include <QWidget>

class QLineEdit;
class QTreeWidget;

namespace leadline {

// Every fact and record with its columns and what they mean, to look up and to put into a definition.
class ViewColumns final : public QWidget {
    Q_OBJECT

public:
    ViewColumns(const std::vector<SqlView> &views, QWidget *parent = nullptr);
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }

Q_SIGNALS:
    void chosen(const QString &name); // of a view or a column

private:
    void filter(const QString &text);

    QLineEdit *m_search;
    QTreeWidget *m_tree;
};

} // namespace leadline
