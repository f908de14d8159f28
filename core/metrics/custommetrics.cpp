#include "core/metrics/custommetrics.h"

#include "core/metrics/jsonplaces.h"
#include "core/metrics/metriccatalog.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kEarlierKept = 20;

QString quoted(const QString &text)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).chopped(1).sliced(1));
}

qsizetype indentOf(QStringView line)
{
    const auto text = std::ranges::find_if(line, [](QChar symbol) { return symbol != u' ' && symbol != u'\t'; });
    return text - line.begin();
}

// Moves an object that stood inside a file to the margin: its last line says how far in it stood. No JSON text holds a
// line break, so nothing but layout changes.
QString outdented(const QString &text)
{
    QStringList lines = text.split(u'\n');
    if (lines.size() < 2)
        return text;
    const qsizetype indent = indentOf(lines.last());
    for (qsizetype i = 1; i < lines.size(); ++i)
        lines[i].remove(0, std::min(indent, indentOf(lines.at(i))));
    return lines.join(u'\n');
}

QString indented(const QString &text, const QString &by)
{
    QStringList lines = text.trimmed().split(u'\n');
    for (QString &line : lines) {
        if (!line.isEmpty())
            line.prepend(by);
    }
    return lines.join(u'\n');
}

} // namespace

QJsonObject toJson(const CustomMetric &metric)
{
    QJsonArray earlier;
    for (const EarlierMetric &one : metric.earlier) {
        if (static_cast<std::size_t>(earlier.size()) < kEarlierKept)
            earlier.append(
                QJsonObject{{u"version"_s, one.version}, {u"text"_s, one.text}, {u"saved_at"_s, one.savedAt.toIso()}});
    }
    QJsonObject object{{u"id"_s, metric.id}, {u"set"_s, metric.set}, {u"version"_s, metric.version},
        {u"text"_s, metric.text}, {u"enabled"_s, metric.enabled}, {u"saved_at"_s, metric.savedAt.toIso()},
        {u"earlier"_s, earlier}};
    if (metric.removedAt.isSet())
        object.insert(u"removed_at"_s, metric.removedAt.toIso());
    return object;
}

std::optional<CustomMetric> customMetricFromJson(const QJsonObject &object)
{
    CustomMetric metric{.id = object["id"_L1].toString(),
        .set = object["set"_L1].toString(),
        .version = object["version"_L1].toInt(1),
        .text = object["text"_L1].toString(),
        .enabled = object["enabled"_L1].toBool(true),
        .savedAt = Instant::fromIso(object["saved_at"_L1].toString()),
        .removedAt = Instant::fromIso(object["removed_at"_L1].toString()),
        .earlier = {}};
    if (metric.id.isEmpty() || metric.set.isEmpty())
        return {};
    const QJsonArray earlier = object["earlier"_L1].toArray();
    for (const auto one : earlier)
        metric.earlier.push_back({.version = one["version"_L1].toInt(1),
            .text = one["text"_L1].toString(),
            .savedAt = Instant::fromIso(one["saved_at"_L1].toString())});
    return metric;
}

std::optional<CustomMetric> customMetricOf(const QString &text, const QString &defaultSet)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    CustomMetric metric;
    metric.id = object["id"_L1].toString();
    if (metric.id.isEmpty())
        return {};
    metric.set = object["set"_L1].toString(defaultSet);
    if (metric.set.isEmpty())
        metric.set = kCustomMetricSet;
    metric.version = std::max(1, object["version"_L1].toInt(1));
    metric.text = text;
    return metric;
}

std::vector<CustomMetric> customMetricsOf(const QByteArray &file)
{
    const QJsonObject root = QJsonDocument::fromJson(file).object();
    if (!root.contains("metrics"_L1)) {
        const auto single = customMetricOf(QString::fromUtf8(file).trimmed());
        return single ? std::vector{*single} : std::vector<CustomMetric>();
    }
    const JsonPlaces places(file);
    const QString set = root["set"_L1].toString();
    std::vector<CustomMetric> metrics;
    for (qsizetype i = 0; i < root["metrics"_L1].toArray().size(); ++i) {
        QString text = outdented(QString::fromUtf8(places.valueOf(u"metrics[%1]"_s.arg(i))));
        auto metric = customMetricOf(text, set);
        if (!metric)
            continue;
        // By itself it must say what the file said for all.
        if (metric->set != kCustomMetricSet && !QJsonDocument::fromJson(text.toUtf8())["set"_L1].isString())
            metric->text = withKey(text, u"set"_s, quoted(metric->set).toUtf8());
        metrics.push_back(std::move(*metric));
    }
    return metrics;
}

QByteArray metricFileOf(const std::vector<CustomMetric> &metrics)
{
    QStringList texts;
    for (const CustomMetric &metric : metrics)
        texts.append(indented(metric.text, u"    "_s));
    return u"{\n  \"format\": 1,\n  \"metrics\": [\n%1\n  ]\n}\n"_s.arg(texts.join(u",\n"_s)).toUtf8();
}

QByteArray meaningOf(const QString &text)
{
    QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (const QString &words : {u"id"_s, u"set"_s, u"version"_s, u"group"_s, u"title"_s, u"description"_s,
             u"definition"_s, u"source"_s, u"beside"_s, u"explain"_s, u"better"_s})
        object.remove(words);
    return QJsonDocument(object).toJson(QJsonDocument::Compact); // keys are sorted
}

QString withKey(const QString &text, const QString &key, const QByteArray &json)
{
    QByteArray changed = text.toUtf8();
    const JsonPlaces places(changed);
    if (const qsizetype start = places.startOf(key); start >= 0) {
        changed.replace(start, places.valueOf(key).size(), json);
        return QString::fromUtf8(changed);
    }
    const QByteArray entry = '"' + key.toUtf8() + "\": " + json;
    const qsizetype id = places.startOf(u"id"_s);
    if (id >= 0) {
        const bool manyLines = changed.contains('\n');
        changed.insert(id + places.valueOf(u"id"_s).size(), (manyLines ? ",\n  " : ", ") + entry);
    }
    return QString::fromUtf8(changed);
}

} // namespace leadline
