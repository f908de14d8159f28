#include "command.h"
#include "period.h"

#include "core/workspace/workspace.h"

#include <QFile>

#include <cstdio>

namespace leadline::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDefaultDays = 90;
constexpr int kLongestSeconds = 3600;

QJsonValue jsonOf(const SqlValue &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *integer = std::get_if<qint64>(&value))
        return *integer;
    if (const auto *real = std::get_if<double>(&value))
        return *real;
    return QJsonValue::Null;
}

// A name for each column, also where the SELECT gives two the same.
QStringList keysOf(const QStringList &names)
{
    QStringList keys;
    for (const QString &name : names) {
        QString key = name;
        for (int i = 2; keys.contains(key); ++i)
            key = u"%1_%2"_s.arg(name).arg(i);
        keys.append(key);
    }
    return keys;
}

bool isNumber(const SqlTable &table, qsizetype column)
{
    for (qsizetype row = 0; row < table.rows(); ++row) {
        if (std::holds_alternative<QString>(table.at(row, column)))
            return false;
    }
    return table.rows() > 0;
}

void printTable(const Output &output, const SqlTable &table)
{
    const QStringList keys = keysOf(table.columns);
    QList<Column> columns;
    for (qsizetype i = 0; i < keys.size(); ++i)
        columns += Column{keys.at(i), keys.at(i), isNumber(table, i)};
    QJsonArray rows;
    for (qsizetype row = 0; row < table.rows(); ++row) {
        QJsonObject object;
        for (qsizetype column = 0; column < keys.size(); ++column)
            object.insert(keys.at(column), jsonOf(table.at(row, column)));
        rows.append(object);
    }
    output.rows(columns, rows);
}

int listViews(const Context &context)
{
    const QString wanted = context.arguments.positional.value(0);
    QJsonArray rows;
    for (const SqlView &view : context.workspace->sqlViews()) {
        if (wanted.isEmpty()) {
            rows.append(QJsonObject{{u"view"_s, view.name}, {u"columns"_s, qint64(view.columns.size())},
                {u"description"_s, view.description}});
            continue;
        }
        if (view.name != wanted)
            continue;
        for (const SqlViewColumn &column : view.columns)
            rows.append(QJsonObject{
                {u"column"_s, column.name}, {u"type"_s, column.type}, {u"description"_s, column.description}});
    }
    if (rows.isEmpty())
        return usage(u"There is no view “%1”. “sql --views” names all."_s.arg(wanted));
    if (wanted.isEmpty())
        context.output.rows(
            {{u"view"_s, u"View"_s}, {u"columns"_s, u"Columns"_s, true}, {u"description"_s, u"What it shows"_s}}, rows);
    else
        context.output.rows(
            {{u"column"_s, u"Column"_s}, {u"type"_s, u"Type"_s}, {u"description"_s, u"What it means"_s}}, rows);
    return kOk;
}

Result<QString> readSql(const Arguments &arguments)
{
    const QString path = arguments.value(u"file"_s);
    if (path.isEmpty())
        return arguments.positional.value(0);
    QFile file(path);
    if (!(path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly)))
        return fail(ErrorKind::Config, u"%1 cannot be read: %2."_s.arg(path, file.errorString()));
    constexpr qint64 kLongest = 1'000'000;
    return QString::fromUtf8(file.read(kLongest));
}

// A whole number of an option, between 1 and `most`.
Result<qint64> readNumber(const Arguments &arguments, const QString &name, qint64 fallback, qint64 most)
{
    if (!arguments.has(name))
        return fallback;
    bool good = false;
    const qint64 number = arguments.value(name).toLongLong(&good);
    if (!good || number < 1 || number > most)
        return fail(ErrorKind::Config, u"--%1 needs a whole number from 1 to %2."_s.arg(name).arg(most));
    return number;
}

int failure(const SqlFault &fault, const QString &sql)
{
    Error error = fault.error;
    if (fault.at >= 0) {
        const QStringView before = QStringView(sql).first(std::min(fault.at, sql.size()));
        error.text = u"%1:%2: %3"_s.arg(before.count(u'\n') + 1)
                         .arg(fault.at - (before.lastIndexOf(u'\n') + 1) + 1)
                         .arg(error.text);
    }
    const int code = report(error);
    return error.kind == ErrorKind::Config ? kUsage : code;
}

} // namespace

int runSql(Context &context)
{
    const Arguments &arguments = context.arguments;
    if (arguments.has(u"views"_s))
        return listViews(context);
    const auto sql = readSql(arguments);
    if (!sql)
        return usage(sql.error().text);
    if (arguments.positional.size() + (arguments.has(u"file"_s) ? 1 : 0) != 1)
        return usage(
            u"sql \"SELECT …\": give one SELECT, in quotation marks. “sql --views” names what can be asked."_s);
    SqlQuestion question{.sql = *sql, .range = {}, .now = {}, .calendar = {}, .limits = {}};
    const auto period = readPeriod(context, kDefaultDays);
    if (!period)
        return usage(period.error().text);
    question.range = *period;
    const auto rows = readNumber(arguments, u"limit"_s, question.limits.rows, 10'000'000);
    const auto seconds = readNumber(arguments, u"timeout"_s, question.limits.milliseconds / 1000, kLongestSeconds);
    if (!rows || !seconds)
        return usage(rows ? seconds.error().text : rows.error().text);
    question.limits.rows = *rows;
    question.limits.milliseconds = *seconds * 1000;
    const auto table = await(context.workspace->ask(question));
    if (!table)
        return failure(table.error(), *sql);
    printTable(context.output, *table);
    return kOk;
}

} // namespace leadline::cli
