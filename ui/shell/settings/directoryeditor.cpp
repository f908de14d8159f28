#include "ui/shell/settings/directoryeditor.h"

#include "core/workspace/workspace.h"

namespace leadline {

DirectoryEditor::DirectoryEditor(Workspace *workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    connect(workspace, &Workspace::directoryChanged, this, &DirectoryEditor::load);
    load();
}

void DirectoryEditor::load()
{
    m_workspace->directory().then(this, [this](const Result<Directory> &directory) {
        if (!directory) {
            Q_EMIT failed(directory.error());
            return;
        }
        m_directory = *directory;
        Q_EMIT changed();
    });
}

void DirectoryEditor::apply(const DirectoryChange &change)
{
    send(change, true);
}

void DirectoryEditor::undo()
{
    if (m_inverses.empty())
        return;
    const DirectoryChange inverse = m_inverses.back();
    m_inverses.pop_back();
    send(inverse, false);
}

void DirectoryEditor::send(const DirectoryChange &change, bool undoable)
{
    m_workspace->apply(change).then(this, [this, undoable](const Result<void> &done) {
        if (!done) {
            Q_EMIT failed(done.error());
            load(); // what the page shows is what is kept
            return;
        }
        if (undoable) {
            if (auto inverse = m_workspace->lastInverse())
                m_inverses.push_back(std::move(*inverse));
        }
        load();
    });
}

QString DirectoryEditor::personName(qint64 person) const
{
    const auto it = std::ranges::find(m_directory.people, person, &PersonEntry::id);
    return it == m_directory.people.end() ? QString() : it->name;
}

} // namespace leadline
