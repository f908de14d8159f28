#include "core/metrics/metriccatalog.h"

#include "core/metrics/definitionreader.h"
#include "core/metrics/formula.h"
#include "core/metrics/resources.h"
#include "core/metrics/suggest.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <atomic>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricCatalog)
};

constexpr qint64 kMaxFileSize = 4 * 1024 * 1024;

struct Entry {
    ReadDefinition read;
    QString file;
};

// Ids of formulas in the set that was looked up first, then in the default one.
const MetricDefinition *lookUp(const std::vector<Entry> &entries, QStringView id, QStringView set)
{
    const MetricDefinition *byDefault = nullptr;
    for (const Entry &entry : entries) {
        if (entry.read.definition.id != id)
            continue;
        if (entry.read.definition.set == set)
            return &entry.read.definition;
        if (entry.read.definition.set == kDefaultMetricSet)
            byDefault = &entry.read.definition;
    }
    return byDefault;
}

QStringList operandsOf(const MetricDefinition &definition)
{
    if (!definition.isFormula())
        return {};
    const auto formula = Formula::parse(definition.formula);
    return formula ? formula->metrics() : QStringList();
}

// The chain of ids that leads from a metric back to one already on the way, or empty.
QStringList findCircle(
    const std::vector<Entry> &entries, const MetricDefinition &definition, QList<const MetricDefinition *> &way)
{
    way.append(&definition);
    for (const QString &operand : operandsOf(definition)) {
        const MetricDefinition *next = lookUp(entries, operand, definition.set);
        if (!next)
            continue;
        if (way.contains(next)) {
            QStringList ids;
            for (const MetricDefinition *step : way.sliced(way.indexOf(next)))
                ids.append(step->id);
            return ids << next->id;
        }
        if (const QStringList circle = findCircle(entries, *next, way); !circle.isEmpty())
            return circle;
    }
    way.removeLast();
    return {};
}

class CatalogBuilder {
public:
    explicit CatalogBuilder(const FactColumns &columns)
        : m_columns(columns)
    {
    }

    void add(const QString &file, const QByteArray &json, const QString &defaultSet)
    {
        ReadResult read = readDefinitions(file, json, m_columns, defaultSet);
        std::ranges::move(read.problems, std::back_inserter(problems));
        for (ReadDefinition &definition : read.definitions) {
            const QString key = definition.definition.set + u'\n' + definition.definition.id;
            if (m_seen.contains(key)) {
                report({.read = definition, .file = file}, definition.place,
                    Words::tr("'%1' is already defined in the set '%2', in %3. Choose another id, or another 'set'.")
                        .arg(definition.definition.id, definition.definition.set, m_seen.value(key)));
                continue;
            }
            m_seen.insert(key, file);
            m_entries.push_back({.read = std::move(definition), .file = file});
        }
    }

    std::vector<MetricDefinition> finish()
    {
        // A metric that falls away may take others with it, so this goes on until nothing changes.
        while (dropBroken()) { }
        std::vector<MetricDefinition> definitions;
        for (const Entry &entry : m_entries)
            definitions.push_back(entry.read.definition);
        return definitions;
    }

    std::vector<CatalogProblem> problems;

private:
    void report(const Entry &entry, JsonPlaces::Place place, const QString &message)
    {
        problems.push_back({.file = entry.file,
            .line = place.line,
            .column = place.column,
            .metric = entry.read.definition.id,
            .message = message});
    }

    QStringList ids() const
    {
        QStringList ids;
        for (const Entry &entry : m_entries)
            ids.append(entry.read.definition.id);
        return ids;
    }

    QString brokenReason(const Entry &entry) const
    {
        const MetricDefinition &definition = entry.read.definition;
        QStringList references = operandsOf(definition);
        if (!definition.bandMetric.isEmpty())
            references.append(definition.bandMetric);
        references += definition.beside;
        for (const QString &reference : references) {
            if (!lookUp(m_entries, reference, definition.set))
                return Words::tr("There is no metric '%1'.").arg(reference) + didYouMean(reference, ids());
        }
        QList<const MetricDefinition *> way;
        const QStringList circle = findCircle(m_entries, definition, way);
        return circle.isEmpty()
            ? QString()
            : Words::tr("The formula leads back to itself: %1. Take one of them out.").arg(circle.join(u" → "_s));
    }

