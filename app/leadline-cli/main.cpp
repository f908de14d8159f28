#include "command.h"

#include "core/base/logging.h"
#include "core/workspace/openworkspace.h"
#include "core/workspace/workspace.h"

#include <QGuiApplication>

#include <cstdio>

using namespace leadline;
using namespace leadline::cli;
using namespace Qt::StringLiterals;

namespace {

QString queryDetails()
{
    return u"  --from D, --to D   days (2026-03-01, both included, in the workspace's time zone) or instants\n"
           "                     (2026-03-01T12:00:00Z); without them the last 90 days\n"
           "  --grain G          day, week, month, quarter or all (one figure for the whole period, the default)\n"
           "  --by DIM           split by one or two dimensions: --by service --by team\n"
           "  --where DIM=A|B    only these; DIM!=A leaves out; may be repeated\n"
           "  --set NAME         the set of definitions, where two sets have the id\n"
           "  --compare HOW      previous (as long before) or last-year"_s;
}

QString metricDetails()
{
    return u"  list [--own]       all metrics, or those of your own with their state\n"
           "  show ID            what it means, exactly; --format json has its definition\n"
           "  eval ID            its figures, with the options below\n"
           "  check FILE…        problems with line, column and what to do; exit 1 when there are any\n"
           "  import FILE…       keeps the definitions in the workspace, all or none; --replace also those that are\n"
           "                     here already with the same version and another meaning\n"
           "  export ID…         writes definitions of your own as a file (--out FILE, else to standard output); "
           "--all\n"
           "  remove ID…         restore ID… brings back what was removed in the last 30 days\n"
           "  disable ID…        keeps the definition but counts nothing; enable ID… the other way\n"
           "  ID is the id of a metric, or SET/ID. FILE may be - for standard input.\n\n"_s
        + queryDetails();
}

QString sqlDetails()
{
    return u"  --views            every view that can be asked; --views changes names its columns\n"
           "  --from D, --to D   the parameters :from and :to, in ms; without them the last 90 days. :now is there "
           "too\n"
           "  --limit ROWS       at most so many rows (100,000); --timeout SECONDS at most so long (10)\n"
           "  Only a SELECT over the views is possible. Nothing can be written.\n"
           "  sql \"SELECT service, count(*) AS n FROM deployments WHERE failed = 1 GROUP BY service\""_s;
}

const QList<Command> &commands()
{
    static const QStringList period{u"from"_s, u"to"_s};
    static const QStringList query =
        period + QStringList{u"grain"_s, u"by"_s, u"where"_s, u"set"_s, u"compare"_s, u"clock"_s};
    static const QList<Command> all{
        {u"demo"_s, u"demo"_s, u"fill the workspace with the sample organisation"_s, {}, {}, &runDemo},
        {u"source"_s,
            u"source add KIND NAME [--url URL] [--scope S…] [--option k=v…] [--token-env VAR | --token-stdin] | kinds | list | test NAME | remove NAME [--keep-data]"_s,
            u"connect tools"_s, {u"url"_s, u"path"_s, u"scope"_s, u"option"_s, u"token-env"_s},
            {u"token-stdin"_s, u"keep-data"_s}, &runSource},
        {u"sync"_s, u"sync [NAME…] [--full]"_s, u"read what changed; 0 all well, 3 some failed, 1 nothing worked"_s, {},
            {u"full"_s}, &runSync},
        {u"records"_s, u"records KIND [--from D] [--to D] [--where field=value…]"_s, u"list what was read"_s,
            period + QStringList{u"where"_s}, {}, &runRecords},
        {u"metric"_s,
            u"metric list [--own] | show ID | eval ID [OPTIONS] | check FILE… | import FILE… [--replace] | export ID… [--all] [--out FILE] | remove ID… | restore ID… | enable ID… | disable ID…"_s,
            u"list, show and evaluate metrics; keep definitions of your own"_s, query + QStringList{u"out"_s},
            {u"own"_s, u"all"_s, u"replace"_s}, &runMetric, metricDetails()},
        {u"explain"_s, u"explain ID [the options of metric eval] [--limit N]"_s, u"the rows behind a figure"_s,
            query + QStringList{u"limit"_s}, {}, &runExplain, queryDetails()},
        {u"sql"_s,
            u"sql \"SELECT …\" | --file FILE | --views [VIEW] [--from D] [--to D] [--limit ROWS] [--timeout SECONDS]"_s,
            u"ask the facts and records in SQL, read-only"_s, period + QStringList{u"limit"_s, u"timeout"_s, u"file"_s},
            {u"views"_s}, &runSql, sqlDetails()},
        {u"dashboard"_s, u"dashboard ROLE [--from D] [--to D] [--widget ID]"_s, u"the data of every widget"_s,
            query + QStringList{u"widget"_s}, {}, &runDashboard},
        {u"report"_s, u"report ROLE --out FILE.pdf [--from D] [--to D] [--paper a4|letter]"_s,
            u"write the dashboard as PDF"_s, query + QStringList{u"out"_s, u"paper"_s}, {}, &runReport},
        {u"target"_s,
            u"target list | set METRIC VALUE [--team T] [--service S] [--from D] [--at-least | --at-most] [--clock working] | remove METRIC [--team T] [--service S]"_s,
            u"what figures should be, such as 4 h, 15 % or 3"_s, {u"team"_s, u"service"_s, u"from"_s, u"clock"_s},
            {u"at-least"_s, u"at-most"_s}, &runTarget},
        {u"doctor"_s, u"doctor"_s, u"check keychain, encryption, schema, sources, completeness, freshness"_s, {}, {},
            &runDoctor},
    };
    return all;
}

// Of one command, or of all; false where there is no such command.
bool printHelp(const QString &name)
{
    if (const auto command = std::ranges::find(commands(), name, &Command::name); command != commands().end()) {
        print(u"leadline-cli --workspace FILE %1\n    %2"_s.arg(command->synopsis, command->help));
        if (!command->details.isEmpty())
            print(u'\n' + command->details);
        return true;
    }
    if (!name.isEmpty()) {
        complain(u"leadline: config: There is no command “%1”. “leadline-cli --help” names all."_s.arg(name));
        return false;
    }
    print(u"leadline-cli %1: software engineering intelligence on your own desk\n\n"
          "leadline-cli --workspace FILE COMMAND\n"_s.arg(QStringLiteral(LEADLINE_VERSION)));
    for (const Command &command : commands())
        print(u"  %1\n      %2"_s.arg(command.synopsis, command.help));
    print(u"\nMore on a command: leadline-cli COMMAND --help\n"
          "Exit codes: 0 all well, 1 nothing worked, 2 the command was not understood, 3 some sources failed.\n"
          "Every command: --format table|json|csv, --exchange-log FILE (HTTP, without secrets).\n"
          "FILE is created when missing. Its key comes from the keychain, or from LEADLINE_KEY (64 hex digits).\n"
          "Days are whole days in the workspace's time zone, --to included."_s);
    return true;
}

// Takes an option that every command knows out of the words.
Result<QString> takeOption(QStringList &words, const QString &name, const QString &fallback)
{
    const qsizetype at = words.indexOf(u"--"_s + name);
    if (at < 0)
        return fallback;
    if (at + 1 >= words.size())
        return fail(ErrorKind::Config, u"The option “--%1” needs a value."_s.arg(name));
    QString value = words[at + 1];
    words.remove(at, 2);
    return value;
}

int runCommand(QStringList words)
{
    auto file = takeOption(words, u"workspace"_s, {});
    auto formatName = takeOption(words, u"format"_s, u"table"_s);
    auto exchangeLog = takeOption(words, u"exchange-log"_s, {});
    for (const auto *option : {&file, &formatName, &exchangeLog}) {
        if (!*option)
            return usage(option->error().text);
    }
    const bool asksHelp = words.removeAll(u"--help"_s) + words.removeAll(u"-h"_s) > 0
        || (!words.isEmpty() && words.first() == u"help" && !words.takeFirst().isEmpty());
    if (words.isEmpty() || asksHelp)
        return printHelp(words.value(0)) && (asksHelp || !words.isEmpty()) ? kOk : kUsage;
    if (words.first() == u"--version") {
        print(QStringLiteral(LEADLINE_VERSION));
        return kOk;
    }
    const QString name = words.takeFirst();
    const auto command = std::ranges::find(commands(), name, &Command::name);
    if (command == commands().end())
        return usage(u"There is no command “%1”. “leadline-cli --help” names all."_s.arg(name));
    const auto format = formatFromName(*formatName);
    if (!format)
        return usage(u"“--format %1” is none of table, json, csv."_s.arg(*formatName));
    auto arguments = parseArguments(words, command->valueOptions, command->flags);
    if (!arguments)
        return usage(u"%1 Use: leadline-cli --workspace FILE %2"_s.arg(arguments.error().text, command->synopsis));
    if (file->isEmpty())
        return usage(u"Say which workspace: --workspace FILE."_s);
    auto workspace = await(openWorkspace({.file = *file, .create = true}));
    if (!workspace)
        return report(workspace.error());
    if (!exchangeLog->isEmpty())
        (*workspace)->setExchangeLog(*exchangeLog);
    Context context{.workspace = workspace->get(), .output = Output(*format), .arguments = std::move(*arguments)};
    return command->run(context);
}

} // namespace

int main(int argc, char *argv[])
{
    installLogHandler();
    // Reports paint text and charts, which needs Qt Gui; no command opens a window.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"leadline"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(LEADLINE_VERSION));
    return runCommand(application.arguments().mid(1));
}
