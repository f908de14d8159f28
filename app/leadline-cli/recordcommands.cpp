#include "command.h"
#include "period.h"

#include "core/domain/recordexport.h"
#include "core/workspace/workspace.h"

#include <QJsonDocument>

#include <cstdio>

namespace leadline::cli {

using namespace Qt::StringLiterals;

namespace {

// What a table shows of a record: few columns that fit a terminal. JSON and CSV have all.
QList<Column> tableColumns(RecordKind kind)
{
    const QStringList wanted = {u"path"_s, u"key"_s, u"number"_s, u"name"_s, u"login"_s, u"title"_s, u"subject"_s,
        u"tag"_s, u"state"_s, u"status"_s, u"verdict"_s, u"result"_s, u"environment"_s, u"author"_s, u"reviewer"_s,
        u"actor"_s, u"repository"_s, u"created_at"_s, u"merged_at"_s, u"at"_s, u"committed_at"_s, u"opened_at"_s,
        u"resolved_at"_s, u"finished_at"_s, u"published_at"_s};
    const QStringList known = csvHeadings(kind);
    QList<Column> columns{{u"external_id"_s, u"Id"_s}};
    for (const QString &key : wanted) {
        if (known.contains(key))
            columns += Column{key, QString(key).replace(u'_', u' ')};
    }
    return columns;
}

Result<QList<std::pair<QString, QString>>> readConditions(const QStringList &pairs)
{
    QList<std::pair<QString, QString>> conditions;
    for (const QString &pair : pairs) {
        const qsizetype equals = pair.indexOf(u'=');
        if (equals <= 0)
            return fail(ErrorKind::Config, u"“--where %1” is not of the form field=value."_s.arg(pair));
        conditions += {pair.first(equals), pair.mid(equals + 1)};
    }
    return conditions;
}

// JSON and CSV are written as the records come, so that a million of them need no memory.
class RecordPrinter {
public:
    RecordPrinter(Format format, RecordKind kind)
        : m_format(format)
        , m_headings(csvHeadings(kind))
        , m_columns(tableColumns(kind))
    {
        if (m_format == Format::Csv)
            print(m_headings.join(u','));
    }

    bool add(const QJsonObject &record)
    {
        if (m_format == Format::Csv)
            print(csvLine(record, m_headings));
        else if (m_format == Format::Json)
            std::fputs(
                ((m_count == 0 ? "[\n" : ",\n") + QJsonDocument(record).toJson(QJsonDocument::Compact)).constData(),
                stdout);
        else
            m_rows.append(record);
        ++m_count;
        return std::ferror(stdout) == 0; // the reader of a pipe may have gone
    }

    void finish(const Output &output)
    {
        if (m_format == Format::Json)
            print(m_count == 0 ? u"[]"_s : u"\n]"_s);
        if (m_format == Format::Table)
            output.rows(m_columns, m_rows);
    }

private:
    Format m_format;
    QStringList m_headings;
    QList<Column> m_columns;
    QJsonArray m_rows;
    qint64 m_count = 0;
};

} // namespace

int runRecords(Context &context)
{
    const QString name = context.arguments.positional.value(0);
    const auto kind = recordKindFromName(name);
    if (!kind) {
        QStringList kinds;
        for (int i = 0; i < kRecordKindCount; ++i)
            kinds += pluralName(static_cast<RecordKind>(i));
        return usage(u"records KIND: “%1” is none of %2."_s.arg(name, kinds.join(u", "_s)));
    }
    auto period = readPeriod(context, 0);
    if (!period)
        return usage(period.error().text);
    auto where = readConditions(context.arguments.values(u"where"_s));
    if (!where)
        return usage(where.error().text);
    RecordPrinter printer(context.output.format(), *kind);
    const Result<void> read = await(context.workspace->exportRecords(
        *kind, *period, *where, [&printer](const QJsonObject &record) { return printer.add(record); }));
    if (!read) {
        const int code = report(read.error());
        return read.error().kind == ErrorKind::Config ? kUsage : code;
    }
    printer.finish(context.output);
    return kOk;
}

} // namespace leadline::cli
