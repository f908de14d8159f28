#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace leadline::testing {

// A session bus of its own with its own home folders, so that no test ever meets a person's keychain.
class PrivateSession {
public:
    PrivateSession();
    ~PrivateSession();
    Q_DISABLE_COPY_MOVE(PrivateSession)

    [[nodiscard]] bool startBus();
    // A real GNOME Keyring, unlocked with a password of its own.
    [[nodiscard]] bool startKeyring();
    void stopKeyring();

    [[nodiscard]] QProcessEnvironment environment() const { return m_environment; }
    // Standard output of a program run in the session; exitCode is -1 when it did not end.
    QByteArray run(const QString &program, const QStringList &arguments, int *exitCode = nullptr) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    std::unique_ptr<QProcess> m_bus;
    std::unique_ptr<QProcess> m_keyring;
};

} // namespace leadline::testing
