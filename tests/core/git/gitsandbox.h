#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace leadline {

// A real Git repository in a temporary folder, made with the git program; times are given, so that histories are the
// same every run.
class GitSandbox {
public:
    GitSandbox();

    [[nodiscard]] QString path() const { return m_folder.path(); }
    QString git(const QStringList &arguments, qint64 at = 0); // standard output; fails the test when git fails
    // Writes the file and commits; returns the sha. `at` in seconds since 1970.
    QString commit(const QString &file, const QByteArray &content, const QString &message, qint64 at,
        const QString &author = QStringLiteral("Ada <ada@example.org>"), qint64 authoredAt = 0);
    // Merges the branch with a merge commit.
    QString merge(const QString &branch, const QString &message, qint64 at);

private:
    QTemporaryDir m_folder;
};

} // namespace leadline
