#include "core/workspace/metriclibrary.h"

#include "core/domain/sqlsource.h"
#include "core/store/recordstore.h"
#include "core/store/storewriter.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <QtConcurrentRun>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPrefix = "metric:"_L1; // of the settings that hold definitions
constexpr qint64 kRemovedForMs = qint64{30} * 86'400'000;
constexpr std::size_t kUndoKept = 50;

template <typename T> QFuture<Result<T>> ready(Result<T> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

std::shared_ptr<const MetricCatalog> catalogOf(
    const std::vector<MetricCatalog::Text> &texts, const FactColumns &columns, const SqlSource *sql)
{
    return MetricCatalog::fromTexts(texts, columns, true, sql);
}

QString listed(const QStringList &keys)
{
    return keys.size() <= 3 ? keys.join(u", "_s) : u"%1 and %2 more"_s.arg(keys.first()).arg(keys.size() - 1);
}

} // namespace

MetricLibrary::MetricLibrary(
    Parts parts, const QHash<QString, QJsonValue> &settings, std::shared_ptr<const MetricCatalog> builtIn)
    : m_parts(std::move(parts))
    , m_catalog(std::move(builtIn))
{
    for (auto setting = settings.cbegin(); setting != settings.cend(); ++setting) {
        if (!setting.key().startsWith(kPrefix))
            continue;
        if (auto metric = customMetricFromJson(setting.value().toObject()))
            m_custom.insert_or_assign(metric->key(), std::move(*metric));
    }
    if (const auto own = texts({}); !own.empty())
        m_catalog = catalogOf(own, m_parts.columns, m_parts.sql.get());
}

// The name of each text is the key of its definition, so that problems lead back to it.
std::vector<MetricCatalog::Text> MetricLibrary::texts(const QStringList &without) const
{
    std::vector<MetricCatalog::Text> texts;
    for (const auto &[key, metric] : m_custom) {
        if (metric.enabled && !metric.removedAt.isSet() && !without.contains(key))
            texts.push_back({.name = key, .json = metric.text.toUtf8(), .set = metric.set});
    }
    return texts;
}

std::vector<CustomMetric> MetricLibrary::custom() const
{
    std::vector<CustomMetric> metrics;
    for (const auto &[key, metric] : m_custom) {
        if (!metric.removedAt.isSet())
            metrics.push_back(metric);
    }
    return metrics;
}

std::vector<CustomMetric> MetricLibrary::removed() const
{
    std::vector<CustomMetric> metrics;
    for (const auto &[key, metric] : m_custom) {
        if (metric.removedAt.isSet())
            metrics.push_back(metric);
    }
    return metrics;
}

std::optional<CustomMetric> MetricLibrary::find(const QString &keyOrId, bool removed) const
{
    std::optional<CustomMetric> byId;
    int count = 0;
    for (const auto &[key, metric] : m_custom) {
        if (metric.removedAt.isSet() != removed)
            continue;
        if (key == keyOrId)
            return metric;
        if (metric.id == keyOrId) {
            byId = metric;
            ++count;
        }
    }
    return count == 1 ? byId : std::nullopt;
}

std::vector<CatalogProblem> MetricLibrary::problemsOf(const QString &key) const
{
    std::vector<CatalogProblem> problems;
    std::ranges::copy_if(m_catalog->problems(), std::back_inserter(problems),
        [&key](const CatalogProblem &problem) { return problem.file == key; });
    return problems;
}

QString MetricLibrary::whyMissing(const QString &id) const
{
    for (const auto &[key, metric] : m_custom) {
        if (metric.id != id)
            continue;
        if (metric.removedAt.isSet())
            return tr(
                "The metric “%1” was removed. Bring it back in the settings, under Metrics, or choose another one.")
                .arg(id);
        if (!metric.enabled)
            return tr("The metric “%1” is switched off. Switch it on in the settings, under Metrics.").arg(id);
        const auto problems = problemsOf(key);
        return tr("The definition of the metric “%1” has a problem: %2")
            .arg(id, problems.empty() ? QString() : problems.front().message);
    }
    return tr("There is no metric “%1”. “leadline-cli metric list” names all that there are.").arg(id);
}

QFuture<MetricCheck> MetricLibrary::check(const QString &text, const QString &replacing) const
{
    const QString name = tr("draft");
    std::vector<MetricCatalog::Text> all = texts({replacing});
    all.push_back({.name = name, .json = text.toUtf8(), .set = {}});
    return QtConcurrent::run(m_parts.pool, [all, name, columns = m_parts.columns, sql = m_parts.sql] {
        MetricCheck check{.problems = {}, .definition = {}, .catalog = catalogOf(all, columns, sql.get())};
        std::ranges::copy_if(check.catalog->problems(), std::back_inserter(check.problems),
            [&name](const CatalogProblem &problem) { return problem.file == name; });
        const auto metric = customMetricOf(QString::fromUtf8(all.back().json));
        const MetricDefinition *found =
            metric && check.problems.empty() ? check.catalog->find(metric->id, metric->set) : nullptr;
        if (found)
            check.definition = *found;
        return check;
    });
}

