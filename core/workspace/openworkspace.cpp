#include "core/workspace/openworkspace.h"

#include "core/secrets/keychainstore.h"
#include "core/workspace/lazyvault.h"
#include "core/workspace/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// Where a key comes from the environment there is often no keychain (servers, scripts): tokens then live in a vault
// beside the file, sealed with that key. LEADLINE_VAULT names a vault for machines without a Secret Service.
std::shared_ptr<SecretStore> secretsFor(const QString &file)
{
    const QByteArray key = qgetenv("LEADLINE_KEY");
    if (const QString vault = qEnvironmentVariable("LEADLINE_VAULT"); !vault.isEmpty())
        return std::make_shared<LazyVault>(vault, qgetenv("LEADLINE_VAULT_PASSPHRASE"));
    if (!key.isEmpty())
        return std::make_shared<LazyVault>(file + u".vault"_s, key);
    return makeKeychainStore();
}

Result<void> checkFolder(const OpenRequest &request)
{
    const QFileInfo info(request.file);
    if (info.isDir())
        return fail(ErrorKind::Config,
            u"%1 is a folder. Name a file in it, such as %1/team.leadline."_s.arg(
                QDir::toNativeSeparators(request.file)));
    if (!info.exists() && !request.create) {
        return fail(ErrorKind::Config,
            u"The workspace %1 is not there. If it was moved, open it from its new place."_s.arg(
                QDir::toNativeSeparators(request.file)));
    }
    if (!info.exists() && !QDir().mkpath(info.absolutePath())) {
        return fail(ErrorKind::Storage,
            u"The folder %1 could not be made. Choose a folder that you may write to."_s.arg(
                QDir::toNativeSeparators(info.absolutePath())));
    }
    return {};
}

} // namespace

QFuture<Result<std::shared_ptr<Workspace>>> openWorkspace(OpenRequest request)
{
    using Opened = Result<std::shared_ptr<Workspace>>;
    if (auto folder = checkFolder(request); !folder)
        return QtFuture::makeReadyValueFuture(Opened(std::unexpected(folder.error())));
    if (!request.secrets)
        request.secrets = secretsFor(request.file);
    // The application is the context: a workspace belongs to the thread that asked for it, which is the main one.
    return findOrMakeWorkspaceKey(request.secrets, request.file, request.found)
        .then(QCoreApplication::instance(),
            [request](const Result<WorkspaceKey> &key) -> QFuture<Opened> {
                if (!key)
                    return QtFuture::makeReadyValueFuture(Opened(std::unexpected(key.error())));
                WorkspaceOptions options;
                options.file = request.file;
                options.key = key->bytes;
                options.create = request.create;
                options.secrets = request.secrets;
                auto workspace = Workspace::open(std::move(options));
                if (!workspace)
                    return QtFuture::makeReadyValueFuture(Opened(std::unexpected(workspace.error())));
                Opened opened(std::shared_ptr<Workspace>(std::move(*workspace)));
                if (key->isKept)
                    return QtFuture::makeReadyValueFuture(std::move(opened));
                // A key that cannot be kept under the file's own name is still found by its path.
                return keepWorkspaceKey(request.secrets, request.file, *key)
                    .then(QCoreApplication::instance(),
                        [opened = std::move(opened)](const Result<void> &) mutable { return std::move(opened); });
            })
        .unwrap();
}

} // namespace leadline
