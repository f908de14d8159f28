#include "core/metrics/dimensions.h"

#include "core/base/suggest.h"
#include "core/metrics/filtertext.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr qint64 kHour = 3'600'000;
constexpr qint64 kDay = 24 * kHour;

// How far a zone's clock is ahead, without asking the zone for every row.
class LocalOffsets {
public:
    LocalOffsets(const QTimeZone &zone, qint64 from, qint64 to)
    {
        const QDateTime first = QDateTime::fromMSecsSinceEpoch(from, QTimeZone::UTC);
        m_steps.push_back({std::numeric_limits<qint64>::min(), zone.offsetFromUtc(first) * qint64{1000}});
        for (const QTimeZone::OffsetData &change :
            zone.transitions(first, QDateTime::fromMSecsSinceEpoch(to, QTimeZone::UTC)))
            m_steps.push_back({change.atUtc.toMSecsSinceEpoch(), change.offsetFromUtc * qint64{1000}});
    }

    qint64 local(qint64 time)
    {
        if (time < m_steps[m_at].from || (m_at + 1 < m_steps.size() && time >= m_steps[m_at + 1].from)) {
            const auto after = std::ranges::upper_bound(m_steps, time, {}, &Step::from);
            m_at = static_cast<std::size_t>(after - m_steps.begin()) - 1;
        }
        return time + m_steps[m_at].offset;
    }

private:
    struct Step {
        qint64 from = 0;
        qint64 offset = 0;
    };
    std::vector<Step> m_steps;
    std::size_t m_at = 0; // most rows lie near the one before
};

std::pair<qint64, qint64> spanOf(const FactColumn &times)
{
    qint64 least = std::numeric_limits<qint64>::max();
    qint64 most = std::numeric_limits<qint64>::min();
    for (int i = 0; i < times.blocks(); ++i) {
        if (times.block(i).least() > times.block(i).most())
            continue;
        least = std::min(least, times.block(i).least());
        most = std::max(most, times.block(i).most());
    }
    return {least, most};
}

qint64 floorDivide(qint64 value, qint64 by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

// The number of the first bound that is not exceeded, from 1.
template <std::size_t n> qint32 classOf(const std::array<qint64, n> &bounds, qint64 value)
{
    return 1 + static_cast<qint32>(std::ranges::lower_bound(bounds, value) - bounds.begin());
}

const QStringList &weekdayNames()
{
    static const QStringList names = {
        QString(), u"Monday"_s, u"Tuesday"_s, u"Wednesday"_s, u"Thursday"_s, u"Friday"_s, u"Saturday"_s, u"Sunday"_s};
    return names;
}

QStringList hourNames()
{
    QStringList names = {QString()};
    for (int hour = 0; hour < 24; ++hour)
        names.append(u"%1:00"_s.arg(hour, 2, 10, QLatin1Char('0')));
    return names;
}

constexpr std::array<qint64, 4> kSizes = {10, 100, 400, 1000}; // lines, included
const QStringList &sizeNames()
{
    static const QStringList names = {QString(), u"XS"_s, u"S"_s, u"M"_s, u"L"_s, u"XL"_s};
    return names;
}

constexpr std::array<qint64, 5> kAges = {kDay - 1, 3 * kDay - 1, 7 * kDay - 1, 14 * kDay - 1, 28 * kDay - 1};
const QStringList &ageNames()
{
    static const QStringList names = {QString(), u"under 1 day"_s, u"1 to 3 days"_s, u"3 to 7 days"_s,
        u"1 to 2 weeks"_s, u"2 to 4 weeks"_s, u"over 4 weeks"_s};
    return names;
}

// The time at which a row of any fact began to be.
constexpr std::array kBeginnings = {"created_at"_L1, "opened_at"_L1, "queued_at"_L1, "authored_at"_L1, "started_at"_L1};

constexpr auto kAge = "age_class"_L1;
constexpr auto kTeam = "team"_L1;
constexpr auto kTree = "team_tree"_L1;

} // namespace

Dimensions::Dimensions(const FactTable &table, const Organisation &organisation)
    : m_table(table)
    , m_organisation(organisation)
{
}

