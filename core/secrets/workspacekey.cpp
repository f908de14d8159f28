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

using FoundKey = QFuture<Result<MaybeWorkspaceKey>>;

FoundKey ready(Result<MaybeWorkspaceKey> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

// Under one name. Empty name: nothing.
FoundKey readKey(const std::shared_ptr<SecretStore> &store, const QString &name, bool isKept)
{
    if (name.isEmpty())
        return ready(MaybeWorkspaceKey());
    return store->read(name).then([store, name, isKept](
                                      const Result<std::optional<QByteArray>> &read) -> Result<MaybeWorkspaceKey> {
        if (!read)
            return std::unexpected(read.error());
        if (!*read)
            return MaybeWorkspaceKey();
        if ((*read)->size() != kWorkspaceKeyBytes)
            return fail(ErrorKind::Config,
                u"The keychain's entry “%1” is not a workspace key: something else changed it. Restore it, or give the key in LEADLINE_KEY."_s
                    .arg(name));
        return WorkspaceKey{**read, isKept};
    });
}

using MadeKey = QFuture<Result<WorkspaceKey>>;

MadeKey answer(Result<WorkspaceKey> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

MadeKey makeUnless(const std::shared_ptr<SecretStore> &store, const QString &file, const MaybeWorkspaceKey &found)
{
    if (found)
        return answer(*found);
    if (isThere(file))
        return answer(lost(file, store->description()));
    const Result<QByteArray> key = newKey();
    if (!key)
        return answer(std::unexpected(key.error()));
    return store->write(workspacePathName(file), *key)
        .then([store, key = *key](const Result<void> &written) -> Result<WorkspaceKey> {
            if (!written)
                return std::unexpected(written.error());
            return WorkspaceKey{key, false};
        });
}

} // namespace

FoundKey findWorkspaceKey(std::shared_ptr<SecretStore> store, const QString &file)
{
    return readKey(store, workspaceSaltName(file), true)
        .then([store, path = workspacePathName(file)](const Result<MaybeWorkspaceKey> &bySalt) {
            return !bySalt || *bySalt ? ready(bySalt) : readKey(store, path, false);
        })
        .unwrap();
}

MadeKey findOrMakeWorkspaceKey(
    std::shared_ptr<SecretStore> store, const QString &file, const std::optional<MaybeWorkspaceKey> &found)
{
    const auto given = workspaceKeyFromEnvironment();
    if (!given)
        return answer(std::unexpected(given.error()));
    if (*given)
        return answer(WorkspaceKey{**given, true});
    if (found)
        return makeUnless(store, file, *found);
    return findWorkspaceKey(store, file)
        .then([store, file](const Result<MaybeWorkspaceKey> &key) {
            return key ? makeUnless(store, file, *key) : answer(std::unexpected(key.error()));
        })
        .unwrap();
}

QFuture<Result<void>> keepWorkspaceKey(
    const std::shared_ptr<SecretStore> &store, const QString &file, const WorkspaceKey &key)
{
    const QString name = workspaceSaltName(file);
    if (key.isKept || name.isEmpty())
        return QtFuture::makeReadyValueFuture(Result<void>());
    return store->write(name, key.bytes);
}

} // namespace leadline
