#pragma once

#include "core/base/error.h"
#include "core/domain/directory.h"

#include <QObject>

namespace leadline {

class Workspace;

// The directory as it is now, for the pages that show it; changes go to the workspace and can be undone one by one.
class DirectoryEditor final : public QObject {
    Q_OBJECT

public:
    explicit DirectoryEditor(Workspace *workspace, QObject *parent = nullptr);

    [[nodiscard]] const Directory &directory() const { return m_directory; }
    [[nodiscard]] bool canUndo() const { return !m_inverses.empty(); }
    void load();
    void apply(const DirectoryChange &change);
    void undo();

    [[nodiscard]] QString personName(qint64 person) const;

Q_SIGNALS:
    void changed();
    void failed(const leadline::Error &error);

private:
    void send(const DirectoryChange &change, bool undoable);

    Workspace *m_workspace;
    Directory m_directory;
    int m_loads = 0; // the newest that was begun
    int m_sending = 0;
    int m_undosAsked = 0;
    std::vector<DirectoryChange> m_inverses;
};

} // namespace leadline
