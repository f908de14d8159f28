#include "librarycommands.h"

#include "core/workspace/metriclibrary.h"
#include "core/workspace/workspace.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cstdio>

namespace leadline::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestFile = 4 * 1024 * 1024;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    const bool opened = path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorKind::Config, u"%1 cannot be read: %2."_s.arg(path, file.errorString()));
    QByteArray text = file.read(kLargestFile + 1);
    if (text.size() > kLargestFile)
        return fail(ErrorKind::Config, u"%1 is larger than 4 MB; definitions of metrics are much smaller."_s.arg(path));
    return text;
}

Result<std::vector<MetricCatalog::Text>> readFiles(const QStringList &paths)
{
    std::vector<MetricCatalog::Text> files;
    for (const QString &path : paths) {
        auto text = readFile(path);
        if (!text)
            return std::unexpected(text.error());
        files.push_back({.name = path == u"-" ? u"standard input"_s : QFileInfo(path).fileName(),
            .json = std::move(*text),
            .set = {}});
    }
    return files;
}

QJsonArray rowsOf(const std::vector<CatalogProblem> &problems)
{
    QJsonArray rows;
    for (const CatalogProblem &problem : problems) {
        rows.append(QJsonObject{{u"file"_s, problem.file}, {u"line"_s, problem.line}, {u"column"_s, problem.column},
            {u"metric"_s, problem.metric}, {u"message"_s, problem.message}});
    }
    return rows;
}

void printProblems(const Output &output, const std::vector<CatalogProblem> &problems)
{
    if (output.format() != Format::Table) {
        output.rows({{u"file"_s, {}}, {u"line"_s, {}}, {u"column"_s, {}}, {u"metric"_s, {}}, {u"message"_s, {}}},
            rowsOf(problems));
        return;
    }
    for (const CatalogProblem &problem : problems)
        print(problem.text());
}

// What the files would do to the workspace, without doing it.
int check(Context &context, const QStringList &paths)
{
    auto files = readFiles(paths);
    if (!files)
        return usage(files.error().text);
    const std::vector<CatalogProblem> problems = await(context.workspace->metrics()->checkFiles(*files)).problems;
    qsizetype good = 0;
    for (const MetricCatalog::Text &file : *files)
        good += static_cast<qsizetype>(customMetricsOf(file.json).size());
    if (problems.empty()) {
        if (context.output.format() != Format::Table)
            printProblems(context.output, problems);
        context.output.line(u"No problem found in %1 definitions."_s.arg(good));
        return kOk;
    }
    printProblems(context.output, problems);
    return kNothingWorked;
}

int import(Context &context, const QStringList &paths)
{
    auto files = readFiles(paths);
    if (!files)
        return usage(files.error().text);
    const auto imported = await(context.workspace->metrics()->importFiles(*files, context.arguments.has(u"replace"_s)));
    if (!imported)
        return report(imported.error());
    if (!imported->problems.empty()) {
        for (const CatalogProblem &problem : imported->problems)
            complain(u"leadline: config: "_s + problem.text());
        complain(u"leadline: nothing was imported."_s);
        return kNothingWorked;
    }
    QJsonArray rows;
    for (const auto &[outcome, keys] : {std::pair(u"added"_s, imported->added),
             std::pair(u"replaced"_s, imported->replaced), std::pair(u"unchanged"_s, imported->unchanged)}) {
        for (const QString &key : keys)
            rows.append(QJsonObject{{u"metric"_s, key}, {u"outcome"_s, outcome}});
    }
    if (rows.isEmpty())
        context.output.line(u"There is no definition in the file."_s);
    else
        context.output.rows({{u"metric"_s, u"Metric"_s}, {u"outcome"_s, u"Outcome"_s}}, rows);
    return kOk;
}

QString notOwn(const Context &context, const QString &id)
{
    if (context.workspace->catalog()->find(id))
        return u"“%1” is built in. “metric show %1 --format json” shows its definition."_s.arg(id);
    return u"There is no metric “%1” of your own. “metric list --own” names all; where two sets have it, write SET/ID."_s
        .arg(id);
}

int exportTo(Context &context, const QStringList &ids)
{
    std::vector<CustomMetric> metrics;
    if (context.arguments.has(u"all"_s))
        metrics = context.workspace->metrics()->custom();
    for (const QString &id : ids) {
        auto metric = context.workspace->metrics()->find(id);
        if (!metric)
            return usage(notOwn(context, id));
        metrics.push_back(std::move(*metric));
    }
    const QByteArray text = metricFileOf(metrics);
    const QString path = context.arguments.value(u"out"_s);
    if (path.isEmpty() || path == u"-") {
        std::fputs(text.constData(), stdout);
        return kOk;
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return report({.kind = ErrorKind::Storage,
            .text = u"%1 cannot be written: %2."_s.arg(path, file.errorString()),
            .detail = {},
            .httpStatus = 0,
            .retryAfterMs = {}});
    context.output.line(u"%1 definitions are in %2."_s.arg(metrics.size()).arg(QFileInfo(path).absoluteFilePath()));
    return kOk;
}

int change(Context &context, const QString &verb, const QStringList &ids)
{
    MetricLibrary *library = context.workspace->metrics();
    QStringList keys;
    for (const QString &id : ids) {
        const auto metric = library->find(id, verb == u"restore");
        if (!metric)
            return usage(verb == u"restore" ? u"No metric “%1” was removed in the last 30 days."_s.arg(id)
                                            : notOwn(context, id));
        keys.append(metric->key());
    }
    QFuture<Result<void>> changing;
    if (verb == u"remove")
        changing = library->remove(keys);
    else if (verb == u"restore")
        changing = library->restore(keys);
    else
        changing = library->setEnabled(keys, verb == u"enable");
    const Result<void> changed = await(changing);
    if (!changed)
        return report(changed.error());
    static const QHash<QString, QString> words{{u"remove"_s, u"removed; “metric restore” brings it back"_s},
        {u"restore"_s, u"restored"_s}, {u"enable"_s, u"switched on"_s}, {u"disable"_s, u"switched off"_s}};
    for (const QString &key : keys)
        context.output.line(u"%1: %2."_s.arg(key, words.value(verb)));
    return kOk;
}

} // namespace

bool isLibraryVerb(const QString &verb)
{
    static const QStringList verbs{
        u"check"_s, u"import"_s, u"export"_s, u"remove"_s, u"restore"_s, u"enable"_s, u"disable"_s};
    return verbs.contains(verb);
}

int runLibrary(Context &context, const QString &verb)
{
    const QStringList rest = context.arguments.positional.mid(1);
    const bool ofFiles = verb == u"check" || verb == u"import";
    if (rest.isEmpty() && !(verb == u"export" && context.arguments.has(u"all"_s)))
        return usage(ofFiles ? u"metric %1 FILE…: say which file (- is standard input)."_s.arg(verb)
                             : u"metric %1 ID…: say which metric."_s.arg(verb));
    if (verb == u"check")
        return check(context, rest);
    if (verb == u"import")
        return import(context, rest);
    if (verb == u"export")
        return exportTo(context, rest);
    return change(context, verb, rest);
}

} // namespace leadline::cli
