#include "core/metrics/completeness.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

QString recordsOf(const QString &fact)
{
    static const QHash<QString, QString> words = {{u"change"_s, Words::tr("pull requests")},
        {u"deployment"_s, Words::tr("deployments")}, {u"incident"_s, Words::tr("incidents")},
        {u"review"_s, Words::tr("reviews")}, {u"issue"_s, Words::tr("issues")}, {u"build"_s, Words::tr("builds")},
        {u"commit"_s, Words::tr("commits")}, {u"release"_s, Words::tr("releases")}};
    return words.value(fact, fact);
}

void addSource(const QStringList &facts, const Freshness &source, QStringList &warnings)
{
    if (!source.complete) {
        if (!source.lastSuccess.isSet())
            warnings.append(Words::tr("%1 has not been read to the end yet.").arg(source.source));
        else
            warnings.append(source.note.isEmpty()
                    ? Words::tr("The last sync of %1 did not read everything.").arg(source.source)
                    : Words::tr("The last sync of %1 did not read everything: %2").arg(source.source, source.note));
    }
    for (const FactGap &gap : source.gaps) {
        if (!facts.contains(gap.fact))
            continue;
        const auto text = [](qint64 count) { return QLocale().toString(count); };
        if (gap.missing > 0)
            warnings.append(Words::tr("By the count of %1 there is more than is here of the %2: %3.")
                    .arg(source.source, recordsOf(gap.fact), text(gap.missing)));
        if (gap.quarantined > 0)
            warnings.append(Words::tr("Of the %1 of %2 some could not be understood and are set aside: %3.")
                    .arg(recordsOf(gap.fact), source.source, text(gap.quarantined)));
    }
}

} // namespace

std::vector<Freshness> freshnessOf(const QStringList &facts, const FactsSnapshot &snapshot)
{
    QStringList sources;
    bool all = facts.isEmpty(); // what reads no fact reads records of any source
    for (const QString &fact : facts) {
        const FactTable *table = snapshot.table(fact);
        const auto column =
            table ? table->columns.constFind(u"source"_s) : QHash<QString, FactColumn>::const_iterator{};
        if (table && column != table->columns.constEnd() && column->dictionary())
            sources += column->names();
        else
            all = true;
    }
    std::vector<Freshness> used;
    std::ranges::copy_if(snapshot.freshness(), std::back_inserter(used), [&](const Freshness &one) {
        const bool lacks = std::ranges::any_of(
            one.gaps, [&](const FactGap &gap) { return facts.contains(gap.fact); }); // all of it may be missing
        return all || lacks || sources.contains(one.source);
    });
    return used;
}

QStringList completenessWarnings(const QStringList &facts, const std::vector<Freshness> &freshness,
    const TimeRange &asked, Instant knownFrom, const QTimeZone &zone)
{
    QStringList warnings;
    for (const Freshness &source : freshness)
        addSource(facts, source, warnings);
    if (knownFrom.isSet() && knownFrom > asked.from) {
        const QDate day = QDateTime::fromMSecsSinceEpoch(knownFrom.ms(), zone).date();
        if (day > QDateTime::fromMSecsSinceEpoch(asked.from.ms(), zone).date())
            warnings.append(Words::tr("The records begin on %1; nothing before is here.")
                    .arg(QLocale().toString(day, u"d MMMM yyyy"_s)));
    }
    return warnings;
}

} // namespace leadline
