#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace leadline {

// Asks the Secret Service whether it holds the entry in a locked keyring. QtKeychain calls such an entry "not found",
// which must not be believed: a lost key and a locked one need different help. False where no Secret Service answers.
void askWhetherLocked(const QString &service, const QString &name, QObject *context, std::function<void(bool)> answer);

enum class UnlockOutcome { Unlocked, StayedLocked, NoService };

// Unlocks the keyring that new entries go to. The desktop shows its own question, so the answer can take minutes.
void unlockDefaultKeyring(std::function<void(UnlockOutcome)> answer);

} // namespace leadline
