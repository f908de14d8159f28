#include "core/metrics/bands.h"

#include "core/metrics/resources.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <limits>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Bands)
};

constexpr double kOpen = std::numeric_limits<double>::quiet_NaN();

// One step of a ladder, best first; the first whose bound holds is taken.
struct Level {
    Band band = Band::None;
    QString label; // instead of the band's name
    QString range;
    double below = kOpen;
    double atMost = kOpen;
    double atLeast = kOpen;
    double top = kOpen; // share of respondents at least this good
    double bottom = kOpen; // share of respondents this bad
};

struct Interval {
    double from = kOpen;
    double to = kOpen;
};

struct Group {
    Band band = Band::None;
    double share = kOpen; // of the respondents
    QHash<QString, Interval> metrics;
};

struct EditionTable {
    DoraEdition edition;
    QHash<QString, std::vector<Level>> levels;
    std::vector<Group> groups;
};

constexpr std::array kBandNames = {"elite"_L1, "high"_L1, "medium"_L1, "low"_L1};

Band bandFromName(const QString &name)
{
    for (std::size_t i = 0; i < kBandNames.size(); ++i) {
        if (name == kBandNames[i])
            return static_cast<Band>(i);
    }
    return Band::None;
}

QString bandLabel(Band band)
{
    switch (band) {
    case Band::Elite:
        return Words::tr("Elite");
    case Band::High:
        return Words::tr("High");
    case Band::Medium:
        return Words::tr("Medium");
    case Band::Low:
        return Words::tr("Low");
    case Band::None:
        break;
    }
    return {};
}

// A number, or a duration such as "1 w" in milliseconds; a month is 30 days.
double bound(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toDouble();
    const QStringList parts = value.toString().split(u' ');
    if (parts.size() != 2)
        return kOpen;
    constexpr double hour = 3'600'000;
    const QHash<QString, double> units = {
        {u"h"_s, hour}, {u"d"_s, 24 * hour}, {u"w"_s, 168 * hour}, {u"mo"_s, 720 * hour}};
    return parts.at(0).toDouble() * units.value(parts.at(1), kOpen);
}

std::vector<Level> readLevels(const QJsonArray &array)
{
    std::vector<Level> levels;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        levels.push_back({.band = bandFromName(object["band"_L1].toString()),
            .label = object["label"_L1].toString(),
            .range = object["range"_L1].toString(),
            .below = bound(object["below"_L1]),
            .atMost = bound(object["at_most"_L1]),
            .atLeast = bound(object["at_least"_L1]),
            .top = bound(object["top"_L1]),
            .bottom = bound(object["bottom"_L1])});
    }
    return levels;
}

EditionTable readEdition(const QJsonObject &object)
{
    EditionTable table;
    const QString kind = object["kind"_L1].toString();
    table.edition = {.id = object["id"_L1].toString(),
        .name = object["name"_L1].toString(),
        .kind = kind == "profile"_L1   ? DoraEdition::Kind::Profile
            : kind == "percentiles"_L1 ? DoraEdition::Kind::Percentiles
                                       : DoraEdition::Kind::Bands,
        .note = object["note"_L1].toString()};
    const QJsonObject metrics = object["metrics"_L1].toObject();
    for (auto it = metrics.begin(); it != metrics.end(); ++it) {
        const QJsonObject metric = it.value().toObject();
        table.levels.insert(
            it.key(), readLevels(metric[metric.contains("levels"_L1) ? "levels"_L1 : "points"_L1].toArray()));
    }
    for (const QJsonValue &value : object["groups"_L1].toArray()) {
        const QJsonObject group = value.toObject();
        Group &added = table.groups.emplace_back();
        added.band = bandFromName(group["band"_L1].toString());
        added.share = bound(group["share"_L1]);
        for (auto it = group.begin(); it != group.end(); ++it) {
            if (it.value().isArray())
                added.metrics.insert(it.key(), {.from = bound(it.value()[0]), .to = bound(it.value()[1])});
        }
    }
    return table;
}

const std::vector<EditionTable> &editionTables()
{
    static const std::vector<EditionTable> tables = [] {
        std::vector<EditionTable> read;
        const QJsonObject root = QJsonDocument::fromJson(metricResource(u":/leadline/dora-editions.json"_s)).object();
        for (const QJsonValue &value : root["editions"_L1].toArray())
            read.push_back(readEdition(value.toObject()));
        return read;
    }();
    return tables;
}

const EditionTable *tableOf(const QString &edition)
{
    for (const EditionTable &table : editionTables()) {
        if (table.edition.id == edition)
            return &table;
    }
    return nullptr;
}

bool holds(const Level &level, double value)
{
    return (std::isnan(level.below) || value < level.below) && (std::isnan(level.atMost) || value <= level.atMost)
        && (std::isnan(level.atLeast) || value >= level.atLeast);
}

QString levelLabel(const Level &level)
{
    if (!std::isnan(level.top))
        return Words::tr("Top %1 %").arg(qRound(level.top * 100));
    if (!std::isnan(level.bottom))
        return Words::tr("Lowest %1 %").arg(qRound(level.bottom * 100));
    return level.label.isEmpty() ? bandLabel(level.band) : level.label;
}

// How many times too small or too large a value is, as a logarithm; 0 inside the interval.
double distance(const Interval &interval, double value)
{
    const double floor = 1e-3;
    const double logarithm = std::log(std::max(value, floor));
    if (!std::isnan(interval.from) && value < interval.from)
        return std::log(std::max(interval.from, floor)) - logarithm;
    if (!std::isnan(interval.to) && value > interval.to)
        return logarithm - std::log(std::max(interval.to, floor));
    return 0;
}

} // namespace

QList<DoraEdition> doraEditions()
{
    QList<DoraEdition> editions;
    for (const EditionTable &table : editionTables())
        editions.append(table.edition);
    return editions;
}

BandResult bandOf(const QString &key, double value, const QString &edition)
{
    const EditionTable *table = tableOf(edition);
    if (!table || std::isnan(value))
        return {};
    for (const Level &level : table->levels.value(key)) {
        if (holds(level, value))
            return {.band = level.band,
                .text = Words::tr("%1 · %2").arg(levelLabel(level), table->edition.name),
                .range = level.range};
    }
    return {};
}

BandResult profileOf(const QHash<QString, double> &values, const QString &edition)
{
    const EditionTable *table = tableOf(edition);
    if (!table)
        return {};
    const Group *nearest = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const Group &group : table->groups) {
        double sum = 0;
        int known = 0;
        for (auto it = group.metrics.begin(); it != group.metrics.end(); ++it) {
            const double value = values.value(it.key(), kOpen);
            if (std::isnan(value))
                continue;
            sum += distance(it.value(), value);
            ++known;
        }
        if (known >= 3 && sum < least) {
            least = sum;
            nearest = &group;
        }
    }
    if (!nearest)
        return {};
    return {.band = nearest->band,
        .text = Words::tr("Nearest to %1 · %2").arg(bandLabel(nearest->band), table->edition.name),
        .range = std::isnan(nearest->share) ? QString()
                                            : Words::tr("%1 % of the respondents").arg(qRound(nearest->share * 100))};
}

} // namespace leadline
