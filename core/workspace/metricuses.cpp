#include "core/workspace/metricuses.h"

#include "core/metrics/formula.h"
#include "core/metrics/resources.h"
#include "core/workspace/metriclibrary.h"
#include "core/workspace/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricUses)
};

void addDashboards(const Workspace &workspace, const QString &id, QStringList &uses)
{
    for (const QString &role : {u"manager"_s, u"executive"_s, u"product"_s, u"developer"_s}) {
        const QJsonObject dashboard = workspace.dashboard(role);
        const QJsonArray widgets = dashboard["widgets"_L1].toArray();
        for (const auto widget : widgets) {
            if (widget["metrics"_L1].toArray().contains(id))
                uses.append(Words::tr("%1: %2").arg(dashboard["title"_L1].toString(), widget["title"_L1].toString()));
        }
    }
}

void addDefinitions(const MetricCatalog &catalog, const MetricDefinition &metric, QStringList &uses)
{
    for (const MetricDefinition &other : catalog.definitions()) {
        if (other.set != metric.set && other.set != kDefaultMetricSet && metric.set != kDefaultMetricSet)
            continue;
        const auto formula = other.isFormula() ? Formula::parse(other.formula) : std::unexpected(Formula::ParseError{});
        if (formula && formula->metrics().contains(metric.id))
            uses.append(Words::tr("formula of %1").arg(other.title));
    }
}

} // namespace

QStringList usesOf(const Workspace &workspace, const MetricDefinition &metric)
{
    QStringList uses;
    const auto catalog = workspace.catalog();
    if (catalog->find(metric.id) == catalog->find(metric.id, metric.set)) // dashboards name no set
        addDashboards(workspace, metric.id, uses);
    addDefinitions(*catalog, metric, uses);
    return uses;
}

QString definitionText(const Workspace &workspace, const MetricDefinition &metric)
{
    if (const auto custom = workspace.metrics()->find(metric.set + u'/' + metric.id))
        return custom->text;
    static const QHash<QString, QString> builtIn = [] { // by key
        QHash<QString, QString> texts;
        for (const QString &name : builtInMetricFiles()) {
            for (const CustomMetric &one : customMetricsOf(metricResource(name)))
                texts.insert(one.key(), one.text);
        }
        return texts;
    }();
    return builtIn.value(metric.set + u'/' + metric.id);
}

} // namespace leadline
