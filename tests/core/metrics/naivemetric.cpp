#include "naivemetric.h"

#include <QDateTime>
#include <QSet>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

Instant time(const QJsonObject &row, const QString &column)
{
    static QHash<QString, Instant> read; // the same few hundred texts are asked for again and again
    const QString text = row[column].toString();
    const auto found = read.constFind(text);
    return found != read.constEnd() ? *found : *read.insert(text, Instant::fromIso(text));
}

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return kGap;
    std::ranges::sort(values);
    const double place = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(std::floor(place));
    const auto high = static_cast<std::size_t>(std::ceil(place));
    return values[low] + (values[high] - values[low]) * (place - std::floor(place));
}

} // namespace

NaiveMetric::NaiveMetric(const MetricDefinition &definition, const MetricQuery &query,
    const std::vector<QJsonObject> &rows, CalendarRules calendar, Instant now, Organisation organisation)
    : m_definition(definition)
    , m_query(query)
    , m_rows(rows)
    , m_calendar(std::move(calendar))
    , m_now(now)
    , m_organisation(std::move(organisation))
{
    for (const QJsonObject &row : rows) {
        const Instant at = time(row, definition.isStock() ? definition.openFrom : definition.time);
        if (at.isSet() && (!m_knownFrom.isSet() || at < m_knownFrom))
            m_knownFrom = at;
    }
}

NaiveResult NaiveMetric::run()
{
    listPeriods();
    if (m_definition.isStock())
        stock();
    else if (m_definition.aggregate == Aggregate::PerPeriod)
        perPeriod();
    else if (m_definition.aggregate == Aggregate::Variation)
        variation();
    else
        flow();
    return m_result;
}

QDate NaiveMetric::periodOf(Instant at, Grain grain) const
{
    QDate day = QDateTime::fromMSecsSinceEpoch(at.ms(), m_calendar.zone).date();
    switch (grain) {
    case Grain::Day:
        return day;
    case Grain::Week:
        while (day.dayOfWeek() != m_calendar.weekStart)
            day = day.addDays(-1);
        return day;
    case Grain::Month:
        return {day.year(), day.month(), 1};
    case Grain::Quarter:
        while (day.day() != 1 || day.month() % 3 != 1)
            day = day.addDays(-1);
        return day;
    case Grain::All:
        break;
    }
    return {};
}

TimeRange NaiveMetric::rangeOf(QDate period, Grain grain) const
{
    if (grain == Grain::All)
        return m_query.range;
    const auto known = m_ranges.constFind({period, static_cast<int>(grain)});
    if (known != m_ranges.constEnd())
        return *known;
    QDate next = period;
    do {
        next = next.addDays(1);
    } while (periodOf(Instant{next.startOfDay(m_calendar.zone).toMSecsSinceEpoch()}, grain) == period);
    return *m_ranges.insert({period, static_cast<int>(grain)}, daysBetween(period, next.addDays(-1), m_calendar.zone));
}

void NaiveMetric::listPeriods()
{
    for (QDate period = periodOf(m_query.range.from, m_query.grain);;) {
        m_result.periods.push_back(period);
        if (!period.isValid())
            return;
        const Instant end = rangeOf(period, m_query.grain).to;
        if (end >= m_query.range.to)
            return;
        period = periodOf(end, m_query.grain);
    }
}