Dimensions::Dimensions(const FactTable &table, const Organisation &organisation, const MetricDefinition &definition,
    QTimeZone zone, Instant moment)
    : m_table(table)
    , m_organisation(organisation)
    , m_definition(&definition)
    , m_zone(std::move(zone))
    , m_moment(moment)
{
}

Result<const Dimension *> Dimensions::toSplitBy(const QString &name)
{
    if (const Dimension *found = find(name))
        return found;
    const QStringList known = names();
    return fail(ErrorKind::Config,
        Words::tr("'%1' cannot be split by '%2'.").arg(m_definition ? m_definition->title : m_table.fact, name)
            + didYouMean(name, known) + u' ' + Words::tr("It can be split by: %1.").arg(known.join(u", "_s)));
}

const Dimension *Dimensions::toFilterBy(const QString &name)
{
    return find(name == kTeam && !m_organisation.parentTeams.isEmpty() ? QString(kTree) : name);
}

QStringList Dimensions::names() const
{
    std::vector<FactColumnInfo> infos;
    QStringList names;
    for (auto it = m_table.columns.begin(); it != m_table.columns.end(); ++it) {
        infos.push_back({.name = it.key()});
        if (it->isCode() && it.key() != "labels"_L1)
            names.append(it.key());
    }
    if (m_definition)
        names += computedFor(infos);
    names.sort();
    return names;
}

QStringList Dimensions::computedFor(const std::vector<FactColumnInfo> &columns)
{
    const auto has = [&](QLatin1StringView name) {
        return std::ranges::any_of(columns, [&](const FactColumnInfo &info) { return info.name == name; });
    };
    QStringList names = {u"weekday"_s, u"hour"_s};
    if (has("size"_L1) || (has("additions"_L1) && has("deletions"_L1)))
        names.append(u"size_class"_s);
    if (std::ranges::any_of(kBeginnings, has))
        names.append(kAge);
    if (has("labels"_L1))
        names.append(u"label"_s);
    if (has(kTeam))
        names.append(kTree);
    return names;
}

const FactColumn *Dimensions::stored(const QString &name) const
{
    const auto found = m_table.columns.constFind(name);
    return found == m_table.columns.constEnd() ? nullptr : &*found;
}

const Dimension *Dimensions::find(const QString &name)
{
    if (const auto known = m_dimensions.find(name); known != m_dimensions.end())
        return &known->second;
    auto made = make(name);
    return made ? &m_dimensions.emplace(name, std::move(*made)).first->second : nullptr;
}

std::optional<Dimension> Dimensions::make(const QString &name)
{
    if (const FactColumn *column = stored(name))
        return column->isCode() ? std::optional(Dimension{.column = column, .names = column->names()}) : std::nullopt;
    if (name == "label"_L1)
        return byLabel();
    if (name == kTree)
        return byTeamTree();
    if (name == "size_class"_L1)
        return bySize();
    if (!m_definition)
        return {};
    if (name == "weekday"_L1 || name == "hour"_L1)
        return byClock(name == "weekday"_L1);
    return name == kAge ? byAge() : std::nullopt;
}

// `codeOf` gets a block's number and a place in it.
template <typename CodeOf> Dimension Dimensions::computed(const QStringList &names, CodeOf codeOf)
{
    FactColumnBuilder builder(FactColumn::Kind::Code);
    for (qsizetype row = 0; row < m_table.rows; ++row)
        builder.addCode(
            codeOf(static_cast<int>(row / ColumnBlock::kRows), static_cast<std::size_t>(row % ColumnBlock::kRows)));
    m_columns.push_back(
        std::make_unique<const FactColumn>(builder.finish(std::make_shared<const Dictionary>(Dictionary{names}))));
    return {.column = m_columns.back().get(), .names = names};
}

