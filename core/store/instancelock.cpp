#include "core/store/instancelock.h"

#include "core/domain/enums.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>

namespace leadline {

Result<std::unique_ptr<QLockFile>> lockWorkspace(const QString &file)
{
    const QString shown = QDir::toNativeSeparators(file);
    const QFileInfo info(file);
    if (!info.dir().exists()) {
        return fail(ErrorKind::Storage,
            u"The folder %1 does not exist. Make it, or choose another place for the workspace."_s.arg(
                QDir::toNativeSeparators(info.path())));
    }
    auto lock = std::make_unique<QLockFile>(file + u".lock"_s);
    lock->setStaleLockTime(0); // age says nothing: only the lock of a dead process is stale
    if (lock->tryLock(0))
        return lock;
    if (lock->error() == QLockFile::LockFailedError) {
        qint64 process = 0;
        QString host;
        QString program;
        lock->getLockInfo(&process, &host, &program);
        return fail(ErrorKind::Storage,
            u"The workspace %1 is open in another window or program (%2, process %3). Close it there first."_s.arg(
                shown, program.isEmpty() ? u"Leadline"_s : program, QString::number(process)),
            u"lock held on %1"_s.arg(host));
    }
    return fail(ErrorKind::Storage,
        u"The workspace %1 cannot be written: its folder is read-only. Change its permissions, or move it to a folder of your own."_s
            .arg(shown));
}

} // namespace leadline