bool NaiveMetric::meets(const QJsonObject &row, const MetricCondition &condition) const
{
    using Test = MetricCondition::Test;
    if (condition.join != MetricFilter::Join::None) {
        const auto passing =
            std::ranges::count_if(condition.parts, [&](const MetricCondition &part) { return meets(row, part); });
        const bool all = passing == static_cast<qsizetype>(condition.parts.size());
        return (condition.join == MetricFilter::Join::All ? all : passing > 0) != condition.negated;
    }
    const QJsonValue value = row[condition.column];
    switch (condition.test) {
    case Test::Is:
    case Test::IsNot: {
        if (condition.column == "weekday"_L1 || condition.column == "size_class"_L1)
            return condition.values.contains(namesOf(row, condition.column).front()) == (condition.test == Test::Is);
        const QString text = value.isDouble() ? QString::number(value.toInteger()) : value.toString();
        return condition.values.contains(text) == (condition.test == Test::Is);
    }
    case Test::AtLeast:
        return value.isDouble() && value.toDouble() >= condition.bound;
    case Test::AtMost:
        return value.isDouble() && value.toDouble() <= condition.bound;
    case Test::Set:
    case Test::Unset:
        return (value.isDouble() || !value.toString().isEmpty()) == (condition.test == Test::Set);
    }
    return false;
}

bool NaiveMetric::meets(const QJsonObject &row, const MetricFilter &filter) const
{
    if (filter.join == MetricFilter::Join::None) {
        const QStringList names = namesOf(row, filter.column == "team"_L1 ? u"team_tree"_s : filter.column);
        return std::ranges::any_of(names, [&](const QString &name) { return filter.values.contains(name); })
            != filter.exclude;
    }
    bool result = filter.join == MetricFilter::Join::All;
    for (const MetricFilter &part : filter.parts)
        result = filter.join == MetricFilter::Join::All ? result && meets(row, part) : result || meets(row, part);
    return result != filter.exclude;
}

bool NaiveMetric::passes(const QJsonObject &row, bool count)
{
    for (const MetricFilter &filter : m_query.where) {
        if (!meets(row, filter))
            return false;
    }
    for (const MetricCondition &condition : m_definition.where) {
        if (condition.excludedAs.isEmpty() && !meets(row, condition))
            return false;
    }
    for (const MetricCondition &condition : m_definition.where) {
        if (!condition.excludedAs.isEmpty() && !meets(row, condition)) {
            if (count)
                exclude(condition.excludedAs);
            return false;
        }
    }
    if (!m_definition.of.isEmpty() && row[m_definition.of].toString().isEmpty()) {
        if (count)
            exclude(u"without "_s + m_definition.of);
        return false;
    }
    return true;
}

void NaiveMetric::exclude(const QString &reason)
{
    if (!reason.isEmpty())
        ++m_result.excluded[reason];
}

double NaiveMetric::valueOf(const QJsonObject &row, Instant moment, bool *outOfOrder) const
{
    *outOfOrder = false;
    const MetricValue &rule = m_definition.value;
    const bool working =
        m_query.clock == MeasuredBy::WorkingHours || (m_query.clock == MeasuredBy::Definition && rule.working);
    static const QStringList stages = {
        u"coding"_s, u"pickup"_s, u"review"_s, u"merge"_s, u"deploy"_s, u"cycle"_s, u"lead"_s};
    double value = kGap;
    if (m_definition.aggregate == Aggregate::Rate) {
        return std::ranges::all_of(
                   m_definition.share, [&](const MetricCondition &condition) { return meets(row, condition); })
            ? 1
            : 0;
    }
    if (rule.kind == MetricValue::Kind::Row)
        return 1;
    if (rule.kind == MetricValue::Kind::Between) {
        const Instant from = time(row, rule.from);
        const Instant to = rule.to == "moment"_L1 ? moment : time(row, rule.to);
        *outOfOrder = from.isSet() && to.isSet() && to < from;
        if (from.isSet() && to.isSet() && from <= to)
            value = working ? worked(row, from, to) : static_cast<double>(to.ms() - from.ms());
    } else if (rule.kind == MetricValue::Kind::DayOf) {
        const Instant at = time(row, rule.column);
        if (at.isSet())
            value = static_cast<double>(periodOf(at, Grain::Day).toJulianDay());
    } else if (working && stages.contains(rule.column)) {
        // Stages follow each other from the start on; cycle and lead are the whole.
        qint64 from = time(row, u"started_at"_s).ms();
        for (qsizetype i = 0; i < std::min<qsizetype>(stages.indexOf(rule.column), 5); ++i)
            from += rule.column == "cycle"_L1 || rule.column == "lead"_L1 ? 0 : row[stages.at(i)].toInteger();
        if (row[rule.column].isDouble() && time(row, u"started_at"_s).isSet())
            value = worked(row, Instant{from}, Instant{from + row[rule.column].toInteger()});
    } else if (row[rule.column].isDouble()) {
        value = row[rule.column].toDouble();
    } else if (!row[rule.column].toString().isEmpty()) {
        value = static_cast<double>(qHash(row[rule.column].toString()) % 1'000'003); // only told apart
    }
    return std::isnan(value) ? rule.unsetAs.value_or(value) : value;
}

