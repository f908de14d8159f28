#pragma once

#include <QWidget>

class QLabel;
class QTableView;
class QVBoxLayout;

namespace leadline {

// A page of the settings: heading, one sentence, then what the page is for.
class SettingsPage : public QWidget {
    Q_OBJECT

public:
    SettingsPage(const QString &title, const QString &text, QWidget *parent = nullptr);

    void showProblem(const QString &text); // below the sentence; empty = none

protected:
    [[nodiscard]] QVBoxLayout *content() const { return m_content; }

private:
    QLabel *m_problem;
    QVBoxLayout *m_content;
};

// All tables of the settings look and behave the same.
void dressTable(QTableView *table, const QString &accessibleName);

} // namespace leadline
