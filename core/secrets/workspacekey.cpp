#include "core/secrets/workspacekey.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sodium.h>

namespace leadline {

using namespace Qt::StringLiterals;

static constexpr qsizetype kSaltBytes = 16; // SQLCipher's

QString workspaceSaltName(const QString &file)
{
    QFile opened(file);
    if (!opened.open(QIODevice::ReadOnly))
        return {};
    const QByteArray salt = opened.read(kSaltBytes);
    // A plain database begins like every other one: that would name none of them.
    if (salt.size() < kSaltBytes || salt.startsWith("SQLite format 3"))
        return {};
    return u"workspace-salt:"_s + QString::fromLatin1(salt.toHex());
}

QString workspacePathName(const QString &file)
{
    const QFileInfo info(file);
    const QString canonical = info.canonicalFilePath();
    if (!canonical.isEmpty())
        return u"workspace:"_s + canonical;
    // Not made yet: its folder is there, or will be.
    const QString folder = info.absoluteDir().canonicalPath();
    return u"workspace:"_s + (folder.isEmpty() ? info.absolutePath() : folder) + u'/' + info.fileName();
}

Result<std::optional<QByteArray>> workspaceKeyFromEnvironment()
{
    const QByteArray text = qgetenv("LEADLINE_KEY").trimmed();
    if (text.isEmpty())
        return std::nullopt;
    const QByteArray key = QByteArray::fromHex(text);
    if (key.size() != kWorkspaceKeyBytes || key.toHex() != text.toLower())
        return fail(ErrorKind::Config,
            u"LEADLINE_KEY is not a key: it must be 64 hexadecimal digits. Correct it, or unset it to use the keychain."_s,
            u"%1 characters"_s.arg(text.size()));
    return key;
}

static Result<QByteArray> newKey()
{
    if (sodium_init() < 0)
        return fail(ErrorKind::Config,
            u"The encryption library does not work on this computer, so no workspace can be made."_s);
    QByteArray key(kWorkspaceKeyBytes, '\0');
    randombytes_buf(key.data(), static_cast<size_t>(key.size()));
    return key;
}

static bool isThere(const QString &file)
{
    const QFileInfo info(file);
    return info.exists() && info.size() > 0; // an empty file holds nothing that a key could open
}

static std::unexpected<Error> lost(const QString &file, const QString &where)
{
    return fail(ErrorKind::Config,
        u"The key of this workspace is not in the keychain or vault that Leadline uses (%2), and without it nobody can read %1. If the file came from another computer or another person's session, give its key in LEADLINE_KEY; otherwise start a new workspace and sync again."_s
            .arg(QDir::toNativeSeparators(file), where));
}

namespace {

using MaybeKey = std::optional<QByteArray>;

QFuture<Result<MaybeKey>> ready(Result<MaybeKey> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

// Under one name. Empty name: nothing.
QFuture<Result<MaybeKey>> readKey(const std::shared_ptr<SecretStore> &store, const QString &name)
{
    if (name.isEmpty())
        return ready(MaybeKey());
    return store->read(name).then([store, name](const Result<MaybeKey> &read) -> Result<MaybeKey> {
        if (read && *read && (*read)->size() != kWorkspaceKeyBytes)
            return fail(ErrorKind::Config,
                u"The keychain's entry “%1” is not a workspace key: something else changed it. Restore it, or give the key in LEADLINE_KEY."_s
                    .arg(name));
        return read;
    });
}

} // namespace

QFuture<Result<MaybeKey>> findWorkspaceKey(std::shared_ptr<SecretStore> store, const QString &file)
{
    return readKey(store, workspaceSaltName(file))
        .then([store, path = workspacePathName(file)](
                  const Result<MaybeKey> &bySalt) { return !bySalt || *bySalt ? ready(bySalt) : readKey(store, path); })
        .unwrap();
}

using FutureKey = QFuture<Result<QByteArray>>;

QFuture<Result<QByteArray>> findOrMakeWorkspaceKey(std::shared_ptr<SecretStore> store, const QString &file)
{
    const auto given = workspaceKeyFromEnvironment();
    if (!given)
        return QtFuture::makeReadyValueFuture(Result<QByteArray>(std::unexpected(given.error())));
    if (*given)
        return QtFuture::makeReadyValueFuture(Result<QByteArray>(**given));

    return findWorkspaceKey(store, file)
        .then([store, file](const Result<MaybeKey> &found) -> FutureKey {
            const auto answer = [](Result<QByteArray> result) {
                return QtFuture::makeReadyValueFuture(std::move(result));
            };
            if (!found)
                return answer(std::unexpected(found.error()));
            if (*found)
                return answer(**found);
            if (isThere(file))
                return answer(lost(file, store->description()));
            const Result<QByteArray> key = newKey();
            if (!key)
                return answer(std::unexpected(key.error()));
            return store->write(workspacePathName(file), *key).then([key = *key](const Result<void> &written) {
                return written ? Result<QByteArray>(key) : Result<QByteArray>(std::unexpected(written.error()));
            });
        })
        .unwrap();
}

QFuture<Result<void>> keepWorkspaceKey(std::shared_ptr<SecretStore> store, const QString &file, const QByteArray &key)
{
    const QString name = workspaceSaltName(file);
    if (name.isEmpty())
        return QtFuture::makeReadyValueFuture(Result<void>());
    return store->read(name)
        .then([store, name, key](const Result<MaybeKey> &read) {
            if (!read)
                return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(read.error())));
            return *read == key ? QtFuture::makeReadyValueFuture(Result<void>()) : store->write(name, key);
        })
        .unwrap();
}

} // namespace leadline