QStringList NaiveMetric::namesOf(const QJsonObject &row, const QString &dimension) const
{
    const Instant counts = m_definition.isStock() ? m_moment : time(row, m_definition.time);
    const Instant placed = time(row, m_definition.isStock() ? m_definition.openFrom : m_definition.time);
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(placed.ms(), m_calendar.zone);
    if (dimension == "weekday"_L1)
        return {placed.isSet() ? QLocale::c().dayName(local.date().dayOfWeek()) : QString()};
    if (dimension == "hour"_L1)
        return {placed.isSet() ? local.toString(u"hh':00'"_s) : QString()};
    if (dimension == "label"_L1) {
        QStringList labels = row[u"labels"_s].toString().split(u'\n');
        labels.removeDuplicates();
        return labels;
    }
    if (dimension == "team_tree"_L1) {
        QStringList teams;
        for (QString team = row[u"team"_s].toString(); !teams.contains(team);) {
            teams.append(team);
            team = m_organisation.parentTeams.value(team, team);
        }
        return teams;
    }
    if (dimension == "size_class"_L1) {
        const double size = row[u"size"_s].toDouble(-1);
        return {size < 0       ? u""_s
                : size <= 10   ? u"XS"_s
                : size <= 100  ? u"S"_s
                : size <= 400  ? u"M"_s
                : size <= 1000 ? u"L"_s
                               : u"XL"_s};
    }
    if (dimension == "age_class"_L1) {
        const Instant begin = time(row, m_definition.isStock() ? m_definition.openFrom : u"created_at"_s);
        if (!begin.isSet() || !counts.isSet() || counts < begin)
            return {QString()};
        const double days = static_cast<double>(counts.ms() - begin.ms()) / 86'400'000;
        return {days < 1    ? u"under 1 day"_s
                : days < 3  ? u"1 to 3 days"_s
                : days < 7  ? u"3 to 7 days"_s
                : days < 14 ? u"1 to 2 weeks"_s
                : days < 28 ? u"2 to 4 weeks"_s
                            : u"over 4 weeks"_s};
    }
    return {row[dimension].toString()};
}

std::vector<QStringList> NaiveMetric::keysOf(const QJsonObject &row) const
{
    std::vector<QStringList> keys = {{}};
    for (const QString &dimension : m_query.by) {
        std::vector<QStringList> longer;
        for (const QStringList &key : keys) {
            for (const QString &name : namesOf(row, dimension))
                longer.push_back(key + QStringList{name});
        }
        keys = std::move(longer);
    }
    return keys;
}

