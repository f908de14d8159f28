#include "command.h"

#include "core/workspace/workspace.h"

#include <cstdio>

namespace leadline::cli {

using namespace Qt::StringLiterals;

namespace {

QString progressLine(const SyncProgress &progress)
{
    QString text = u"%1: %2 %3, %4 pages, %5 records"_s.arg(progress.source, progress.scope, progress.entity)
                       .arg(progress.pages)
                       .arg(progress.records);
    if (progress.remainingQuota >= 0)
        text += u", %1 requests left"_s.arg(progress.remainingQuota);
    if (progress.waitingMs > 0)
        text += u", waiting %1 s for the tool's limit"_s.arg((progress.waitingMs + 999) / 1000);
    if (progress.millisecondsLeft >= 0)
        text += u", about %1 min left"_s.arg(progress.millisecondsLeft / 60'000 + 1);
    return text;
}

QJsonObject toJson(const SyncReport &report)
{
    QJsonArray problems;
    for (const ScopeProblem &problem : report.problems) {
        problems.append(QJsonObject{{u"scope"_s, problem.scope}, {u"entity"_s, problem.entity},
            {u"kind"_s, errorKindName(problem.error.kind)}, {u"text"_s, problem.error.text}});
    }
    return {{u"source"_s, report.source}, {u"outcome"_s, syncOutcomeName(report.outcome)},
        {u"started_at"_s, report.startedAt.toIso()}, {u"finished_at"_s, report.finishedAt.toIso()},
        {u"seconds"_s, double(report.finishedAt.ms() - report.startedAt.ms()) / 1000.0},
        {u"requests"_s, report.requests}, {u"pages"_s, report.pages}, {u"records"_s, report.records},
        {u"quarantined"_s, report.quarantined}, {u"problems"_s, problems},
        {u"notes"_s, QJsonArray::fromStringList(report.notes)}};
}

} // namespace

int runDemo(Context &context)
{
    if (!context.workspace->sources().empty() && !context.workspace->isSample())
        return usage(
            u"This workspace has sources of its own. Make the sample in a new file: leadline-cli --workspace sample.leadline demo"_s);
    if (context.workspace->isSample() && !context.workspace->sources().empty()) {
        context.output.line(u"The sample organisation is already in this workspace."_s);
        return kOk;
    }
    const Result<void> filled = await(context.workspace->fillWithSample(20260301));
    if (!filled)
        return report(filled.error());
    settle(context.workspace);
    context.output.line(u"The sample organisation is in %1."_s.arg(context.workspace->file()));
    return kOk;
}

int runSync(Context &context)
{
    Workspace *workspace = context.workspace;
    const QStringList names = context.arguments.positional;
    const auto sources = workspace->sources();
    for (const QString &name : names) {
        if (std::ranges::none_of(sources, [&](const SourceStatus &status) { return status.config.name == name; }))
            return usage(u"There is no source “%1”. See “source list”."_s.arg(name));
    }
    QList<SyncReport> reports;
    QObject listener;
    QObject::connect(workspace, &Workspace::syncProgress, &listener,
        [](const SyncProgress &progress) { complain(progressLine(progress)); });
    QObject::connect(
        workspace, &Workspace::syncFinished, &listener, [&](const SyncReport &report) { reports += report; });
    QObject::connect(workspace, &Workspace::allSyncsFinished, &listener, [] { QCoreApplication::exit(); });
    workspace->startSync(names, context.arguments.has(u"full"_s));
    QCoreApplication::exec();
    settle(workspace);

    QJsonArray rows;
    int worked = 0;
    int failed = 0;
    for (const SyncReport &report : std::as_const(reports)) {
        rows.append(toJson(report));
        (report.outcome == SyncOutcome::Success || report.outcome == SyncOutcome::Partial ? worked : failed) += 1;
        failed += report.outcome == SyncOutcome::Partial ? 1 : 0;
        for (const ScopeProblem &problem : report.problems) {
            complain(u"leadline: %1: %2%3"_s.arg(errorKindName(problem.error.kind),
                problem.scope.isEmpty() ? QString() : problem.scope + u" "_s + problem.entity + u": "_s,
                problem.error.text));
        }
    }
    context.output.rows({{u"source"_s, u"Source"_s}, {u"outcome"_s, u"Outcome"_s}, {u"records"_s, u"Records"_s, true},
                            {u"pages"_s, u"Pages"_s, true}, {u"requests"_s, u"Requests"_s, true},
                            {u"quarantined"_s, u"Set aside"_s, true}, {u"seconds"_s, u"Seconds"_s, true}},
        rows);
    if (reports.isEmpty()) {
        context.output.line(u"Nothing to sync: no source is set up or all are paused."_s);
        return kOk;
    }
    return failed == 0 ? kOk : worked > 0 ? kSomeFailed : kNothingWorked;
}

int runDoctor(Context &context)
{
    const Result<QStringList> lines = await(context.workspace->doctor());
    if (!lines)
        return report(lines.error());
    QJsonArray rows;
    bool fault = false;
    for (const QString &line : *lines) {
        const QString state = line.section(u'\t', 0, 0);
        fault |= state == u"fault";
        rows.append(QJsonObject{{u"state"_s, state}, {u"finding"_s, line.section(u'\t', 1)}});
    }
    context.output.rows({{u"state"_s, u"State"_s}, {u"finding"_s, u"Finding"_s}}, rows);
    return fault ? kNothingWorked : kOk;
}

} // namespace leadline::cli
