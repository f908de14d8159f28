#pragma once

#include "core/simulation/simulation.h"
#include "core/workspace/workspace.h"
#include "tests/emulators/github/githubemulator.h"

#include <QTest>

namespace leadline::test {

inline constexpr int kPatienceMs = 60'000;

// Two repositories and six weeks: small enough to be read dozens of times, with something of everything.
[[nodiscard]] const SimulatedOrganisation &tinyOrganisation();

[[nodiscard]] QByteArray workspaceKey();
[[nodiscard]] SourceConfig sourceAt(const GitHubEmulator &server);

// Every record of every kind as one line of JSON, without surrogate ids, sorted: equal lists mean equal contents.
[[nodiscard]] Result<QStringList> contentsOf(Workspace &workspace);
// "kind external-id" of every record, sorted.
[[nodiscard]] QStringList namesIn(const QStringList &contents);

// Until everything that was written is derived.
[[nodiscard]] bool settle(Workspace &workspace);
// A whole sync and its derivation; the report of the only source, or nothing when it took too long.
[[nodiscard]] std::optional<SyncReport> syncOnce(Workspace &workspace, bool full = false);

// One figure with its n, to be the same before and after.
[[nodiscard]] QString figureOf(Workspace &workspace);
// A sentence that tells the person what to do, and nothing of the token.
[[nodiscard]] bool saysWhatToDo(const QString &text);

template <typename T> [[nodiscard]] T await(QFuture<T> future)
{
    const bool finished = QTest::qWaitFor([&] { return future.isFinished(); }, kPatienceMs);
    Q_ASSERT(finished);
    return future.result();
}

} // namespace leadline::test
