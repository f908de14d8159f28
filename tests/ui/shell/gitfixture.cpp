#include "gitfixture.h"

#include <QDateTime>
#include <QDir>
#include <QProcess>

using namespace Qt::Literals::StringLiterals;

namespace {

bool git(const QString &folder, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(u"git"_s, arguments);
    if (!process.waitForStarted())
        return false;
    process.write(input);
    process.closeWriteChannel();
    return process.waitForFinished(60'000) && process.exitCode() == 0;
}

QByteArray person(int number, qint64 at)
{
    static const QByteArray people[]{
        "Ada Brook <ada@acme.example>", "Ben Cole <ben@acme.example>", "Ada Brook <ada@home.example>"};
    return people[number % 3] + ' ' + QByteArray::number(at) + " +0000\n";
}

QByteArray data(const QByteArray &text)
{
    return "data " + QByteArray::number(text.size()) + '\n' + text + '\n';
}

} // namespace

bool makeGitFolder(const QString &folder, int commits)
{
    if (!QDir().mkpath(folder) || !git(folder, {u"init"_s, u"-q"_s, u"-b"_s, u"main"_s}))
        return false;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const qint64 first = now - 60LL * 24 * 3600;
    QByteArray stream;
    for (int i = 0; i < commits; ++i) {
        const qint64 at = first + (now - first) * i / commits;
        const bool merge = i > 0 && i % 5 == 0;
        stream += "commit refs/heads/main\nauthor " + person(i, at - 3600) + "committer " + person(i, at);
        stream +=
            data(merge ? "Merge pull request #" + QByteArray::number(i) + " from acme/topic-" + QByteArray::number(i)
                       : "Change number " + QByteArray::number(i));
        stream += "M 100644 inline file" + QByteArray::number(i % 40) + ".txt\n"
            + data("line " + QByteArray::number(i) + '\n');
        if (i % 25 == 24)
            stream += "reset refs/tags/v1." + QByteArray::number(i / 25) + "\nfrom refs/heads/main\n\n";
    }
    return git(folder, {u"fast-import"_s, u"--quiet"_s}, stream) && git(folder, {u"reset"_s, u"-q"_s, u"--hard"_s});
}
