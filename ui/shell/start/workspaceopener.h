#pragma once

#include "core/workspace/desktopkeys.h"

#include <QFuture>
#include <QPointer>
#include <QPromise>
#include <QWidget>

namespace leadline {

// Opens workspaces and asks for what their keys need: to unlock the keychain, to choose a passphrase, to enter it. The
// person may always say no; the answer is a Cancelled error then.
class WorkspaceOpener final : public QObject {
    Q_OBJECT

public:
    using Opened = Result<std::shared_ptr<Workspace>>;

    explicit WorkspaceOpener(SecretPlaces places, QObject *parent = nullptr);
    ~WorkspaceOpener() override;

    void setWindow(QWidget *window) { m_window = window; } // what the questions belong to
    [[nodiscard]] QFuture<Opened> open(const QString &file, bool create);

private:
    struct Attempt {
        QString file;
        bool create = false;
        QPromise<Opened> promise;
    };
    using AttemptPtr = std::shared_ptr<Attempt>;

    void withKeychain(const AttemptPtr &attempt);
    void takeOpened(const AttemptPtr &attempt, const Opened &opened);
    void askToUnlock(const AttemptPtr &attempt);
    void withVault(const AttemptPtr &attempt);
    void askPassphrase(const AttemptPtr &attempt);
    static void answer(const AttemptPtr &attempt, Opened opened);
    static void cancelled(const AttemptPtr &attempt);

    DesktopKeys m_keys;
    QPointer<QWidget> m_window;
};

} // namespace leadline