std::optional<Dimension> Dimensions::byClock(bool weekday)
{
    const FactColumn *times = stored(m_definition->isStock() ? m_definition->openFrom : m_definition->time);
    if (!times || !times->isInteger())
        return {};
    const auto [least, most] = spanOf(*times);
    LocalOffsets offsets(m_zone, std::min(least, most), most);
    return computed(weekday ? weekdayNames() : hourNames(), [&](int block, std::size_t place) -> qint32 {
        const qint64 time = times->block(block).integer(place);
        if (time == Instant::kUnset)
            return 0;
        const qint64 local = offsets.local(time);
        const qint64 day = floorDivide(local, kDay);
        // 1 January 1970 was a Thursday.
        return 1 + static_cast<qint32>(weekday ? ((day + 3) % 7 + 7) % 7 : (local - day * kDay) / kHour);
    });
}

std::optional<Dimension> Dimensions::bySize()
{
    const FactColumn *size = stored(u"size"_s);
    const FactColumn *added = size ? size : stored(u"additions"_s);
    const FactColumn *deleted = size ? nullptr : stored(u"deletions"_s);
    if (!added || !added->isInteger() || (!size && (!deleted || !deleted->isInteger())))
        return {};
    return computed(sizeNames(), [&](int block, std::size_t place) -> qint32 {
        const qint64 first = added->block(block).integer(place);
        const qint64 second = deleted ? deleted->block(block).integer(place) : 0;
        return first == Instant::kUnset || second == Instant::kUnset ? 0 : classOf(kSizes, first + second);
    });
}

std::optional<Dimension> Dimensions::byAge()
{
    const FactColumn *begins = nullptr;
    for (const QLatin1StringView name : kBeginnings)
        begins = begins ? begins : stored(name);
    const FactColumn *counts = m_definition->isStock() ? nullptr : stored(m_definition->time);
    if (m_definition->isStock())
        begins = stored(m_definition->openFrom);
    if (!begins || !begins->isInteger() || (!m_definition->isStock() && (!counts || !counts->isInteger())))
        return {};
    return computed(ageNames(), [&](int block, std::size_t place) -> qint32 {
        const qint64 begin = begins->block(block).integer(place);
        const qint64 at = counts ? counts->block(block).integer(place) : m_moment.ms();
        return begin == Instant::kUnset || at == Instant::kUnset || at < begin ? 0 : classOf(kAges, at - begin);
    });
}

std::optional<Dimension> Dimensions::byLabel() const
{
    const FactColumn *labels = stored(u"labels"_s); // every combination has a code of its own
    if (!labels || !labels->isCode())
        return {};
    Dimension dimension{.column = labels, .names = {QString()}};
    QHash<QString, qint32> known = {{QString(), 0}};
    for (const QString &combination : labels->names()) {
        std::vector<qint32> &counts = dimension.spread.emplace_back();
        for (const QString &label : combination.split(u'\n')) {
            const auto found = known.constFind(label);
            const qint32 code = found != known.cend() ? *found : static_cast<qint32>(dimension.names.size());
            if (found == known.cend()) {
                known.insert(label, code);
                dimension.names.append(label);
            }
            if (!std::ranges::contains(counts, code))
                counts.push_back(code);
        }
    }
    return dimension;
}

std::optional<Dimension> Dimensions::byTeamTree() const
{
    const FactColumn *teams = stored(kTeam);
    if (!teams || !teams->isCode())
        return {};
    Dimension dimension{.column = teams, .names = teams->names()};
    const auto codeOf = [&](const QString &name) {
        qsizetype code = dimension.names.indexOf(name);
        if (code < 0) {
            code = dimension.names.size();
            dimension.names.append(name);
        }
        return static_cast<qint32>(code);
    };
    for (const QString &name : teams->names()) {
        std::vector<qint32> &counts = dimension.spread.emplace_back();
        // Teams that are part of each other in a circle end where they began.
        for (QString team = name; !std::ranges::contains(counts, codeOf(team));) {
            counts.push_back(codeOf(team));
            team = m_organisation.parentTeams.value(team);
            if (team.isEmpty())
                break;
        }
    }
    return dimension;
}

bool dependsOnAge(const MetricQuery &query)
{
    return query.by.contains(kAge) || std::ranges::any_of(query.where, [](const MetricFilter &filter) {
        return filterColumns(filter).contains(kAge);
    });
}

} // namespace leadline
