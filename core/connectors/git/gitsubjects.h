#pragma once

#include <QString>

#include <optional>

namespace leadline {

// What the message of a commit on the main line says about the change request it brought in.
struct MergedChange {
    qint64 number = 0; // 0: merged without a number ("Merge branch 'x'")
    QString title;
    QString branch; // merged from, where the message says so
    bool squashed = false; // one commit with the number in its subject, no merge commit
};

// Knows the messages that GitHub, GitLab, Bitbucket Cloud and Data Center, Azure DevOps and Git itself write.
// `isMerge`: the commit has several parents. Merges of the main line into itself are no change.
[[nodiscard]] std::optional<MergedChange> mergedChange(
    const QString &message, bool isMerge, const QString &defaultBranch);

// "v2.0.0-rc.1", "1.4beta2": published for trial.
[[nodiscard]] bool isPrereleaseTag(const QString &tag);

// The page of the hosting service behind a remote; empty when it is not known.
struct WebPages {
    QString base; // "https://github.com/owner/name"
    QString path; // "owner/name"
    QString commit; // + sha
    QString change; // + number
    QString tag; // + name
};
[[nodiscard]] WebPages webPagesOf(const QString &remoteUrl);

} // namespace leadline
