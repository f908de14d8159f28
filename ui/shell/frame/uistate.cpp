#include "ui/shell/frame/uistate.h"

#include "core/domain/enums.h"

#include <QCryptographicHash>
#include <QFileInfo>

namespace leadline {

namespace {

constexpr int kRecentKept = 8;
constexpr auto kRecent = "recent"_L1;

// A path may hold what a settings key may not.
QString ofWorkspace(const QString &file, QLatin1StringView what)
{
    const QByteArray hash =
        QCryptographicHash::hash(QFileInfo(file).absoluteFilePath().toUtf8(), QCryptographicHash::Sha1).toHex();
    return u"workspace-%1/%2"_s.arg(QString::fromLatin1(hash.first(16)), what);
}

} // namespace

UiState::UiState(const QString &file)
    : m_settings(file.isEmpty() ? QSettings().fileName() : file,
          file.isEmpty() ? QSettings::NativeFormat : QSettings::IniFormat)
{
}

QByteArray UiState::geometry(const QString &window) const
{
    return m_settings.value(u"geometry/"_s + window).toByteArray();
}

void UiState::setGeometry(const QString &window, const QByteArray &geometry)
{
    m_settings.setValue(u"geometry/"_s + window, geometry);
}

QByteArray UiState::columns(const QString &table) const
{
    return m_settings.value(u"columns/"_s + table).toByteArray();
}

void UiState::setColumns(const QString &table, const QByteArray &state)
{
    m_settings.setValue(u"columns/"_s + table, state);
}

FilterState UiState::filter(const QString &workspaceFile) const
{
    const QByteArray json = m_settings.value(ofWorkspace(workspaceFile, "filter"_L1)).toByteArray();
    return filterFromJson(QJsonDocument::fromJson(json).object());
}

void UiState::setFilter(const QString &workspaceFile, const FilterState &state)
{
    m_settings.setValue(
        ofWorkspace(workspaceFile, "filter"_L1), QJsonDocument(toJson(state)).toJson(QJsonDocument::Compact));
}

QString UiState::page(const QString &workspaceFile) const
{
    return m_settings.value(ofWorkspace(workspaceFile, "page"_L1)).toString();
}

void UiState::setPage(const QString &workspaceFile, const QString &page)
{
    m_settings.setValue(ofWorkspace(workspaceFile, "page"_L1), page);
}

QString UiState::me(const QString &workspaceFile) const
{
    return m_settings.value(ofWorkspace(workspaceFile, "me"_L1)).toString();
}

void UiState::setMe(const QString &workspaceFile, const QString &person)
{
    m_settings.setValue(ofWorkspace(workspaceFile, "me"_L1), person);
}

QStringList UiState::recentFiles() const
{
    return m_settings.value(kRecent).toStringList();
}

void UiState::addRecentFile(const QString &file)
{
    QStringList files = recentFiles();
    files.removeAll(file);
    files.prepend(file);
    m_settings.setValue(kRecent, files.first(std::min<qsizetype>(files.size(), kRecentKept)));
}

void UiState::removeRecentFile(const QString &file)
{
    QStringList files = recentFiles();
    files.removeAll(file);
    m_settings.setValue(kRecent, files);
}

ThemeChoice UiState::theme() const
{
    return themeChoiceFromName(m_settings.value("theme"_L1).toString());
}

void UiState::setTheme(ThemeChoice choice)
{
    m_settings.setValue("theme"_L1, themeChoiceName(choice));
}

} // namespace leadline
