#include "gitsandbox.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

namespace leadline {

using namespace Qt::StringLiterals;

GitSandbox::GitSandbox()
{
    git({u"init"_s, u"-q"_s, u"-b"_s, u"main"_s});
}

QString GitSandbox::git(const QStringList &arguments, qint64 at)
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GIT_CONFIG_GLOBAL"_s, u"/dev/null"_s);
    environment.insert(u"GIT_CONFIG_SYSTEM"_s, u"/dev/null"_s);
    environment.insert(u"GIT_COMMITTER_NAME"_s, u"Committer"_s);
    environment.insert(u"GIT_COMMITTER_EMAIL"_s, u"committer@example.org"_s);
    environment.insert(u"GIT_AUTHOR_NAME"_s, u"Committer"_s);
    environment.insert(u"GIT_AUTHOR_EMAIL"_s, u"committer@example.org"_s);
    if (at > 0) {
        environment.insert(u"GIT_COMMITTER_DATE"_s, u"%1 +0200"_s.arg(at));
        environment.insert(u"GIT_AUTHOR_DATE"_s, u"%1 +0200"_s.arg(at));
    }
    process.setProcessEnvironment(environment);
    process.start(u"git"_s, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        QTest::qFail(qPrintable(arguments.join(u' ') + u": "_s + QString::fromUtf8(process.readAllStandardError())),
            __FILE__, __LINE__);
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

QString GitSandbox::commit(const QString &file, const QByteArray &content, const QString &message, qint64 at,
    const QString &author, qint64 authoredAt)
{
    const QString path = m_folder.filePath(file);
    QDir().mkpath(QFileInfo(path).path());
    QFile target(path);
    if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size())
        QTest::qFail("the file could not be written", __FILE__, __LINE__);
    target.close();
    git({u"add"_s, u"-A"_s});
    QStringList arguments{u"commit"_s, u"-q"_s, u"--allow-empty-message"_s, u"-m"_s, message, u"--author"_s, author};
    arguments += u"--date=%1 +0200"_s.arg(authoredAt > 0 ? authoredAt : at);
    git(arguments, at);
    return git({u"rev-parse"_s, u"HEAD"_s});
}

QString GitSandbox::merge(const QString &branch, const QString &message, qint64 at)
{
    git({u"merge"_s, u"-q"_s, u"--no-ff"_s, u"-m"_s, message, branch}, at);
    return git({u"rev-parse"_s, u"HEAD"_s});
}

} // namespace leadline
