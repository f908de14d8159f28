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
    // Two readers may overtake each other: an older answer must not replace a newer one.
    m_workspace->directory().then(this, [this, load = ++m_loads](const Result<Directory> &directory) {
        if (load != m_loads)
            return;
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

// Of a change that is still on its way, what undoes it is not known yet: it waits.
void DirectoryEditor::undo()
{
    if (m_sending > 0) {
        ++m_undosAsked;
        return;
    }
    if (m_inverses.empty())
        return;
    const DirectoryChange inverse = m_inverses.back();
    m_inverses.pop_back();
    send(inverse, false);
}

void DirectoryEditor::send(const DirectoryChange &change, bool undoable)
{
    ++m_sending;
    m_workspace->apply(change).then(this, [this, change, undoable](const Result<DirectoryChange> &inverse) {
        --m_sending;
        if (!inverse)
            m_undosAsked = 0; // they meant a change that has not happened
        if (inverse && undoable)
            m_inverses.push_back(*inverse);
        if (!inverse && !undoable)
            m_inverses.push_back(change); // to be tried again
        if (!inverse)
            Q_EMIT failed(inverse.error());
        load(); // what the page shows is what is kept
        if (m_undosAsked > 0 && m_sending == 0) {
            --m_undosAsked;
            undo();
        }
    });
}

QString DirectoryEditor::personName(qint64 person) const
{
    const auto it = std::ranges::find(m_directory.people, person, &PersonEntry::id);
    return it == m_directory.people.end() ? QString() : it->name;
}

} // namespace leadline
