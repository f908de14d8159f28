#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace leadline {

struct Theme;

// What a person sees before any workspace is open: three ways to begin, and the way back to earlier workspaces.
class StartPage final : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setRecentFiles(const QStringList &files);
    void setBusy(const QString &text); // empty = idle
    void setProblem(const QString &text);
    [[nodiscard]] QString message() const; // what it says now; empty = nothing

protected:
    void showEvent(QShowEvent *event) override;

Q_SIGNALS:
    void sampleRequested();
    void connectRequested();
    void folderRequested();
    void fileRequested(const QString &file);

private:
    void build();
    void showRecentFiles();
    void say(const QString &text, const QString &kind); // kind: how the style sheet calls it
    QWidget *makeCard(const QString &iconName, const QString &title, const QString &text, void (StartPage::*intent)());

    std::vector<std::pair<QLabel *, QString>> m_icons;
    const Theme *m_theme;
    QStringList m_recentFiles;
    QWidget *m_column;
    QVBoxLayout *m_choices; // empty until there is something to choose: who opens a workspace at once never sees them
    QVBoxLayout *m_recent;
    QLabel *m_message;
    bool m_busy = false;
    std::vector<QWidget *> m_cards;
};

} // namespace leadline
