#include "core/connectors/git/gitrepository.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

#include <mutex>

namespace leadline {

using namespace Qt::StringLiterals;

void useLibgit2()
{
    static std::once_flag once;
    std::call_once(once, [] {
        git_libgit2_init();
        // We only read objects and never run hooks or filters, so a repository of another user is safe to open.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
        // A file's old content is the new content of an earlier commit: kept in memory, it is unpacked once instead of
        // twice.
        git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB, std::size_t(256) * 1024);
        git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, std::size_t(256) * 1024);
        git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, qptrdiff(256) * 1024 * 1024);
    });
}

QString gitFault()
{
    const git_error *error = git_error_last();
    return error ? QString::fromUtf8(error->message) : QString();
}

Result<GitRepositoryPtr> openGitRepository(const QString &folder)
{
    useLibgit2();
    const QString path = folder.startsWith(u"file://"_s) ? folder.mid(7) : folder;
    if (!QFileInfo(path).isDir()) {
        return fail(ErrorKind::Config,
            u"The folder %1 is not there. If it is on a drive or share, connect it; if it was moved, edit the source."_s
                .arg(QDir::toNativeSeparators(path)));
    }
    git_repository *repository = nullptr;
    if (git_repository_open_ext(&repository, QFile::encodeName(path).constData(), 0, nullptr) != 0) {
        return fail(ErrorKind::Config,
            u"%1 is not a Git repository, or it cannot be read. Choose the folder that holds the checkout."_s.arg(
                QDir::toNativeSeparators(path)),
            gitFault());
    }
    return GitRepositoryPtr(repository);
}

static std::optional<GitMainLine> branchAt(git_repository *repository, const QByteArray &reference)
{
    git_reference *found = nullptr;
    if (git_reference_lookup(&found, repository, reference.constData()) != 0)
        return {};
    const GitReferencePtr holder(found);
    git_reference *resolved = nullptr;
    if (git_reference_resolve(&resolved, found) != 0)
        return {};
    const GitReferencePtr target(resolved);
    QString name = QString::fromUtf8(git_reference_shorthand(target.get()));
    if (name.startsWith(u"origin/"))
        name = name.mid(7);
    return GitMainLine{.branch = name, .head = *git_reference_target(target.get())};
}

Result<std::optional<GitMainLine>> mainLineOf(git_repository *repository, const QString &wantedBranch)
{
    if (!wantedBranch.isEmpty()) {
        for (const QByteArray &prefix : {QByteArray("refs/heads/"), QByteArray("refs/remotes/origin/")}) {
            if (auto line = branchAt(repository, prefix + wantedBranch.toUtf8()))
                return line;
        }
        return fail(ErrorKind::Config,
            u"There is no branch “%1” in this repository. Edit the source and choose another."_s.arg(wantedBranch));
    }
    // A fetched main line is newer than what happens to be checked out.
    if (auto line = branchAt(repository, "refs/remotes/origin/HEAD"))
        return line;
    if (git_repository_head_unborn(repository) == 1)
        return std::optional<GitMainLine>();
    if (auto line = branchAt(repository, "HEAD"))
        return line;
    return fail(ErrorKind::Config,
        u"The repository has no branch that can be read. Check it out again, or choose a branch."_s, gitFault());
}

QString gitRemoteUrl(git_repository *repository)
{
    git_strarray names{};
    QString url;
    if (git_remote_list(&names, repository) != 0)
        return url;
    for (std::size_t i = 0; i < names.count; ++i) {
        git_remote *remote = nullptr;
        if (git_remote_lookup(&remote, repository, names.strings[i]) != 0)
            continue;
        const GitRemotePtr holder(remote);
        const bool isOrigin = QByteArray(names.strings[i]) == "origin";
        if (url.isEmpty() || isOrigin)
            url = QString::fromUtf8(git_remote_url(remote));
    }
    git_strarray_dispose(&names);
    return url;
}

QString gitText(const char *text, const char *encoding)
{
    const QByteArray bytes(text);
    if (encoding) {
        QStringDecoder decoder(encoding);
        if (decoder.isValid())
            return decoder.decode(bytes);
    }
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString decoded = utf8.decode(bytes);
    return utf8.hasError() ? QString::fromLatin1(bytes) : decoded;
}

QString gitHex(const git_oid &oid)
{
    char hex[GIT_OID_MAX_HEXSIZE + 1];
    git_oid_tostr(hex, sizeof hex, &oid);
    return QString::fromLatin1(hex);
}

} // namespace leadline
