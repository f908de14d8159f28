#pragma once

#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/filterstate.h"

#include <QByteArray>
#include <QSettings>

namespace leadline {

// What the windows remember between starts: never data of a workspace, only where things were.
class UiState final {
public:
    explicit UiState(const QString &file = {}); // empty = the user's settings

    [[nodiscard]] QByteArray geometry(const QString &window) const;
    void setGeometry(const QString &window, const QByteArray &geometry);
    [[nodiscard]] QByteArray columns(const QString &table) const; // state of a header
    void setColumns(const QString &table, const QByteArray &state);

    [[nodiscard]] FilterState filter(const QString &workspaceFile) const;
    void setFilter(const QString &workspaceFile, const FilterState &state);
    [[nodiscard]] QString page(const QString &workspaceFile) const; // "manager/delivery"
    void setPage(const QString &workspaceFile, const QString &page);
    [[nodiscard]] QString me(const QString &workspaceFile) const; // the person who sits here, by name; empty = not said
    void setMe(const QString &workspaceFile, const QString &person);

    [[nodiscard]] QStringList recentFiles() const; // newest first
    void addRecentFile(const QString &file);
    void removeRecentFile(const QString &file);

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);

private:
    QSettings m_settings;
};

} // namespace leadline
