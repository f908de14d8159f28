#pragma once

#include <QString>

namespace leadline {

// A file beside the workspace that holds some room: on a full disk SQLite refuses even a DELETE, so the reserve is
// released to give it space to work in.
class DiskReserve {
public:
    explicit DiskReserve(const QString &workspaceFile)
        : m_file(workspaceFile + QStringLiteral(".reserve"))
    {
    }

    void hold(); // makes it where there is ample space; quietly does nothing otherwise
    bool release(); // true when there was something to release

private:
    QString m_file;
};

} // namespace leadline
