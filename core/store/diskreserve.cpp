#include "core/store/diskreserve.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QStorageInfo>

namespace leadline {

namespace {

constexpr qint64 kReserveBytes = 4 * 1024 * 1024;
constexpr qint64 kAmpleBytes = 64 * 1024 * 1024;

} // namespace

void DiskReserve::hold()
{
    if (QFileInfo(m_file).size() >= kReserveBytes)
        return;
    if (QStorageInfo(QFileInfo(m_file).path()).bytesAvailable() < kAmpleBytes)
        return;
    // Noise, because a file system that compresses would keep no room for zeros.
    QList<quint32> noise(kReserveBytes / static_cast<qint64>(sizeof(quint32)));
    QRandomGenerator::global()->fillRange(noise.data(), noise.size());
    QFile file(m_file);
    const bool written = file.open(QIODevice::WriteOnly)
        && file.write(reinterpret_cast<const char *>(noise.constData()), kReserveBytes) == kReserveBytes
        && file.flush();
    if (!written)
        file.remove();
}

bool DiskReserve::release()
{
    return QFile::remove(m_file);
}

} // namespace leadline
