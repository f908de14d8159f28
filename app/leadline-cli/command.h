#pragma once

#include "output.h"

#include "core/base/error.h"

#include <QCoreApplication>
#include <QFuture>
#include <QFutureWatcher>

namespace leadline {
class Workspace;
}

namespace leadline::cli {

// Exit codes: scripts rely on them.
inline constexpr int kOk = 0;
inline constexpr int kNothingWorked = 1;
inline constexpr int kUsage = 2;
inline constexpr int kSomeFailed = 3;

// The words after the command, taken apart: options that may repeat, flags, and the rest.
struct Arguments {
    QStringList positional;
    QMultiHash<QString, QString> options;

    [[nodiscard]] bool has(const QString &name) const { return options.contains(name); }
    [[nodiscard]] QString value(const QString &name, const QString &fallback = {}) const
    {
        return options.value(name, fallback);
    }
    [[nodiscard]] QStringList values(const QString &name) const; // in the order given
};

// Config error: an option that the command does not know, or one without its value.
[[nodiscard]] Result<Arguments> parseArguments(
    const QStringList &words, const QStringList &valueOptions, const QStringList &flags);

struct Context {
    Workspace *workspace = nullptr;
    Output output{Format::Table};
    Arguments arguments;
};

// Waits for a future with the program's one event loop; never nested.
template <typename T> T await(const QFuture<T> &future)
{
    if (!future.isFinished()) {
        QFutureWatcher<T> watcher;
        QObject::connect(&watcher, &QFutureWatcher<T>::finished, &watcher, [] { QCoreApplication::exit(); });
        watcher.setFuture(future);
        QCoreApplication::exec();
    }
    return future.result();
}

// Waits until everything written is derived.
void settle(Workspace *workspace);

int report(const Error &error); // "leadline: KIND: text" on stderr; kNothingWorked
int usage(const QString &text); // kUsage

struct Command {
    QString name; // "source", "metric" …
    QString synopsis;
    QString help;
    QStringList valueOptions;
    QStringList flags;
    int (*run)(Context &context);
    QString details; // what “COMMAND --help” adds
};

int runDemo(Context &context);
int runSource(Context &context);
int runSync(Context &context);
int runRecords(Context &context);
int runMetric(Context &context);
int runExplain(Context &context);
int runSql(Context &context);
int runDashboard(Context &context);
int runReport(Context &context);
int runTarget(Context &context);
int runDoctor(Context &context);

} // namespace leadline::cli
