#include "core/report/savefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStorageInfo>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SaveFile)
};

QString whyNot(const QString &file, qint64 size)
{
    const QFileInfo info(file);
    const QFileInfo folder(info.absolutePath());
    if (info.isDir())
        return Words::tr("%1 is a folder. Choose a file name in it.").arg(file);
    if (!folder.isDir())
        return Words::tr("The folder %1 does not exist. Make it, or choose another place.").arg(folder.filePath());
    if (const QStorageInfo disk(folder.filePath()); disk.isValid() && disk.isReadOnly())
        return Words::tr("%1 is on a disk that cannot be written. Choose another place.").arg(file);
    if (!folder.isWritable() || (info.exists() && !info.isWritable()))
        return Words::tr("You may not write %1. Choose another place, or ask for the right to write there.").arg(file);
    if (const QStorageInfo disk(folder.filePath()); disk.isValid() && disk.bytesAvailable() < size)
        return Words::tr("The disk is full: %1 could not be written. Make room, or choose another place.").arg(file);
    return Words::tr("%1 could not be written. Check that the disk has room and that no other program holds the file.")
        .arg(file);
}

} // namespace

Result<void> saveFile(const QString &file, const QByteArray &content)
{
    QSaveFile save(file);
    if (!save.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Storage, whyNot(file, content.size()), save.errorString());
    if (save.write(content) != content.size())
        save.cancelWriting();
    if (!save.commit())
        return fail(ErrorKind::Storage, whyNot(file, content.size()), save.errorString());
    return {};
}

} // namespace leadline