// Day by day: what of it is worked.
double NaiveMetric::worked(const QJsonObject &row, Instant from, Instant to) const
{
    const auto named = [](const auto &list, const QString &name) -> const WorkingTime * {
        for (const auto &[known, hours] : list) {
            if (known == name)
                return hours.get();
        }
        return nullptr;
    };
    const WorkCalendars &calendars = m_organisation.calendars;
    const WorkingTime *whose = named(calendars.people, row[u"author"_s].toString());
    if (!whose)
        whose = named(calendars.teams, row[u"team"_s].toString());
    const WorkingHours hours = (whose ? whose : calendars.workspace.get())->hours();
    qint64 sum = 0;
    const QDate last = QDateTime::fromMSecsSinceEpoch(to.ms(), hours.zone).date();
    for (QDate day = QDateTime::fromMSecsSinceEpoch(from.ms(), hours.zone).date(); day <= last; day = day.addDays(1)) {
        if (!std::ranges::contains(hours.weekdays, day.dayOfWeek()) || std::ranges::contains(hours.holidays, day))
            continue;
        const qint64 begin =
            QDateTime(day, QTime(0, 0).addSecs(hours.startMinute * 60), hours.zone).toMSecsSinceEpoch();
        const qint64 end = QDateTime(day, QTime(0, 0).addSecs(hours.endMinute * 60), hours.zone).toMSecsSinceEpoch();
        sum += std::max<qint64>(0, std::min(to.ms(), end) - std::max(from.ms(), begin));
    }
    return static_cast<double>(sum);
}

double NaiveMetric::emptyValue(const TimeRange &clipped) const
{
    const Aggregate aggregate = m_definition.aggregate;
    const bool zero = aggregate == Aggregate::Count || aggregate == Aggregate::Sum || aggregate == Aggregate::Distinct;
    return zero && m_knownFrom.isSet() && clipped.from < m_now && clipped.to > m_knownFrom ? 0 : kGap;
}

NaivePoint NaiveMetric::aggregate(const std::vector<NaiveValue> &values) const
{
    NaivePoint point;
    point.n = static_cast<qint64>(values.size());
    if (values.empty())
        return point;
    std::vector<double> plain;
    double sum = 0;
    QSet<QString> names;
    for (const NaiveValue &one : values) {
        plain.push_back(one.value);
        sum += one.value;
        names.insert(one.name);
    }
    if (names.size() < m_definition.atLeast)
        return point;
    switch (m_definition.aggregate) {
    case Aggregate::Count:
        point.value = static_cast<double>(values.size());
        break;
    case Aggregate::Sum:
        point.value = sum;
        break;
    case Aggregate::Mean:
    case Aggregate::Rate:
        point.value = sum / static_cast<double>(values.size());
        break;
    case Aggregate::Quantile:
        point.value = quantile(plain, m_definition.quantile);
        if (m_definition.lowerMedian) {
            std::ranges::sort(plain);
            point.value = plain[(plain.size() - 1) / 2];
        }
        break;
    case Aggregate::Distinct:
        point.value = static_cast<double>(QSet<double>(plain.begin(), plain.end()).size());
        break;
    case Aggregate::Last:
        point.value = std::ranges::max_element(values, {}, &NaiveValue::at)->value;
        break;
    case Aggregate::AbsenceFactor:
    case Aggregate::Gini:
    case Aggregate::Hhi:
    case Aggregate::TopShare:
        point.value = shares(values);
        break;
    case Aggregate::PerPeriod:
    case Aggregate::Variation:
        break;
    }
    return point;
}

// By the definitions as they stand in books: pairs of names, squares of shares.
double NaiveMetric::shares(const std::vector<NaiveValue> &values) const
{
    std::map<QString, double> byName;
    double total = 0;
    for (const NaiveValue &one : values) {
        byName[one.name] += one.value;
        total += one.value;
    }
    if (total <= 0)
        return kGap;
    const auto n = static_cast<double>(byName.size());
    double differences = 0;
    double squares = 0;
    double top = 0;
    std::vector<double> amounts;
    for (const auto &[name, amount] : byName) {
        for (const auto &[other, otherAmount] : byName)
            differences += std::abs(amount - otherAmount);
        squares += amount / total * (amount / total);
        top = std::max(top, amount / total);
        amounts.push_back(amount);
    }
    switch (m_definition.aggregate) {
    case Aggregate::Gini:
        return differences / (2 * n * n * (total / n));
    case Aggregate::Hhi:
        return squares;
    case Aggregate::TopShare:
        return top;
    default:
        break;
    }
    std::ranges::sort(amounts);
    int people = 0;
    for (double left = total; !amounts.empty() && left > total / 2; amounts.pop_back(), ++people)
        left -= amounts.back();
    return people;
}