// With the definitions of files in place of those that have their keys.
std::vector<MetricCatalog::Text> MetricLibrary::textsWith(const std::vector<MetricCatalog::Text> &files) const
{
    QStringList replaced;
    for (const MetricCatalog::Text &file : files) {
        for (const CustomMetric &metric : customMetricsOf(file.json))
            replaced.append(metric.key());
    }
    std::vector<MetricCatalog::Text> all = texts(replaced);
    all.insert(all.end(), files.begin(), files.end());
    return all;
}

QFuture<MetricCheck> MetricLibrary::checkFiles(const std::vector<MetricCatalog::Text> &files) const
{
    return QtConcurrent::run(
        m_parts.pool, [all = textsWith(files), files, columns = m_parts.columns, sql = m_parts.sql] {
            MetricCheck check{.problems = {}, .definition = {}, .catalog = catalogOf(all, columns, sql.get())};
            std::ranges::copy_if(check.catalog->problems(), std::back_inserter(check.problems),
                [&files](const CatalogProblem &problem) {
                    return std::ranges::contains(files, problem.file, &MetricCatalog::Text::name);
                });
            return check;
        });
}

// What was there before stays known; another meaning is another version.
CustomMetric MetricLibrary::following(CustomMetric metric, const std::optional<CustomMetric> &before) const
{
    metric.savedAt = m_parts.clock->now();
    if (!before)
        return metric;
    metric.enabled = before->enabled;
    metric.earlier = before->earlier;
    if (before->text != metric.text)
        metric.earlier.insert(
            metric.earlier.begin(), {.version = before->version, .text = before->text, .savedAt = before->savedAt});
    if (metric.version <= before->version && meaningOf(metric.text) != meaningOf(before->text)) {
        metric.version = before->version + 1;
        metric.text = withKey(metric.text, u"version"_s, QByteArray::number(metric.version));
    }
    return metric;
}

QFuture<Result<CustomMetric>> MetricLibrary::save(const QString &text, const QString &replacing)
{
    return check(text, replacing)
        .then(this,
            [this, text, replacing](const MetricCheck &check) -> QFuture<Result<CustomMetric>> {
                auto draft = customMetricOf(text.trimmed());
                if (!check.definition || !draft) {
                    const QString why = check.problems.empty() ? tr("This is no definition of a metric.")
                                                               : check.problems.front().text();
                    return ready<CustomMetric>(fail(ErrorKind::Config, why));
                }
                if (draft->key() != replacing && m_custom.contains(draft->key())
                    && !m_custom.at(draft->key()).removedAt.isSet()) {
                    return ready<CustomMetric>(fail(ErrorKind::Config,
                        tr("'%1' is already defined in the set '%2'. Choose another id, or another 'set'.")
                            .arg(draft->id, draft->set)));
                }
                const auto old = m_custom.find(replacing);
                const CustomMetric metric =
                    following(std::move(*draft), old == m_custom.end() ? std::nullopt : std::optional(old->second));
                Change change{{metric.key(), metric}};
                if (old != m_custom.end() && replacing != metric.key())
                    change.insert_or_assign(replacing, std::nullopt);
                return apply(u"metric %1 saved, version %2"_s.arg(metric.key()).arg(metric.version), std::move(change))
                    .then([metric](const Result<void> &written) -> Result<CustomMetric> {
                        if (!written)
                            return std::unexpected(written.error());
                        return metric;
                    });
            })
        .unwrap();
}

QFuture<Result<MetricImport>> MetricLibrary::importFiles(const std::vector<MetricCatalog::Text> &files, bool replace)
{
    auto checked = QtConcurrent::run(m_parts.pool,
        [all = textsWith(files), columns = m_parts.columns, sql = m_parts.sql] { return catalogOf(all, columns, sql.get()); });
    return checked
        .then(this,
            [this, files, replace](
                const std::shared_ptr<const MetricCatalog> &catalog) -> QFuture<Result<MetricImport>> {
                MetricImport import;
                Change change;
                for (const MetricCatalog::Text &file : files) {
                    std::ranges::copy_if(catalog->problems(), std::back_inserter(import.problems),
                        [&file](const CatalogProblem &problem) { return problem.file == file.name; });
                    for (const CustomMetric &metric : customMetricsOf(file.json)) {
                        const auto old = find(metric.key());
                        const bool same = old && meaningOf(old->text) == meaningOf(metric.text);
                        if (old && old->text == metric.text) {
                            import.unchanged.append(metric.key());
                            continue;
                        }
                        if (old && !same && metric.version <= old->version && !replace) {
                            import.problems.push_back({.file = file.name,
                                .metric = metric.id,
                                .message = tr("'%1' is here already as version %2 and means something else. Raise its "
                                              "'version' above %2, or say that it is to be replaced.")
                                    .arg(metric.key())
                                    .arg(old->version)});
                            continue;
                        }
                        (old ? import.replaced : import.added).append(metric.key());
                        change.insert_or_assign(metric.key(), following(metric, old));
                    }
                }
                if (!import.problems.empty() || change.empty())
                    return ready<MetricImport>(std::move(import));
                return apply(u"metrics imported: %1"_s.arg(listed(import.added + import.replaced)), std::move(change))
                    .then([import](const Result<void> &written) -> Result<MetricImport> {
                        if (!written)
                            return std::unexpected(written.error());
                        return import;
                    });
            })
        .unwrap();
}

