#include "core/store/filecheck.h"

#include "core/domain/enums.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <bitset>

namespace leadline {

namespace {

constexpr qint64 kPageBytes = 4096;

// An encrypted page is noise: 4096 random bytes hold practically all of the 256 values; text and programs do not.
bool looksEncrypted(QByteArrayView page)
{
    std::bitset<256> seen;
    for (const char byte : page)
        seen.set(static_cast<unsigned char>(byte));
    return page.size() == kPageBytes && seen.count() > 240;
}

} // namespace

Result<bool> checkWorkspaceFile(const QString &file, bool create)
{
    const QFileInfo info(file);
    const QString shown = QDir::toNativeSeparators(file);
    if (!info.exists()) {
        if (!info.dir().exists()) {
            return fail(ErrorKind::Storage,
                u"The folder %1 does not exist. Make it, or choose another place for the workspace."_s.arg(
                    QDir::toNativeSeparators(info.path())));
        }
        if (!create) {
            return fail(ErrorKind::Storage,
                u"There is no workspace at %1. Check the name, or make a new workspace there."_s.arg(shown));
        }
        return false;
    }
    if (info.isDir())
        return fail(ErrorKind::Storage, u"%1 is a folder, not a workspace. Choose a file."_s.arg(shown));
    QFile opened(file);
    if (!opened.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Storage,
            u"The workspace %1 cannot be read. Check that you have the permission to."_s.arg(shown),
            opened.errorString());
    }
    if (opened.size() == 0) {
        if (create)
            return false;
        return fail(ErrorKind::Storage,
            u"The file %1 is empty, not a workspace. Delete it, or choose another file."_s.arg(shown));
    }
    const QByteArray page = opened.read(kPageBytes);
    if (page.startsWith("SQLite format 3")) {
        return fail(ErrorKind::Storage,
            u"%1 is a database without encryption. Leadline keeps its data encrypted and does not open it; choose another file."_s
                .arg(shown));
    }
    if (!looksEncrypted(page)) {
        return fail(ErrorKind::Storage,
            u"%1 is not a Leadline workspace, or its beginning is damaged. Choose another file, or restore it from a backup."_s
                .arg(shown));
    }
    return true;
}

} // namespace leadline