void NaiveMetric::flow()
{
    using Values = std::vector<NaiveValue>;
    std::map<QStringList, std::map<QDate, Values>> cells;
    std::map<QStringList, Values> wholes;
    if (m_query.by.isEmpty())
        wholes[{}];
    for (const QJsonObject &row : m_rows) {
        const Instant at = time(row, m_definition.time);
        const bool waits = !at.isSet() && !m_definition.unsetTimePlaceAt.isEmpty();
        const Instant placed = waits ? time(row, m_definition.unsetTimePlaceAt) : at;
        if (!placed.isSet() || !m_query.range.contains(placed) || !passes(row, true))
            continue;
        bool outOfOrder = false;
        const double value = valueOf(row, {}, &outOfOrder);
        if (waits) {
            exclude(m_definition.unsetTimeExcludedAs);
        } else if (std::isnan(value)) {
            exclude(outOfOrder ? u"times out of order"_s : m_definition.value.excludedAs);
        } else {
            for (const QStringList &key : keysOf(row)) {
                cells[key][periodOf(at, m_query.grain)].push_back({at, value, row[m_definition.of].toString()});
                wholes[key].push_back({at, value, row[m_definition.of].toString()});
            }
        }
    }
    const auto point = [&](const Values &values, const TimeRange &clipped) {
        NaivePoint made = aggregate(values);
        if (made.n == 0)
            made.value = emptyValue(clipped);
        if (m_definition.perDay) {
            const TimeRange over{std::max(clipped.from, m_knownFrom), std::min(clipped.to, m_now)};
            const QDateTime from = QDateTime::fromMSecsSinceEpoch(over.from.ms(), m_calendar.zone);
            const QDateTime to = QDateTime::fromMSecsSinceEpoch(over.to.ms(), m_calendar.zone);
            const double days = static_cast<double>(from.date().daysTo(to.date()))
                + static_cast<double>(to.time().msecsSinceStartOfDay() - from.time().msecsSinceStartOfDay())
                    / 86'400'000;
            made.value = over.isEmpty() ? kGap : made.value / days;
        }
        return made;
    };
    for (const auto &[key, values] : wholes) {
        for (const QDate period : m_result.periods) {
            const TimeRange whole = rangeOf(period, m_query.grain);
            m_result.points[key].push_back(point(
                cells[key][period], {std::max(whole.from, m_query.range.from), std::min(whole.to, m_query.range.to)}));
        }
        m_result.totals[key] = point(values, m_query.range);
    }
}

void NaiveMetric::stock()
{
    std::vector<Instant> moments;
    for (const QDate period : m_result.periods) {
        const TimeRange whole = rangeOf(period, m_query.grain);
        if (std::max(whole.from, m_query.range.from) < m_now)
            moments.push_back(std::min({whole.to, m_query.range.to, m_now}));
    }
    std::map<QStringList, std::map<std::size_t, std::vector<NaiveValue>>> cells;
    if (m_query.by.isEmpty())
        cells[{}];
    for (const QJsonObject &row : m_rows) {
        const Instant from = time(row, m_definition.openFrom);
        for (std::size_t i = 0; i < moments.size(); ++i) {
            bool open = from.isSet() && from < moments[i];
            for (const QString &until : m_definition.openUntil)
                open = open && (!time(row, until).isSet() || time(row, until) >= moments[i]);
            const bool last = i + 1 == moments.size();
            m_moment = moments[i];
            if (!open || !passes(row, last))
                continue;
            bool outOfOrder = false;
            const double value = valueOf(row, moments[i], &outOfOrder);
            for (const QStringList &key : keysOf(row)) {
                auto &cell = cells[key][i];
                if (!std::isnan(value))
                    cell.push_back({from, value, row[m_definition.of].toString()});
            }
            if (std::isnan(value) && last)
                exclude(outOfOrder ? u"times out of order"_s : m_definition.value.excludedAs);
        }
    }
    for (auto &[key, byMoment] : cells) {
        for (std::size_t i = 0; i < m_result.periods.size(); ++i) {
            NaivePoint point;
            if (i < moments.size()) {
                point = aggregate(byMoment[i]);
                const TimeRange whole = rangeOf(m_result.periods[i], m_query.grain);
                if (point.n == 0 && moments[i] > m_knownFrom)
                    point.value = emptyValue({std::max(whole.from, m_query.range.from), moments[i]});
            }
            m_result.points[key].push_back(point);
        }
        m_result.totals[key] = moments.empty() ? NaivePoint{} : m_result.points[key][moments.size() - 1];
    }
}

