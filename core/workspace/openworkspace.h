#pragma once

#include "core/secrets/workspacekey.h"

namespace leadline {

class Workspace;

struct OpenRequest {
    QString file;
    bool create = false; // make file and key when the file is missing
    std::shared_ptr<SecretStore> secrets; // empty = the system's keychain, or the vault named by LEADLINE_VAULT
    std::optional<MaybeWorkspaceKey> found; // what `secrets` holds for the file, when somebody has asked already
};

// Finds or makes the key (LEADLINE_KEY, else the keychain), then opens the workspace. The future's continuation belongs
// on the thread that called. Errors say what to do: a lost key, a locked keychain, a foreign file.
[[nodiscard]] QFuture<Result<std::shared_ptr<Workspace>>> openWorkspace(OpenRequest request);

} // namespace leadline
