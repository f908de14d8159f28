#include "core/metrics/catalogbuilder.h"

#include "core/base/suggest.h"
#include "core/metrics/formula.h"

#include <QCoreApplication>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricCatalog)
};

constexpr std::size_t kMostProblems = 200; // of all files: who mends these looks again
constexpr int kMostParts = 200; // metrics that a formula may come down to
constexpr int kDeepest = 20; // formulas over formulas

QStringList operandsOf(const MetricDefinition &definition)
{
    if (!definition.isFormula())
        return {};
    const auto formula = Formula::parse(definition.formula);
    return formula ? formula->metrics() : QStringList();
}

} // namespace

CatalogBuilder::CatalogBuilder(FactColumns columns, const SqlSource *sql)
    : m_columns(std::move(columns))
    , m_sql(sql)
{
}

void CatalogBuilder::add(const QString &file, const QByteArray &json, const QString &defaultSet)
{
    ReadResult read = readDefinitions(file, json, m_columns, defaultSet, m_sql);
    std::ranges::move(read.problems, std::back_inserter(problems));
    for (ReadDefinition &definition : read.definitions) {
        const QString key = definition.definition.set + u'\n' + definition.definition.id;
        if (m_seen.contains(key)) {
            report({.read = definition, .file = file, .operands = {}, .dropped = {}}, definition.place,
                Words::tr("'%1' is already defined in the set '%2', in %3. Choose another id, or another 'set'.")
                    .arg(definition.definition.id, definition.definition.set, m_seen.value(key)));
            continue;
        }
        m_seen.insert(key, file);
        QStringList operands = operandsOf(definition.definition);
        m_entries.push_back(
            {.read = std::move(definition), .file = file, .operands = std::move(operands), .dropped = {}});
    }
}

void CatalogBuilder::report(const Entry &entry, JsonPlaces::Place place, const QString &message)
{
    if (problems.size() < kMostProblems)
        problems.push_back({.file = entry.file,
            .line = place.line,
            .column = place.column,
            .metric = entry.read.definition.id,
            .message = message});
}

// Ids are looked up in the set of who names them first, then in the default one.
int CatalogBuilder::find(const QString &id, const QString &set) const
{
    int byDefault = -1;
    for (auto it = m_byId.constFind(id); it != m_byId.cend() && it.key() == id; ++it) {
        const Entry &entry = m_entries[static_cast<std::size_t>(*it)];
        if (!entry.dropped.isEmpty())
            continue;
        if (entry.read.definition.set == set)
            return *it;
        if (entry.read.definition.set == kDefaultMetricSet)
            byDefault = *it;
    }
    return byDefault;
}

QStringList CatalogBuilder::namesIn(const Entry &entry) const
{
    QStringList names = entry.operands;
    if (!entry.read.definition.bandMetric.isEmpty())
        names.append(entry.read.definition.bandMetric);
    return names + entry.read.definition.beside;
}

QString CatalogBuilder::missingIn(const Entry &entry) const
{
    for (const QString &name : namesIn(entry)) {
        if (find(name, entry.read.definition.set) < 0)
            return name;
    }
    return {};
}

void CatalogBuilder::drop(int entry, const QString &reason)
{
    m_entries[static_cast<std::size_t>(entry)].dropped = reason;
    m_dropped.push_back(entry);
}

void CatalogBuilder::dropWhatNeeds()
{
    for (; m_done < m_dropped.size(); ++m_done) {
        const QString id = m_entries[static_cast<std::size_t>(m_dropped[m_done])].read.definition.id;
        const QList<int> naming = m_naming.values(id);
        for (const int follower : naming) {
            const Entry &entry = m_entries[static_cast<std::size_t>(follower)];
            if (!entry.dropped.isEmpty() || find(id, entry.read.definition.set) >= 0)
                continue;
            drop(follower, Words::tr("There is no metric '%1'.").arg(id));
        }
    }
}

