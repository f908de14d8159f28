#include "core/metrics/metricengine.h"

#include "core/metrics/formula.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr qsizetype kMostSpells = 4;

Instant timeOf(const QString &key, const QJsonValue &value)
{
    return key == "at"_L1 || key.endsWith("_at"_L1) ? Instant::fromIso(value.toString()) : Instant();
}

// Fills the clauses of a metric with what a record says; a clause whose words the record lacks is left out.
class Explainer {
public:
    Explainer(QStringList clauses, const QTimeZone &zone, int year)
        : m_clauses(std::move(clauses))
        , m_zone(zone)
        , m_year(year)
    {
    }

    QString explain(const QJsonObject &record) const
    {
        QStringList filled;
        for (const QString &clause : m_clauses) {
            if (const QString text = fill(clause, record); !text.isEmpty())
                filled.append(text);
        }
        return filled.join(u", "_s);
    }

private:
    QString fill(const QString &clause, const QJsonObject &record) const
    {
        static const QRegularExpression braces(u"\\{([a-z_]+)(:duration)?\\}"_s);
        QString text;
        qsizetype done = 0;
        for (auto match = braces.globalMatch(clause); match.hasNext();) {
            const QRegularExpressionMatch key = match.next();
            const QJsonValue value = record[key.captured(1)];
            const QString words = key.hasCaptured(2) ? duration(value) : word(key.captured(1), value);
            if (words.isEmpty())
                return {};
            text += QStringView(clause).mid(done, key.capturedStart() - done);
            text += words;
            done = key.capturedEnd();
        }
        return text + clause.mid(done);
    }

    QString word(const QString &key, const QJsonValue &value) const
    {
        if (value.isDouble())
            return QLocale().toString(value.toDouble(), 'g', 15);
        if (value.isArray())
            return spells(value.toArray());
        if (const Instant time = timeOf(key, value); time.isSet())
            return moment(time);
        return value.toString().replace(u'_', u' ');
    }

    QString moment(Instant time) const
    {
        const QDateTime local = QDateTime::fromMSecsSinceEpoch(time.ms(), m_zone);
        return QLocale().toString(local, local.date().year() == m_year ? u"d MMMM HH:mm"_s : u"d MMMM yyyy HH:mm"_s);
    }

    // [[from, to], …]
    QString spells(const QJsonArray &pairs) const
    {
        QStringList words;
        for (qsizetype i = 0; i < std::min(pairs.size(), kMostSpells); ++i) {
            const Instant from = Instant::fromIso(pairs[i][0].toString());
            const Instant to = Instant::fromIso(pairs[i][1].toString());
            if (from.isSet() && to.isSet())
                words.append(u"%1 – %2"_s.arg(moment(from), moment(to)));
        }
        if (pairs.size() > kMostSpells)
            words.append(Words::tr("%n times more", nullptr, static_cast<int>(pairs.size() - kMostSpells)));
        return words.join(u"; "_s);
    }

    // Seconds; of none there is nothing to say.
    static QString duration(const QJsonValue &value)
    {
        constexpr double kSecondMs = 1000;
        return value.toDouble() > 0 ? formatValue(value.toDouble() * kSecondMs, MetricUnit::Duration) : QString();
    }

    QStringList m_clauses;
    QTimeZone m_zone;
    int m_year;
};

// The year of the newest time that the clauses name: it need not be said.
int newestYear(const QStringList &clauses, const std::vector<QJsonObject> &records, const QTimeZone &zone)
{
    Instant newest;
    for (const QJsonObject &record : records) {
        for (auto it = record.begin(); it != record.end(); ++it) {
            if (!clauses.join(u' ').contains(u'{' + it.key() + u'}'))
                continue;
            newest = std::max(newest, timeOf(it.key(), it.value()));
            for (const QJsonValue spell : it.value().toArray())
                newest = std::max(newest, Instant::fromIso(spell[1].toString()));
        }
    }
    return newest.isSet() ? QDateTime::fromMSecsSinceEpoch(newest.ms(), zone).date().year() : 0;
}

QStringList clausesOf(const MetricDefinition &definition, const MetricCatalog &catalog)
{
    if (definition.isSql())
        return definition.explain;
    if (!definition.explain.isEmpty() || !definition.isFormula())
        return definition.explain.isEmpty() ? QStringList{definition.time + u" {"_s + definition.time + u'}'}
                                            : definition.explain;
    const auto formula = Formula::parse(definition.formula);
    if (!formula || formula->metrics().isEmpty())
        return {};
    const MetricDefinition *operand = catalog.find(formula->metrics().front(), definition.set);
    if (!operand)
        operand = catalog.find(formula->metrics().front());
    return operand ? clausesOf(*operand, catalog) : QStringList();
}

} // namespace

Result<MetricRows> explainRows(
    MetricRows rows, const MetricQuery &query, const MetricCatalog &catalog, FactSource &source, const QTimeZone &zone)
{
    const MetricDefinition *definition = catalog.find(query.metric, query.set);
    if (!definition)
        return fail(ErrorKind::Config, Words::tr("There is no metric '%1'.").arg(query.metric));
    if (rows.fact.isEmpty()) // rows of a SELECT that names no records: they are what there is
        return rows;
    std::vector<qint64> ids;
    for (const MetricRow &row : rows.rows)
        ids.push_back(row.id);
    const auto records = source.rowsBehind(rows.fact, ids);
    if (!records)
        return std::unexpected(records.error());
    if (records->size() != rows.rows.size())
        return fail(ErrorKind::Storage, Words::tr("The data changed while the rows were read. Open them again."));
    const QStringList clauses = clausesOf(*definition, catalog);
    const Explainer explainer(clauses, zone, newestYear(clauses, *records, zone));
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        if (!(*records)[i].isEmpty()) // else what a SELECT gave of it stays
            rows.rows[i].record = (*records)[i];
        QStringList words = {explainer.explain(rows.rows[i].record)};
        if (rows.unit == MetricUnit::Duration || rows.unit == MetricUnit::WorkingTime)
            words.append(formatValue(rows.rows[i].value, rows.unit));
        words.removeAll(QString());
        rows.rows[i].explanation = words.join(u", "_s);
    }
    return rows;
}

} // namespace leadline
