#include "core/metrics/sqlrows.h"

#include "core/metrics/definitionreader.h"

#include <QCoreApplication>
#include <QDate>
#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SqlMetric)
};

constexpr qsizetype kMostDimensions = 8;

bool isReserved(const QString &column)
{
    return column == "at"_L1 || column == "period"_L1 || column == "value"_L1 || column == "n"_L1 || column == "id"_L1
        || column == "fact"_L1;
}

QString shown(const SqlValue &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return text->size() > 40 ? text->first(40) + u'…' : *text;
    if (const auto *number = std::get_if<double>(&value))
        return QString::number(*number);
    if (const auto *number = std::get_if<qint64>(&value))
        return QString::number(*number);
    return u"NULL"_s;
}

bool isNull(const SqlValue &value)
{
    return std::holds_alternative<std::monostate>(value);
}

// Text as SQLite's date functions write it, in UTC: "2026-03-02 10:00:00"; a day alone is that of the workspace.
Instant timeOf(const QString &text, const QTimeZone &zone)
{
    static const QRegularExpression day(u"^\\d{4}-\\d{2}-\\d{2}$"_s);
    if (day.match(text).hasMatch())
        return periodStart(text, zone);
    static const QRegularExpression plain(u"^(\\d{4}-\\d{2}-\\d{2})[ T](\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)$"_s);
    if (const auto match = plain.match(text); match.hasMatch()) {
        QString clock = match.captured(2);
        if (match.captured(3).isEmpty())
            clock += u":00"_s;
        return Instant::fromIso(match.captured(1) + u'T' + clock + u'Z');
    }
    return Instant::fromIso(text);
}

class RowReading {
public:
    RowReading(const MetricDefinition &definition, SqlTable answer, const CalendarRules &calendar)
        : m_definition(definition)
        , m_calendar(calendar)
    {
        m_rows.answer = std::move(answer);
    }

    Result<SqlRows> run()
    {
        const QStringList &columns = m_rows.answer.columns;
        const bool named = columns.contains("period"_L1);
        const qsizetype time = columns.indexOf(named ? u"period"_s : u"at"_s);
        if (time < 0)
            return wrong(Words::tr("The SELECT gives no column 'at'."));
        m_rows.table.fact = m_definition.id;
        for (qsizetype row = 0; row < m_rows.answer.rows(); ++row) {
            if (auto taken = takeTime(row, time, named); !taken)
                return std::unexpected(taken.error());
        }
        m_rows.table.rows = static_cast<qsizetype>(m_kept.size());
        addTimes();
        if (auto added = addNumbers(u"value"_s, m_definition.aggregate != Aggregate::Count); !added)
            return std::unexpected(added.error());
        if (auto added = addNumbers(u"n"_s, false); !added)
            return std::unexpected(added.error());
        addWeighted();
        for (qsizetype column = 0; column < columns.size(); ++column) {
            if (!isReserved(columns.at(column)))
                addDimension(column);
        }
        return std::move(m_rows);
    }

private:
    static std::unexpected<Error> wrong(const QString &text) { return fail(ErrorKind::Config, text); }

    Result<void> takeTime(qsizetype row, qsizetype column, bool named)
    {
        const SqlValue &value = m_rows.answer.at(row, column);
        Instant at;
        if (isNull(value)) {
            ++m_rows.withoutTime;
            return {};
        }
        if (const auto *text = std::get_if<QString>(&value))
            at = named ? periodStart(*text, m_calendar.zone) : timeOf(*text, m_calendar.zone);
        else if (const auto *number = std::get_if<qint64>(&value); number && !named)
            at = Instant(*number);
        else if (const auto *real = std::get_if<double>(&value); real && !named && std::abs(*real) < 1e16)
            at = Instant(static_cast<qint64>(std::floor(*real)));
        if (at.isSet()) {
            m_kept.push_back(row);
            m_times.push_back(at.ms());
            return {};
        }
        if (named)
            return wrong(
                Words::tr("In row %1 'period' is %2. Write a day (2026-03-02), week (2026-W10), month (2026-03), "
                          "quarter (2026-Q1) or year (2026).")
                    .arg(row + 1)
                    .arg(shown(value)));
        return wrong(Words::tr("In row %1 'at' is %2, which is no time. Give ms since 1970 (merged_at_ms) or ISO 8601 "
                               "(merged_at).")
                .arg(row + 1)
                .arg(shown(value)));
    }

