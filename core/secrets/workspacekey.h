#pragma once

#include "core/secrets/secretstore.h"

namespace leadline {

inline constexpr qsizetype kWorkspaceKeyBytes = 32;

// The name under which the store keeps the key of a workspace file: "workspace:" and the file's canonical path.
[[nodiscard]] QString workspaceKeyName(const QString &file);

// The key from LEADLINE_KEY (64 hex digits) when that is set; Config error when it is malformed.
[[nodiscard]] Result<std::optional<QByteArray>> workspaceKeyFromEnvironment();

// The 32 bytes that open the workspace file: from LEADLINE_KEY, else from the store, else, when there is no such file
// yet, a new random key, which is in the store before the future finishes. Config error when the file is there and its
// key is not. Keeps the store alive.
[[nodiscard]] QFuture<Result<QByteArray>> findOrMakeWorkspaceKey(
    std::shared_ptr<SecretStore> store, const QString &file);

} // namespace leadline
