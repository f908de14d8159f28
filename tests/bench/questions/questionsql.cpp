#include "tests/bench/questions/questionsql.h"

#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kWeekStart = "345600000"; // the first Monday of 1970
constexpr auto kWeek = "604800000";

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

QByteArray duckPeriod(const Part &part, const QByteArray &time)
{
    if (part.query.grain == Grain::Week)
        return "("_ba + time + " - " + kWeekStart + ") // " + kWeek + " * " + kWeek + " + " + kWeekStart;
    return "epoch_ms(date_trunc('month', make_timestamp_ms(" + time + ")))";
}

QByteArray filePeriod(const Part &part, const QByteArray &time)
{
    if (part.query.grain == Grain::Week)
        return "("_ba + time + " - " + kWeekStart + ") / " + kWeek + " * " + kWeek + " + " + kWeekStart;
    return "unixepoch(" + time + " / 1000, 'unixepoch', 'start of month') * 1000";
}

// "team, " for each dimension.
QByteArray dimensions(const Part &part)
{
    QByteArray list;
    for (const QString &dimension : part.query.by)
        list += dimension.toLatin1() + ", ";
    return list;
}

QByteArray placed(const Part &part)
{
    return part.time + " >= " + number(part.query.range.from.ms()) + " AND " + part.time + " < "
        + number(part.query.range.to.ms()) + (part.where.isEmpty() ? "" : " AND ") + part.where;
}

// What is open at the end of each period: what began before it less what ended before it.
QByteArray openSql(
    const Part &part, const QByteArray &from, const QByteArray &periodOfBegin, const QByteArray &periodOfEnd)
{
    const QByteArray begin = number(part.query.range.from.ms());
    return "WITH event AS (SELECT " + periodOfBegin + " AS period, count(*) AS d FROM " + from + " WHERE " + part.where
        + " GROUP BY 1 UNION ALL SELECT " + periodOfEnd + ", -count(*) FROM " + from + " WHERE " + part.where + " AND "
        + part.ended
        + " IS NOT NULL GROUP BY 1), running AS (SELECT period, sum(sum(d)) OVER (ORDER BY period) AS open FROM event "
          "GROUP BY "
          "period) SELECT period, CAST(open AS DOUBLE), NULL, NULL, open FROM running WHERE period >= "
        + begin + " - 518400000"; // the first week may have begun before the range
}

bool isMedian(const Part &part)
{
    return part.quantile == 0.5;
}

// --- the tables of the file

struct Join {
    const char *column;
    const char *expression;
    const char *joins;
};

struct FileTable {
    const char *table;
    std::vector<Join> columns;
};

constexpr auto kAuthor = " JOIN identity who ON who.id = c.author";
constexpr auto kService = " JOIN service s ON s.id = c.service";

const FileTable &fileTable(const QByteArray &fact)
{
    static const std::map<QByteArray, FileTable> tables = {
        {"change",
            {"change_fact",
                {{"author_class", "who.actor", kAuthor},
                    {"author", "p.name", " LEFT JOIN person p ON p.id = who.person"},
                    {"team", "t.name",
                        " LEFT JOIN membership m ON m.person = who.person AND (m.from_at IS NULL OR m.from_at <= "
                        "ifnull(c.merged_at, c.created_at)) AND (m.to_at IS NULL OR m.to_at > ifnull(c.merged_at, "
                        "c.created_at)) LEFT JOIN team t ON t.id = m.team"},
                    {"service", "s.name",
                        " JOIN service_repository sr ON sr.repository = c.repository JOIN service s ON s.id = "
                        "sr.service"},
                    {"size", "c.additions + c.deletions", ""}}}},
        {"deployment",
            {"deploy_event",
                {{"service", "s.name", kService}, {"recovery", "max(0, c.recovered_at - c.finished_at)", ""}}}},
        {"review",
            {"review",
                {{"own", "(author.person IS NOT NULL AND author.person IS who.person)",
                     " JOIN change_fact of ON of.id = c.change_request JOIN identity author ON author.id = of.author"},
                    {"reviewer_class", "who.actor", " JOIN identity who ON who.id = c.reviewer"},
                    {"reviewer", "ifnull(p.name, who.login)", " LEFT JOIN person p ON p.id = who.person"}}}},
        {"commit",
            {"\"commit\"",
                {{"author_class", "who.actor", kAuthor},
                    {"author", "p.name", " LEFT JOIN person p ON p.id = who.person"},
                    {"repository", "r.path", " JOIN repository r ON r.id = c.repository"},
                    {"merge", "(ifnull(instr(c.parents, char(10)), 0) > 0)", ""}}}},
        {"issue",
            {"issue_fact",
                {{"lead", "(c.resolved_at - c.created_at)", ""}, {"cycle", "(c.resolved_at - c.started_at)", ""},
                    {"type",
                        "CASE c.type WHEN 1 THEN 'feature' WHEN 2 THEN 'bug' WHEN 3 THEN 'task' WHEN 4 THEN 'incident' "
                        "WHEN 6 THEN 'subtask' ELSE 'unknown' END",
                        ""}}}},
        {"build",
            {"build",
                {{"duration", "(c.finished_at - c.started_at)", ""},
                    {"repository", "r.path", " JOIN repository r ON r.id = c.repository"}}}},
    };
    return tables.at(fact);
}