    void add(const QString &name, FactColumn column) { m_rows.table.columns.insert(name, std::move(column)); }

    void addTimes()
    {
        add(u"at"_s, FactColumn::ofIntegers(m_times));
        const std::vector<qint64> ids(m_kept.begin(), m_kept.end());
        add(u"id"_s, FactColumn::ofIntegers(ids));
    }

    // A column of numbers; gaps where it is NULL.
    Result<void> addNumbers(const QString &name, bool required)
    {
        const qsizetype column = m_rows.answer.columns.indexOf(name);
        if (column < 0)
            return required ? Result<void>(wrong(Words::tr("The SELECT gives no column '%1'.").arg(name)))
                            : Result<void>();
        std::vector<double> values;
        values.reserve(m_kept.size());
        for (const qsizetype row : m_kept) {
            const SqlValue &value = m_rows.answer.at(row, column);
            if (const auto *number = std::get_if<qint64>(&value)) {
                values.push_back(static_cast<double>(*number));
            } else if (const auto *real = std::get_if<double>(&value)) {
                values.push_back(std::isfinite(*real) ? *real : kGap);
            } else if (isNull(value)) {
                values.push_back(kGap);
            } else {
                return wrong(
                    Words::tr("In row %1 '%2' is the text “%3”; it must be a number. CAST(… AS REAL) makes one "
                              "where the text is a number.")
                        .arg(row + 1)
                        .arg(name, shown(value)));
            }
            if (name == "n"_L1 && !(values.back() >= 0))
                return wrong(
                    Words::tr("In row %1 'n' is %2; it counts the records behind the value, so it must be 0 or "
                              "more.")
                        .arg(row + 1)
                        .arg(shown(value)));
        }
        m_rows.hasCounts = m_rows.hasCounts || name == "n"_L1;
        add(name, FactColumn::ofReals(values));
        (name == "n"_L1 ? m_counts : m_values) = std::move(values);
        return {};
    }

    // For means over rows that stand for several records each.
    void addWeighted()
    {
        if (!m_rows.hasCounts || !m_rows.table.columns.contains(u"value"_s))
            return;
        std::vector<double> weighted = m_values;
        std::vector<double> weights = m_counts;
        for (std::size_t i = 0; i < weighted.size(); ++i) {
            if (std::isnan(weighted[i]))
                weights[i] = kGap;
            weighted[i] *= weights[i];
        }
        add(u"weighted"_s, FactColumn::ofReals(weighted));
        add(u"weight"_s, FactColumn::ofReals(weights));
    }

    void addDimension(qsizetype column)
    {
        auto dictionary = std::make_shared<Dictionary>();
        dictionary->names.append(QString());
        QHash<QString, qint32> codes{{QString(), 0}};
        std::vector<qint32> values;
        values.reserve(m_kept.size());
        for (const qsizetype row : m_kept) {
            const SqlValue &value = m_rows.answer.at(row, column);
            const QString name = isNull(value)           ? QString()
                : std::holds_alternative<QString>(value) ? std::get<QString>(value)
                                                         : shown(value);
            auto code = codes.constFind(name);
            if (code == codes.cend()) {
                code = codes.insert(name, static_cast<qint32>(dictionary->names.size()));
                dictionary->names.append(name);
            }
            values.push_back(*code);
        }
        add(m_rows.answer.columns.at(column), FactColumn::ofCodes(values, std::move(dictionary)));
    }

    const MetricDefinition &m_definition;
    const CalendarRules &m_calendar;
    SqlRows m_rows;
    std::vector<qsizetype> m_kept; // rows of the answer that have a time
    std::vector<qint64> m_times;
    std::vector<double> m_values;
    std::vector<double> m_counts;
};

} // namespace

