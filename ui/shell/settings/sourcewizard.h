#pragma once

#include "core/domain/source.h"

#include <QWizard>

namespace leadline {

class Workspace;

// What the pages of the wizard work on together.
struct SourceDraft {
    Workspace *workspace = nullptr;
    SourceConfig config;
    std::optional<QByteArray> token; // unset = the kept one
    ConnectorDescriptor tool;
    bool isNew = true;
};

// Adds or changes a source: which tool, where and with which token, what the token may read, which repositories, how
// often.
class SourceWizard final : public QWizard {
    Q_OBJECT

public:
    // `edited` is the source to change; without it a new one is added.
    SourceWizard(Workspace *workspace, std::optional<SourceConfig> edited, QWidget *parent = nullptr);
    ~SourceWizard() override;

    enum Page { KindPage, AddressPage, ProbePage, ScopesPage, SchedulePage };
    [[nodiscard]] SourceDraft &draft() { return m_draft; }
    [[nodiscard]] int nextId() const override;

Q_SIGNALS:
    void saved(const QString &name);

protected:
    void done(int result) override;

private:
    SourceDraft m_draft;
};

} // namespace leadline