// Names of codes as the file keeps them.
QByteArray coded(QByteArray sql)
{
    for (const auto &[name, code] :
        {std::pair("state = 'merged'", "state = 2"), std::pair("NOT IN ('bot', 'ai_reviewer')", "NOT IN (2, 3)"),
            std::pair("environment_class = 'production'", "environment_class = 1"),
            std::pair("result IN ('success', 'failure')", "result IN (3, 4)"),
            std::pair("result = 'success'", "result = 3"), std::pair("type <> 'epic'", "c.type <> 5"),
            std::pair("least(", "min(")})
        sql.replace(name, code);
    return sql;
}

// The part with the file's expressions in place of the columns, and where they come from.
Part onFile(Part part, QByteArray &from, QByteArray &dimensionSql)
{
    const FileTable &table = fileTable(part.fact);
    from = table.table + " c"_ba;
    QByteArray joins;
    const auto use = [&](QByteArray &sql) {
        QString text = QString::fromLatin1(sql);
        for (const Join &join : table.columns) {
            const QRegularExpression word(u"(?<![\\w.'/])\"?%1\"?(?![\\w'])"_s.arg(QLatin1StringView(join.column)));
            if (!text.contains(word))
                continue;
            text.replace(word, QLatin1StringView(join.expression));
            if (!joins.contains(join.joins))
                joins += join.joins;
        }
        sql = text.toLatin1();
    };
    part.where = coded(part.where);
    part.value = coded(part.value);
    part.ended = coded(part.ended);
    use(part.where);
    use(part.value);
    for (const QString &dimension : part.query.by) {
        QByteArray expression = dimension.toLatin1();
        use(expression);
        dimensionSql += expression + " AS " + (part.query.by.size() == 1 ? "d" : "e") + ", ";
    }
    // The account comes before whom it leads to.
    for (const char *account : {kAuthor, " JOIN identity who ON who.id = c.reviewer"}) {
        const bool isReview = part.fact == "review";
        if (joins.contains("who.") && !joins.contains(account) && isReview == QByteArray(account).contains("reviewer"))
            joins.prepend(account);
    }
    from += joins;
    return part;
}

QByteArray interpolated(double quantile)
{
    const QByteArray place = QByteArray::number(quantile) + " * (n - 1)";
    const QByteArray below = "CAST(" + place + " AS INTEGER)";
    return "sum(CASE place WHEN " + below + " THEN v * (1 - (" + place + " - " + below + ")) WHEN " + below
        + " + 1 THEN v * (" + place + " - " + below + ") ELSE 0 END)";
}

} // namespace