QFuture<Result<void>> MetricLibrary::changeAll(
    const QString &audit, const QStringList &keys, bool removed, const std::function<void(CustomMetric &)> &edit)
{
    Change change;
    for (const QString &key : keys) {
        auto metric = find(key, removed);
        if (!metric)
            return ready<void>(fail(ErrorKind::Config, tr("There is no metric “%1” of your own.").arg(key)));
        edit(*metric);
        change.insert_or_assign(metric->key(), std::move(*metric));
    }
    return change.empty() ? ready<void>({}) : apply(audit.arg(listed(keys)), std::move(change));
}

QFuture<Result<void>> MetricLibrary::setEnabled(const QStringList &keys, bool enabled)
{
    return changeAll(enabled ? u"metric switched on: %1"_s : u"metric switched off: %1"_s, keys, false,
        [enabled](CustomMetric &metric) { metric.enabled = enabled; });
}

QFuture<Result<void>> MetricLibrary::remove(const QStringList &keys)
{
    return changeAll(u"metric removed: %1"_s, keys, false,
        [now = m_parts.clock->now()](CustomMetric &metric) { metric.removedAt = now; });
}

QFuture<Result<void>> MetricLibrary::restore(const QStringList &keys)
{
    return changeAll(u"metric restored: %1"_s, keys, true, [](CustomMetric &metric) { metric.removedAt = Instant(); });
}

QFuture<Result<void>> MetricLibrary::undo()
{
    if (m_undo.empty())
        return ready<void>({});
    Change change = m_undo.back();
    m_undo.pop_back();
    QStringList keys;
    for (const auto &[key, metric] : change)
        keys.append(key);
    return apply(u"change of metrics undone: %1"_s.arg(listed(keys)), std::move(change), false);
}

MetricLibrary::Change MetricLibrary::purged(Change change) const
{
    const qint64 now = m_parts.clock->now().ms();
    for (const auto &[key, metric] : m_custom) {
        if (metric.removedAt.isSet() && now - metric.removedAt.ms() > kRemovedForMs)
            change.emplace(key, std::nullopt);
    }
    return change;
}

QFuture<Result<void>> MetricLibrary::apply(const QString &audit, Change change, bool undoable)
{
    change = purged(std::move(change));
    return m_parts.writer
        ->write(audit,
            [change](Database &database) -> Result<void> {
                for (const auto &[key, metric] : change) {
                    const QJsonValue value = metric ? QJsonValue(toJson(*metric)) : QJsonValue(QJsonValue::Undefined);
                    if (auto saved = saveSetting(database, kPrefix + key, value); !saved)
                        return saved;
                }
                return {};
            })
        .then(this,
            [this, change, undoable](const Result<void> &written) -> QFuture<Result<void>> {
                if (!written)
                    return ready<void>(written);
                if (undoable) {
                    Change inverse;
                    for (const auto &[key, metric] : change) {
                        const auto old = m_custom.find(key);
                        inverse.emplace(key, old == m_custom.end() ? std::nullopt : std::optional(old->second));
                    }
                    m_undo.push_back(std::move(inverse));
                    if (m_undo.size() > kUndoKept)
                        m_undo.erase(m_undo.begin());
                }
                keep(change);
                return rebuild().then([] { return Result<void>(); });
            })
        .unwrap();
}

void MetricLibrary::keep(const Change &change)
{
    for (const auto &[key, metric] : change) {
        if (metric)
            m_custom.insert_or_assign(key, *metric);
        else
            m_custom.erase(key);
    }
}

// Of several changes in a row only the last makes the catalogue.
QFuture<void> MetricLibrary::rebuild()
{
    const quint64 generation = ++m_generation;
    return QtConcurrent::run(m_parts.pool, [all = texts({}), columns = m_parts.columns, sql = m_parts.sql] {
        return catalogOf(all, columns, sql.get());
    }).then(this, [this, generation](const std::shared_ptr<const MetricCatalog> &catalog) {
        if (generation != m_generation)
            return;
        m_catalog = catalog;
        Q_EMIT changed();
    });
}

} // namespace leadline
