#include "core/store/storageerror.h"

#include "core/domain/enums.h"

#include <QDir>

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

namespace leadline {

namespace {

constexpr QLatin1StringView kDiskFull = "disk full"_L1;

bool meansDiskFull(int code, int systemError)
{
    if (code == SQLITE_FULL)
        return true;
    return code == SQLITE_IOERR && (systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG);
}

QString sentenceFor(int code, int systemError)
{
    switch (code) {
    case SQLITE_READONLY:
        return u"The workspace %1 cannot be written: the file or its folder is read-only. "
               "Change its permissions, or move it to a folder of your own."_s;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return u"The workspace %1 is damaged. Restore it from a backup, or make a new workspace and sync again."_s;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return u"The workspace %1 is in use by another program. Close that program and try again."_s;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return u"The workspace %1 cannot be opened. Check that its folder exists and that you may read and write there."_s;
    case SQLITE_IOERR:
        if (systemError == EACCES || systemError == EPERM || systemError == EROFS)
            return sentenceFor(SQLITE_READONLY, 0);
        return u"The disk could not read or write the workspace %1. Check the disk, then open the workspace again; "
               "what was saved before is kept."_s;
    case SQLITE_NOMEM:
        return u"There is not enough memory to work with the workspace %1. Close other programs and try again."_s;
    case SQLITE_INTERRUPT:
        return u"The work on the workspace %1 was interrupted. Nothing was changed; try again."_s;
    default:
        return u"The workspace %1 did not take the change. Nothing was changed; try again, and restart Leadline if it happens again."_s;
    }
}

} // namespace

Error storageError(int sqliteCode, int systemError, const QString &file, const QString &detail)
{
    const int code = sqliteCode & 0xff;
    const QString shown = QDir::toNativeSeparators(file);
    QString technical = u"SQLite %1: %2"_s.arg(QString::number(sqliteCode), detail);
    if (systemError != 0)
        technical += u" (%1)"_s.arg(QString::fromLocal8Bit(std::strerror(systemError)));
    if (meansDiskFull(code, systemError)) {
        return fail(ErrorKind::Storage,
            u"The disk that holds the workspace %1 is full. Free some space, then try again; what was saved before is kept."_s
                .arg(shown),
            kDiskFull + u": "_s + technical)
            .error();
    }
    return fail(ErrorKind::Storage, sentenceFor(code, systemError).arg(shown), technical).error();
}

Error storageError(sqlite3 *connection, const QString &file, const QString &doing)
{
    const int code = sqlite3_extended_errcode(connection);
    const int systemError =
        (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN ? sqlite3_system_errno(connection) : 0;
    return storageError(code, systemError, file, doing + u": "_s + QString::fromUtf8(sqlite3_errmsg(connection)));
}

bool isDiskFull(const Error &error)
{
    return error.kind == ErrorKind::Storage && error.detail.startsWith(kDiskFull);
}

} // namespace leadline