void NaiveMetric::perPeriod()
{
    const bool byDay = m_definition.value.kind == MetricValue::Kind::DayOf;
    std::map<QStringList, std::map<QDate, std::vector<Instant>>> steps;
    std::map<QStringList, Instant> first;
    if (m_query.by.isEmpty())
        first[{}] = Instant{std::numeric_limits<qint64>::max()};
    for (const QJsonObject &row : m_rows) {
        const Instant at = time(row, m_definition.time);
        if (!at.isSet() || at >= m_query.range.to || !passes(row, at >= m_query.range.from))
            continue;
        for (const QStringList &key : keysOf(row)) {
            const auto known = first.try_emplace(key, at).first;
            known->second = std::min(known->second, at);
            if (at >= m_query.range.from)
                steps[key][periodOf(at, m_definition.period)].push_back(at);
        }
    }
    std::vector<QDate> starts;
    for (QDate day = periodOf(m_query.range.from, m_definition.period);;) {
        starts.push_back(day);
        const Instant end = rangeOf(day, m_definition.period).to;
        if (end >= m_query.range.to)
            break;
        day = periodOf(end, m_definition.period);
    }
    for (const auto &[key, firstTime] : first) {
        const auto over = [&](const TimeRange &range) {
            NaivePoint point;
            std::vector<double> counts;
            double running = 0;
            for (const QDate start : starts) {
                const TimeRange step = rangeOf(start, m_definition.period);
                if (!range.contains(std::max(step.from, m_query.range.from)))
                    continue;
                QSet<QDate> days;
                for (const Instant at : steps[key][start])
                    days.insert(periodOf(at, Grain::Day));
                const auto rows = static_cast<double>(steps[key][start].size());
                point.n += steps[key][start].size();
                running = byDay ? static_cast<double>(days.size()) : rows;
                if (step.from >= m_query.range.from && step.to <= m_query.range.to && step.to <= m_now
                    && step.to > firstTime)
                    counts.push_back(running);
            }
            if (m_definition.meanOfPeriods && !counts.empty())
                point.value = std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
            else
                point.value = quantile(counts, 0.5);
            if (std::isnan(point.value) && point.n > 0 && m_query.grain == m_definition.period
                && range != m_query.range)
                point.value = running;
            return point;
        };
        for (const QDate period : m_result.periods)
            m_result.points[key].push_back(over(rangeOf(period, m_query.grain)));
        m_result.totals[key] = over(m_query.range);
    }
}

