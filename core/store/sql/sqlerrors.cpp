#include "core/store/sql/sqlerrors.h"

#include "core/base/suggest.h"
#include "core/domain/enums.h"
#include "core/store/sql/sqlfunctions.h"
#include "core/store/storageerror.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <sqlite3.h>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SqlErrors)
};

constexpr qsizetype kLongestQuote = 60;

QString shortened(const QString &text)
{
    return text.size() > kLongestQuote ? text.first(kLongestQuote) + u'…' : text;
}

// Where a name stands as a word of its own.
qsizetype placeOf(const QString &word, const QString &sql)
{
    if (word.isEmpty())
        return -1;
    const QRegularExpression whole(u"(?<![\\w])%1(?![\\w])"_s.arg(QRegularExpression::escape(word)),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return sql.indexOf(whole);
}

// The columns of the views that the text names.
QStringList columnsNear(const QString &sql, const std::vector<SqlView> &views)
{
    QStringList columns;
    for (const SqlView &view : views) {
        if (placeOf(view.name, sql) < 0)
            continue;
        for (const SqlViewColumn &column : view.columns)
            columns.append(column.name);
    }
    columns.removeDuplicates();
    return columns;
}

QString unknownView(const QString &name, const std::vector<SqlView> &views)
{
    QStringList names;
    QStringList facts;
    for (const SqlView &view : views) {
        names.append(view.name);
        if (!view.fact.isEmpty())
            facts.append(view.name);
    }
    const QString text = Words::tr("There is no view “%1”.").arg(shortened(name)) + didYouMean(name, names);
    return text + u' ' + Words::tr("The facts are: %1.").arg(facts.join(u", "_s));
}

// SQLite's sentence, said so that it helps. Empty = it is left as it is.
struct Said {
    QString text;
    QString word; // to look for, where SQLite does not tell the place
};

Said reworded(const QString &message, const QString &sql, const std::vector<SqlView> &views)
{
    const auto rest = [&](QLatin1StringView start) {
        return message.startsWith(start) ? message.sliced(start.size()).section(u" - "_s, 0, 0) : QString();
    };
    if (const QString name = rest("no such table: "_L1); !name.isEmpty())
        return {unknownView(name, views), name};
    if (QString name = rest("no such column: "_L1); !name.isEmpty()) {
        if (name.startsWith(u'"'))
            return {Words::tr("There is no column %1. A text stands in single quotation marks: 'text'.")
                        .arg(shortened(name)),
                {}};
        const QString last = name.section(u'.', -1);
        return {Words::tr("There is no column “%1”.").arg(shortened(name)) + didYouMean(last, columnsNear(sql, views)),
            name};
    }
    if (const QString name = rest("no such function: "_L1); !name.isEmpty())
        return {
            Words::tr("There is no function “%1”.").arg(shortened(name)) + didYouMean(name, sqlFunctionNames()), name};
    if (message.endsWith(" may not be modified"_L1))
        return {Words::tr("Nothing can be written here: only a SELECT over the views is possible."), {}};
    if (message == "incomplete input"_L1)
        return {Words::tr("The SELECT is not complete: something is missing at the end."), {}};
    static const QRegularExpression near(
        u"^near \"(.*)\": syntax error$"_s, QRegularExpression::DotMatchesEverythingOption);
    if (const auto match = near.match(message); match.hasMatch())
        return {Words::tr("This is no well-formed SELECT; look at “%1” and what stands before it.")
                    .arg(shortened(match.captured(1))),
            {}};
    static const QRegularExpression token(
        u"^unrecognized token: \"(.*)\"$"_s, QRegularExpression::DotMatchesEverythingOption);
    if (const auto match = token.match(message); match.hasMatch())
        return {Words::tr("“%1” cannot be read. Often a closing quotation mark is missing.")
                    .arg(shortened(match.captured(1))),
            {}};
    return {};
}

Error configError(const QString &text, const QString &detail)
{
    return fail(ErrorKind::Config, text, detail).error();
}

} // namespace

SqlFault prepareFault(
    sqlite3 *connection, const SqlGuard::Refusal &refusal, const QString &sql, const std::vector<SqlView> &views)
{
    const QString message = QString::fromUtf8(sqlite3_errmsg(connection));
    if (!refusal.text.isEmpty())
        return {.error = configError(refusal.text, message), .at = placeOf(refusal.word, sql)};
    const int offset = sqlite3_error_offset(connection);
    const Said said = reworded(message, sql, views);
    SqlFault fault{.error = configError(said.text.isEmpty()
                           ? Words::tr("The database does not take the SELECT: %1.").arg(shortened(message))
                           : said.text,
                       message),
        .at = offset < 0 ? placeOf(said.word, sql) : QString::fromUtf8(sql.toUtf8().first(offset)).size()};
    if (message == "incomplete input"_L1)
        fault.at = sql.size();
    if (sqlite3_errcode(connection) == SQLITE_TOOBIG || message == "string or blob too big"_L1)
        fault.error.text = Words::tr("The SELECT is too long. Shorten it to 100,000 characters.");
    return fault;
}

SqlFault runFault(sqlite3 *connection, SqlGuard::Stop stop, const SqlLimits &limits, const QString &file)
{
    const QString message = QString::fromUtf8(sqlite3_errmsg(connection));
    switch (stop) {
    case SqlGuard::Stop::Cancelled:
        return {.error = fail(ErrorKind::Cancelled, Words::tr("The question was cancelled.")).error(), .at = -1};
    case SqlGuard::Stop::Deadline:
        return {
            .error = configError(
                Words::tr("The SELECT took longer than %1 s and was stopped. Ask for a shorter period, or for fewer "
                          "rows at a time.")
                    .arg(static_cast<double>(limits.milliseconds) / 1000),
                message),
            .at = -1};
    case SqlGuard::Stop::Memory:
        return {
            .error = configError(
                Words::tr("The SELECT needed more than %L1 MB for sorting and grouping and was stopped. Ask for fewer "
                          "rows or columns at a time.")
                    .arg(limits.workBytes / (1024 * 1024)),
                message),
            .at = -1};
    case SqlGuard::Stop::None:
        break;
    }
    switch (sqlite3_errcode(connection) & 0xff) {
    case SQLITE_TOOBIG:
        return {
            .error = configError(
                Words::tr("A text in the answer, or on the way to it, is longer than 32 KB. Shorten it with substr()."),
                message),
            .at = -1};
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_AUTH:
        return {.error = configError(Words::tr("The SELECT ended with: %1.").arg(message), message), .at = -1};
    default:
        return {.error = storageError(connection, file, u"sql"_s), .at = -1};
    }
}

} // namespace leadline