    bool dropBroken()
    {
        std::vector<std::pair<std::size_t, QString>> broken;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            if (const QString reason = brokenReason(m_entries[i]); !reason.isEmpty())
                broken.emplace_back(i, reason);
        }
        for (const auto &[index, reason] : broken)
            report(m_entries[index],
                m_entries[index].read.definition.isFormula() ? m_entries[index].read.formulaPlace
                                                             : m_entries[index].read.place,
                reason);
        for (auto it = broken.rbegin(); it != broken.rend(); ++it)
            m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(it->first));
        return !broken.empty();
    }

    FactColumns m_columns;
    std::vector<Entry> m_entries;
    QHash<QString, QString> m_seen; // set and id → file
};

void addBuiltIn(CatalogBuilder &builder)
{
    for (const QString &name : {u"dora.json"_s, u"stages.json"_s, u"changes.json"_s, u"delivery.json"_s,
             u"planning.json"_s, u"quality.json"_s, u"ci.json"_s, u"communication.json"_s, u"knowledge.json"_s})
        builder.add(name, metricResource(u":/leadline/metrics/"_s + name), QString(kDefaultMetricSet));
}

const QString &customSet()
{
    static const QString name = u"Custom"_s;
    return name;
}

} // namespace

QString CatalogProblem::text() const
{
    const QString what = metric.isEmpty() ? message : u"%1: %2"_s.arg(metric, message);
    return line > 0 ? u"%1:%2:%3: %4"_s.arg(file).arg(line).arg(column).arg(what) : u"%1: %2"_s.arg(file, what);
}

FactColumns factColumnsOf(const FactSource &source)
{
    FactColumns columns;
    for (const QString &fact : source.facts())
        columns.insert(fact, source.columnsOf(fact));
    return columns;
}

std::shared_ptr<const MetricCatalog> MetricCatalog::load(const QStringList &userFiles, const FactColumns &columns)
{
    std::vector<Text> texts;
    std::vector<CatalogProblem> unread;
    for (const QString &path : userFiles) {
        QFile file(path);
        const QString name = QFileInfo(path).fileName();
        if (!file.open(QIODevice::ReadOnly)) {
            unread.push_back(
                {.file = name, .message = Words::tr("The file cannot be read: %1.").arg(file.errorString())});
        } else if (file.size() > kMaxFileSize) {
            unread.push_back({.file = name,
                .message = Words::tr("The file is larger than 4 MB; definitions of metrics are much smaller.")});
        } else {
            texts.push_back({.name = name, .json = file.readAll()});
        }
    }
    auto catalog = std::make_shared<MetricCatalog>(*fromTexts(texts, columns));
    catalog->m_problems.insert(catalog->m_problems.begin(), unread.begin(), unread.end());
    return catalog;
}

std::shared_ptr<const MetricCatalog> MetricCatalog::fromTexts(
    const std::vector<Text> &texts, const FactColumns &columns, bool withBuiltIn)
{
    CatalogBuilder builder(columns);
    if (withBuiltIn)
        addBuiltIn(builder);
    for (const Text &text : texts)
        builder.add(text.name, text.json, customSet());
    auto catalog = std::make_shared<MetricCatalog>();
    catalog->m_definitions = builder.finish();
    catalog->m_problems = std::move(builder.problems);
    return catalog;
}

const MetricDefinition *MetricCatalog::find(QStringView id, QStringView set) const
{
    const MetricDefinition *found = nullptr;
    for (const MetricDefinition &definition : m_definitions) {
        if (definition.id != id || (!set.isEmpty() && definition.set != set))
            continue;
        if (!set.isEmpty() || definition.set == kDefaultMetricSet)
            return &definition;
        if (!found)
            found = &definition;
    }
    return found;
}

quint64 MetricCatalog::nextVersion()
{
    static std::atomic<quint64> last = 0;
    return ++last;
}

QStringList MetricCatalog::sets() const
{
    QStringList sets;
    for (const MetricDefinition &definition : m_definitions) {
        if (!sets.contains(definition.set))
            sets.append(definition.set);
    }
    return sets;
}

std::vector<const MetricDefinition *> MetricCatalog::partsOf(const MetricDefinition &definition) const
{
    if (!definition.isFormula())
        return {&definition};
    std::vector<const MetricDefinition *> parts;
    for (const QString &operand : operandsOf(definition)) {
        const MetricDefinition *metric = find(operand, definition.set);
        if (!metric)
            metric = find(operand);
        if (metric)
            std::ranges::copy(partsOf(*metric), std::back_inserter(parts));
    }
    return parts;
}

QStringList MetricCatalog::factsOf(const MetricDefinition &definition) const
{
    QStringList facts;
    for (const MetricDefinition *part : partsOf(definition))
        facts += part->fact;
    facts.removeDuplicates();
    return facts;
}

} // namespace leadline