void NaiveMetric::variation()
{
    const Grain period = m_definition.period;
    // First days of the last periods that were over at a moment, newest first.
    const auto before = [&](Instant at) {
        std::vector<QDate> starts;
        QDate start = periodOf(at, period);
        for (int i = 0; i < m_definition.lastPeriods; ++i) {
            start = periodOf(Instant{rangeOf(start, period).from.ms() - 1}, period);
            starts.push_back(start);
        }
        return starts;
    };
    const Instant reach = rangeOf(before(m_query.range.from).back(), period).from;
    std::map<QStringList, std::map<QDate, std::vector<double>>> steps;
    std::map<QStringList, Instant> first;
    if (m_query.by.isEmpty())
        first[{}] = Instant{std::numeric_limits<qint64>::max()};
    for (const QJsonObject &row : m_rows) {
        const Instant at = time(row, m_definition.time);
        if (!at.isSet() || at >= m_query.range.to || !passes(row, at >= reach))
            continue;
        bool outOfOrder = false;
        const double value = valueOf(row, {}, &outOfOrder);
        for (const QStringList &key : keysOf(row)) {
            const auto known = first.try_emplace(key, at).first;
            known->second = std::min(known->second, at);
            if (at >= reach && !std::isnan(value))
                steps[key][periodOf(at, period)].push_back(value);
        }
        if (at >= reach && std::isnan(value))
            exclude(outOfOrder ? u"times out of order"_s : m_definition.value.excludedAs);
    }
    for (const auto &[key, firstTime] : first) {
        const auto over = [&](const TimeRange &clipped) {
            NaivePoint point;
            if (!m_knownFrom.isSet() || clipped.from >= m_now)
                return point;
            const std::vector<QDate> starts = before(std::min(clipped.to, m_now));
            std::vector<double> sums;
            for (const QDate start : starts) {
                const std::vector<double> &values = steps[key][start];
                point.n += static_cast<qint64>(values.size());
                sums.push_back(std::accumulate(values.begin(), values.end(), 0.0));
            }
            const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(sums.size());
            double squares = 0;
            for (const double sum : sums)
                squares += std::pow(sum - mean, 2);
            if (rangeOf(starts.back(), period).to > firstTime && mean != 0)
                point.value = std::sqrt(squares / static_cast<double>(sums.size() - 1)) / mean;
            return point;
        };
        for (const QDate start : m_result.periods) {
            const TimeRange whole = rangeOf(start, m_query.grain);
            m_result.points[key].push_back(
                over({std::max(whole.from, m_query.range.from), std::min(whole.to, m_query.range.to)}));
        }
        m_result.totals[key] = over(m_query.range);
    }
}

bool same(double left, double right)
{
    return (std::isnan(left) && std::isnan(right)) || std::abs(left - right) <= 1e-9 * std::max(1.0, std::abs(right));
}

QString differenceOf(const Evaluation &engine, const NaiveResult &naive)
{
    std::map<QString, qint64> excluded;
    for (const ExcludedCount &count : engine.excluded)
        excluded[count.reason] = count.count;
    if (excluded != naive.excluded)
        return u"excluded rows differ"_s;
    if (engine.series.size() != naive.points.size())
        return u"%1 series instead of %2"_s.arg(engine.series.size()).arg(naive.points.size());
    for (const MetricSeries &series : engine.series) {
        const auto expected = naive.points.find(series.key);
        if (expected == naive.points.end() || expected->second.size() != series.points.size())
            return u"series %1 is not the same"_s.arg(series.key.join(u'+'));
        for (std::size_t i = 0; i < series.points.size(); ++i) {
            const NaivePoint &point = expected->second[i];
            if (!same(series.points[i].value, point.value) || series.points[i].n != point.n)
                return u"point %1 of %2: %3 (n %4) instead of %5 (n %6)"_s.arg(i)
                    .arg(series.key.join(u'+'))
                    .arg(series.points[i].value)
                    .arg(series.points[i].n)
                    .arg(point.value)
                    .arg(point.n);
        }
        const NaivePoint &total = naive.totals.at(series.key);
        if (!same(series.total.value, total.value) || series.total.n != total.n)
            return u"total of %1: %2 (n %3) instead of %4 (n %5)"_s.arg(series.key.join(u'+'))
                .arg(series.total.value)
                .arg(series.total.n)
                .arg(total.value)
                .arg(total.n);
    }
    return {};
}

} // namespace leadline