QString CatalogBuilder::circleFrom(int entry, const QSet<int> &inCircles) const
{
    QList<int> way;
    for (int at = entry;;) {
        if (const qsizetype before = way.indexOf(at); before >= 0) {
            way = way.sliced(before) << at;
            break;
        }
        way.append(at);
        const Entry &here = m_entries[static_cast<std::size_t>(at)];
        for (const QString &operand : here.operands) {
            if (const int next = find(operand, here.read.definition.set); inCircles.contains(next)) {
                at = next;
                break;
            }
        }
        if (way.size() > kDeepest)
            break; // long enough to be seen
    }
    QStringList ids;
    for (const int step : std::as_const(way))
        ids.append(m_entries[static_cast<std::size_t>(step)].read.definition.id);
    return ids.join(u" → "_s);
}

// From the metrics that need no other upwards; what cannot be reached so goes in circles.
void CatalogBuilder::dropCircles()
{
    const std::size_t count = m_entries.size();
    std::vector<int> waiting(count, 0); // operands that are not reached yet
    std::vector<int> parts(count, 1);
    std::vector<int> depth(count, 0);
    std::vector<std::vector<int>> users(count);
    std::vector<int> ready;
    QSet<int> left;
    for (std::size_t i = 0; i < count; ++i) {
        const Entry &entry = m_entries[i];
        if (!entry.dropped.isEmpty())
            continue;
        left.insert(static_cast<int>(i));
        if (!entry.operands.isEmpty())
            parts[i] = 0;
        for (const QString &operand : entry.operands) {
            users[static_cast<std::size_t>(find(operand, entry.read.definition.set))].push_back(static_cast<int>(i));
            ++waiting[i];
        }
        if (waiting[i] == 0)
            ready.push_back(static_cast<int>(i));
    }
    for (std::size_t next = 0; next < ready.size(); ++next) {
        const auto at = static_cast<std::size_t>(ready[next]);
        left.remove(ready[next]);
        for (const int user : users[at]) {
            const auto above = static_cast<std::size_t>(user);
            parts[above] = std::min(parts[above] + parts[at], kMostParts + 1);
            depth[above] = std::max(depth[above], depth[at] + 1);
            if (--waiting[above] == 0)
                ready.push_back(user);
        }
    }
    QList<int> circular(left.cbegin(), left.cend());
    std::ranges::sort(circular);
    std::size_t told = 0;
    QStringList reasons;
    for (const int entry : std::as_const(circular))
        reasons.append(Words::tr("The formula leads back to itself: %1. Take one of them out.")
                .arg(++told <= kMostProblems ? circleFrom(entry, left) : QString()));
    for (qsizetype i = 0; i < circular.size(); ++i)
        drop(circular.at(i), reasons.at(i));
    for (std::size_t i = 0; i < count; ++i) {
        if (m_entries[i].dropped.isEmpty() && (parts[i] > kMostParts || depth[i] > kDeepest))
            drop(static_cast<int>(i),
                Words::tr("The formula leads to more than %1 metrics, or over more than %2 formulas. Make it simpler.")
                    .arg(kMostParts)
                    .arg(kDeepest));
    }
}

std::vector<MetricDefinition> CatalogBuilder::finish()
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_byId.insert(m_entries[i].read.definition.id, static_cast<int>(i));
        m_ids.append(m_entries[i].read.definition.id);
        for (const QString &name : namesIn(m_entries[i]))
            m_naming.insert(name, static_cast<int>(i));
    }
    std::size_t guessed = 0; // looking for what was meant takes its time
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (const QString missing = missingIn(m_entries[i]); !missing.isEmpty())
            drop(static_cast<int>(i),
                Words::tr("There is no metric '%1'.").arg(missing)
                    + (++guessed <= kMostProblems ? didYouMean(missing, m_ids) : QString()));
    }
    dropWhatNeeds();
    dropCircles();
    dropWhatNeeds();
    for (const int index : m_dropped) {
        const Entry &entry = m_entries[static_cast<std::size_t>(index)];
        report(entry, entry.read.definition.isFormula() ? entry.read.formulaPlace : entry.read.place, entry.dropped);
    }
    std::vector<MetricDefinition> definitions;
    for (Entry &entry : m_entries) {
        if (entry.dropped.isEmpty())
            definitions.push_back(std::move(entry.read.definition));
    }
    return definitions;
}

} // namespace leadline
