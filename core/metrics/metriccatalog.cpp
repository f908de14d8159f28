#include "core/metrics/metriccatalog.h"

#include "core/metrics/catalogbuilder.h"
#include "core/metrics/formula.h"
#include "core/metrics/resources.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <atomic>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricCatalog)
};

constexpr qint64 kMaxFileSize = 4 * 1024 * 1024;

QStringList operandsOf(const MetricDefinition &definition)
{
    if (!definition.isFormula())
        return {};
    const auto formula = Formula::parse(definition.formula);
    return formula ? formula->metrics() : QStringList();
}

void addBuiltIn(CatalogBuilder &builder)
{
    for (const QString &path : builtInMetricFiles())
        builder.add(QFileInfo(path).fileName(), metricResource(path), QString(kDefaultMetricSet));
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

std::shared_ptr<const MetricCatalog> MetricCatalog::load(
    const QStringList &userFiles, const FactColumns &columns, const SqlSource *sql)
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
    auto catalog = std::make_shared<MetricCatalog>(*fromTexts(texts, columns, true, sql));
    catalog->m_problems.insert(catalog->m_problems.begin(), unread.begin(), unread.end());
    return catalog;
}

std::shared_ptr<const MetricCatalog> MetricCatalog::fromTexts(
    const std::vector<Text> &texts, const FactColumns &columns, bool withBuiltIn, const SqlSource *sql)
{
    CatalogBuilder builder(columns, sql);
    if (withBuiltIn)
        addBuiltIn(builder);
    for (const Text &text : texts)
        builder.add(text.name, text.json, text.set.isEmpty() ? QString(kCustomMetricSet) : text.set);
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
        facts += part->isSql() ? part->sqlFacts : QStringList(part->fact);
    facts.removeDuplicates();
    return facts;
}

QStringList MetricCatalog::countedFactsOf(const MetricDefinition &definition) const
{
    QStringList facts;
    for (const MetricDefinition *part : partsOf(definition)) {
        if (!part->isSql())
            facts += part->fact;
    }
    facts.removeDuplicates();
    return facts;
}

bool MetricCatalog::canFilter(const MetricDefinition &definition, const QString &column) const
{
    return std::ranges::none_of(partsOf(definition),
        [&column](const MetricDefinition *part) { return part->isSql() && !part->sqlDimensions().contains(column); });
}

bool MetricCatalog::readsRecords(const MetricDefinition &definition) const
{
    return std::ranges::any_of(partsOf(definition), &MetricDefinition::sqlReadsRecords);
}

bool MetricCatalog::readsSql(const MetricDefinition &definition) const
{
    return std::ranges::any_of(partsOf(definition), &MetricDefinition::isSql);
}

} // namespace leadline