QStringList MetricDefinition::sqlDimensions() const
{
    QStringList dimensions = sqlColumns;
    dimensions.removeIf(isReserved);
    return dimensions;
}

QString checkSqlColumns(const MetricDefinition &definition)
{
    const QStringList &columns = definition.sqlColumns;
    const bool named = columns.contains("period"_L1);
    if (named == columns.contains("at"_L1))
        return Words::tr(
            "The SELECT must give a column 'at' (ms or ISO 8601), or 'period' (2026-03), and not both. Name it "
            "with AS.");
    if (named && definition.period == Grain::Day && !definition.sqlPeriodGiven)
        return Words::tr(
            "A SELECT that gives 'period' needs the key 'period' beside 'sql': the shortest period it gives, "
            "such as \"month\".");
    if (definition.aggregate != Aggregate::Count && !columns.contains("value"_L1))
        return Words::tr("The SELECT must give a column 'value'. Name it with AS, or use the aggregate count.");
    if (columns.contains("id"_L1) && !columns.contains("fact"_L1))
        return Words::tr(
            "A SELECT that gives 'id' must also give 'fact', such as 'change' AS fact: it says what the id is "
            "of.");
    static const QRegularExpression name(u"^[a-z][a-z0-9_]{0,63}$"_s);
    for (const QString &column : columns) {
        if (!name.match(column).hasMatch())
            return Words::tr(
                "The column “%1” needs a name of small letters, digits and underscores. Give it one with AS.")
                .arg(column.left(40));
        if (columns.count(column) > 1)
            return Words::tr("The SELECT gives two columns '%1'. Give one of them another name with AS.").arg(column);
        if (column == "weighted"_L1 || column == "weight"_L1)
            return Words::tr("A column cannot be named '%1'. Give it another name with AS.").arg(column);
    }
    if (definition.sqlDimensions().size() > kMostDimensions)
        return Words::tr("The SELECT gives %1 columns to split by; %2 are possible. Leave some out.")
            .arg(definition.sqlDimensions().size())
            .arg(kMostDimensions);
    return {};
}

Result<SqlRows> sqlRows(const MetricDefinition &definition, SqlTable answer, const CalendarRules &calendar)
{
    return RowReading(definition, std::move(answer), calendar).run();
}

QJsonObject sqlRecord(const SqlTable &answer, qsizetype row)
{
    QJsonObject record;
    for (qsizetype column = 0; column < answer.columns.size(); ++column) {
        const SqlValue &value = answer.at(row, column);
        if (const auto *text = std::get_if<QString>(&value))
            record.insert(answer.columns.at(column), *text);
        else if (const auto *number = std::get_if<qint64>(&value))
            record.insert(answer.columns.at(column), *number);
        else if (const auto *real = std::get_if<double>(&value))
            record.insert(answer.columns.at(column), *real);
    }
    return record;
}

Instant periodStart(const QString &name, const QTimeZone &zone)
{
    static const QRegularExpression form(u"^(\\d{4})(?:-(?:W(\\d{2})|Q([1-4])|(\\d{2})(?:-(\\d{2}))?))?$"_s);
    const auto match = form.match(name);
    if (!match.hasMatch())
        return {};
    const int year = match.captured(1).toInt();
    QDate day(year, 1, 1);
    if (const int week = match.captured(2).toInt(); match.hasCaptured(2)) {
        const QDate fourth(year, 1, 4); // is always in the first week
        day = fourth.addDays(1 - fourth.dayOfWeek() + 7 * (week - 1));
        int of = 0;
        if (day.weekNumber(&of) != week || of != year)
            return {};
    } else if (match.hasCaptured(3)) {
        day = QDate(year, 3 * match.captured(3).toInt() - 2, 1);
    } else if (match.hasCaptured(4)) {
        day = QDate(year, match.captured(4).toInt(), match.hasCaptured(5) ? match.captured(5).toInt() : 1);
    }
    return day.isValid() ? Instant(day.startOfDay(zone).toMSecsSinceEpoch()) : Instant();
}

} // namespace leadline