QByteArray duckSql(const Part &part)
{
    if (part.kind == Part::Kind::Open)
        return openSql(part, part.fact, duckPeriod(part, part.time), duckPeriod(part, part.ended));
    const QByteArray dims = dimensions(part);
    const bool whole = part.query.grain == Grain::All;
    const bool now = !part.ended.isEmpty(); // what is open at one moment
    QByteArray sql = "SELECT " + dims + (whole ? "NULL AS period, " : duckPeriod(part, part.time) + " AS period, ")
        + (part.kind == Part::Kind::Count ? "1" : part.value) + " AS v FROM \"" + part.fact + "\" WHERE "
        + (now ? part.where : placed(part));
    const QByteArray groups = whole
        ? (dims.isEmpty() ? QByteArray() : " GROUP BY " + dims.chopped(2))
        : " GROUP BY GROUPING SETS ((" + dims + "period), (" + dims.chopped(dims.isEmpty() ? 0 : 2) + "))";
    QByteArray shown;
    for (const QString &dimension : part.query.by)
        shown += "CAST(" + dimension.toLatin1() + " AS VARCHAR), ";
    const QByteArray period = whole ? "NULL" : "period";
    switch (part.kind) {
    case Part::Kind::Count:
        return "SELECT " + shown + period + ", CAST(count(*) AS DOUBLE), NULL, NULL, count(*) FROM (" + sql + ")"
            + groups;
    case Part::Kind::Mean:
        return "SELECT " + shown + period + ", avg(v), NULL, NULL, count(v) FROM (" + sql + ") WHERE v IS NOT NULL"
            + groups;
    default:
        break;
    }
    if (!isMedian(part))
        return "SELECT " + shown + period + ", quantile_cont(v, " + QByteArray::number(part.quantile)
            + "), NULL, NULL, count(v) FROM (" + sql + ") WHERE v IS NOT NULL" + groups;
    return "SELECT " + shown + period + ", q[2], q[1], q[3], n FROM (SELECT " + dims + (whole ? "" : "period, ")
        + "quantile_cont(v, [0.25, 0.5, 0.75]) AS q, count(v) AS n FROM (" + sql + ") WHERE v IS NOT NULL" + groups
        + ")";
}

QByteArray fileSql(const Part &original)
{
    QByteArray from;
    QByteArray dims;
    const Part part = onFile(original, from, dims);
    if (part.kind == Part::Kind::Open)
        return openSql(part, from, filePeriod(part, part.time), filePeriod(part, part.ended))
            .replace("AS DOUBLE", "AS REAL");
    const bool whole = part.query.grain == Grain::All;
    const bool now = !part.ended.isEmpty();
    const QByteArray names = dims.isEmpty() ? QByteArray() : QByteArray("d, ");
    const QByteArray rows = "SELECT " + dims + (whole ? QByteArray("NULL") : filePeriod(part, part.time))
        + " AS period, " + (part.kind == Part::Kind::Count ? QByteArray("1") : part.value) + " AS v FROM " + from
        + " WHERE " + (now ? part.where : placed(part));
    // Both levels from one reading of the table.
    QByteArray sql = "WITH rows AS MATERIALIZED (SELECT * FROM (" + rows + ") WHERE v IS NOT NULL) ";
    const auto level = [&](const QByteArray &keys, const QByteArray &period) -> QByteArray {
        const QByteArray group = keys.isEmpty() ? QByteArray() : " GROUP BY " + keys;
        if (part.kind == Part::Kind::Count)
            return "SELECT " + names + period + ", CAST(count(*) AS REAL), NULL, NULL, count(*) FROM rows" + group
                + (keys.isEmpty() ? " HAVING count(*) > 0" : "");
        if (part.kind == Part::Kind::Mean)
            return "SELECT " + names + period + ", avg(v), NULL, NULL, count(*) FROM rows" + group
                + (keys.isEmpty() ? " HAVING count(*) > 0" : "");
        const QByteArray window = keys.isEmpty() ? QByteArray() : "PARTITION BY " + keys;
        return "SELECT " + names + period + ", " + interpolated(part.quantile) + ", "
            + (isMedian(part) ? interpolated(0.25) + ", " + interpolated(0.75) : QByteArray("NULL, NULL"))
            + ", n FROM (SELECT " + names + (period == "NULL" ? QByteArray() : QByteArray("period, "))
            + "v, row_number() OVER (" + window + " ORDER BY v) - 1 AS place, count(*) OVER (" + window
            + ") AS n FROM rows) GROUP BY " + (keys.isEmpty() ? QByteArray("n") : keys + ", n");
    };
    if (!whole)
        sql += level(names + "period", "period") + " UNION ALL ";
    return sql + level(dims.isEmpty() ? QByteArray() : QByteArray("d"), "NULL");
}

} // namespace leadline
