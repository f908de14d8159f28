#include "ui/shell/settings/sourcewizard.h"

#include "core/workspace/workspace.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/settings/wizardpages.h"

namespace leadline {

SourceWizard::SourceWizard(Workspace *workspace, std::optional<SourceConfig> edited, QWidget *parent)
    : QWizard(parent)
{
    m_draft.workspace = workspace;
    m_draft.isNew = !edited;
    if (edited) {
        m_draft.config = *edited;
        for (const ConnectorDescriptor &tool : workspace->connectors()) {
            if (tool.kind == edited->kind)
                m_draft.tool = tool;
        }
    }
    setWindowTitle(edited ? tr("Edit the source “%1”").arg(edited->name) : tr("Add a source"));
    setWizardStyle(QWizard::ModernStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setOption(QWizard::NoDefaultButton, false);
    resize(680, 560);
    setPage(KindPage, new class KindPage(m_draft));
    setPage(AddressPage, new class AddressPage(m_draft));
    setPage(ProbePage, new class ProbePage(m_draft));
    setPage(ScopesPage, new class ScopesPage(m_draft));
    setPage(SchedulePage, new class SchedulePage(m_draft));
    setStartId(edited ? AddressPage : KindPage);
    setButtonText(QWizard::FinishButton, edited ? tr("Save") : tr("Add and sync"));
}

SourceWizard::~SourceWizard() = default;

int SourceWizard::nextId() const
{
    switch (currentId()) {
    case KindPage:
        return AddressPage;
    case AddressPage:
        return ProbePage;
    case ProbePage:
        return m_draft.tool.scopeLabel.isEmpty() ? SchedulePage : ScopesPage;
    case ScopesPage:
        return SchedulePage;
    default:
        return -1;
    }
}

void SourceWizard::done(int result)
{
    if (result != Accepted) {
        QWizard::done(result);
        return;
    }
    Workspace *workspace = m_draft.workspace;
    const QString name = m_draft.config.name;
    workspace->saveSource(m_draft.config, m_draft.token).then(this, [this, workspace, name](const Result<void> &saved) {
        if (!saved) {
            tell(this, tr("The source was not saved"), saved.error().text);
            return;
        }
        if (m_draft.isNew)
            workspace->startSync({name});
        Q_EMIT this->saved(name);
        QWizard::done(Accepted);
    });
}

} // namespace leadline
