#include "core/metrics/rownotes.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

// Names of services whose deployments come from something else, by origin.
QStringList standInNotes(const FactTable &table, const ScannedRows &scanned)
{
    const auto origin = table.columns.constFind(u"origin"_s);
    const auto service = table.columns.constFind(u"service"_s);
    if (origin == table.columns.constEnd() || service == table.columns.constEnd() || !origin->isCode()
        || !service->isCode())
        return {};
    QStringList notes;
    for (const auto &[name, one, many] : {std::tuple{u"release"_s, Words::tr("Releases stand for deployments in %1"),
                                              Words::tr("Releases stand for deployments in %1 services")},
             std::tuple{u"merge"_s, Words::tr("Merges stand for deployments in %1"),
                 Words::tr("Merges stand for deployments in %1 services")}}) {
        const auto code = static_cast<qint32>(origin->names().indexOf(name));
        if (code < 0)
            continue;
        QSet<qint32> services;
        for (const qint32 row : scanned.rows) {
            if (origin->code(row) == code)
                services.insert(service->code(row));
        }
        if (services.size() == 1)
            notes.append(one.arg(service->names().at(*services.cbegin())));
        else if (!services.isEmpty())
            notes.append(many.arg(services.size()));
    }
    return notes;
}

// How many generated lines a size leaves out, and where that could not be told.
QStringList maskNotes(const FactTable &table, const ScannedRows &scanned)
{
    const auto masked = table.columns.constFind(u"masked"_s);
    if (masked == table.columns.constEnd() || !masked->isInteger() || scanned.rows.empty())
        return {};
    qint64 lines = 0;
    qint64 with = 0;
    qint64 unknown = 0;
    for (const qint32 row : scanned.rows) {
        const qint64 value = masked->integer(row);
        unknown += value == Instant::kUnset ? 1 : 0;
        with += value != Instant::kUnset && value > 0 ? 1 : 0;
        lines += value == Instant::kUnset ? 0 : value;
    }
    const QLocale locale;
    const QString all = locale.toString(scanned.rows.size());
    QStringList notes;
    if (lines > 0)
        notes.append(Words::tr("Left out: %1 lines in generated files, of %2 of %3.")
                .arg(locale.toString(lines), locale.toString(with), all));
    if (unknown > 0 && std::cmp_equal(unknown, scanned.rows.size()))
        notes.append(Words::tr("generated files included"));
    else if (unknown > 0)
        notes.append(Words::tr("generated files included in %1").arg(locale.toString(unknown)));
    return notes;
}

} // namespace

QStringList notesOf(const MetricDefinition &definition, const FactTable &table, const ScannedRows &scanned)
{
    if (definition.fact == "deployment"_L1)
        return standInNotes(table, scanned);
    if (definition.value.kind == MetricValue::Kind::Column && definition.value.column == "size"_L1)
        return maskNotes(table, scanned);
    const auto inferred = table.columns.constFind(u"deployment_inferred"_s);
    if (definition.time != "deployed_at"_L1 || inferred == table.columns.constEnd() || !inferred->isInteger())
        return {};
    const auto count = std::ranges::count_if(scanned.rows, [&](qint32 row) { return inferred->integer(row) == 1; });
    if (count == 0)
        return {};
    const QLocale locale;
    return {Words::tr("For %1 of %2 changes the deployment is inferred from the order in time, not from the commits.")
            .arg(locale.toString(count), locale.toString(scanned.rows.size()))};
}

} // namespace leadline
