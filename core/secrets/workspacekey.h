#pragma once

#include "core/secrets/secretstore.h"

namespace leadline {

inline constexpr qsizetype kWorkspaceKeyBytes = 32;

// The key of a workspace file.
struct WorkspaceKey {
    QByteArray bytes;
    bool isKept = false; // under the file's salt, or in the environment: nothing needs to be written
};
using MaybeWorkspaceKey = std::optional<WorkspaceKey>;

// The name under which the store keeps the key of a workspace file: "workspace-salt:" and the file's first 16 bytes.
// They are the random salt of the encryption: readable without the key, the file's own, and the same after it was
// moved, renamed or copied. Empty while there is no such file.
[[nodiscard]] QString workspaceSaltName(const QString &file);
// The name until the file is made, and the only one in older keychains: "workspace:" and the file's canonical path.
[[nodiscard]] QString workspacePathName(const QString &file);

// The key from LEADLINE_KEY (64 hex digits) when that is set; Config error when it is malformed.
[[nodiscard]] Result<std::optional<QByteArray>> workspaceKeyFromEnvironment();

// The key the store keeps for the file, by its salt, else by its path; nullopt when there is none. Keeps the store
// alive.
[[nodiscard]] QFuture<Result<MaybeWorkspaceKey>> findWorkspaceKey(
    std::shared_ptr<SecretStore> store, const QString &file);

// The 32 bytes that open the workspace file: from LEADLINE_KEY, else from the store, else, when there is no such file
// yet, a new random key, which is in the store before the future finishes. Config error when the file is there and its
// key is not. Keeps the store alive. `found`: what findWorkspaceKey() said; the store is then not asked again.
[[nodiscard]] QFuture<Result<WorkspaceKey>> findOrMakeWorkspaceKey(
    std::shared_ptr<SecretStore> store, const QString &file, const std::optional<MaybeWorkspaceKey> &found = {});

// Writes the key under the file's salt, unless it is kept. Only for a key that has opened the file: a path may be
// another file's by now.
[[nodiscard]] QFuture<Result<void>> keepWorkspaceKey(
    const std::shared_ptr<SecretStore> &store, const QString &file, const WorkspaceKey &key);

} // namespace leadline
