#pragma once

#include "core/base/clock.h"
#include "core/metrics/custommetrics.h"
#include "core/metrics/metriccatalog.h"

#include <QFuture>
#include <QObject>

#include <map>

class QThreadPool;

namespace leadline {

class StoreWriter;

// What a draft of a definition is worth.
struct MetricCheck {
    std::vector<CatalogProblem> problems; // of the draft only
    std::optional<MetricDefinition> definition; // where there are none
    std::shared_ptr<const MetricCatalog> catalog; // that holds the draft, to evaluate it with
};

// What became of the definitions of files. With problems nothing was taken in.
struct MetricImport {
    QStringList added; // keys: "Ours/quick_merges"
    QStringList replaced;
    QStringList unchanged;
    std::vector<CatalogProblem> problems;
};

// The definitions of one workspace: the built-in ones, and those of its people, which are kept in the encrypted file.
// Every change is written with an audit line, counts at once, and can be undone. Lives on the workspace's thread.
class MetricLibrary final : public QObject {
    Q_OBJECT

public:
    struct Parts {
        StoreWriter *writer = nullptr;
        QThreadPool *pool = nullptr;
        std::shared_ptr<const Clock> clock;
        FactColumns columns;
        std::shared_ptr<const SqlSource> sql;
    };
    // `builtIn`: the catalogue without definitions of people.
    MetricLibrary(
        Parts parts, const QHash<QString, QJsonValue> &settings, std::shared_ptr<const MetricCatalog> builtIn);

    [[nodiscard]] std::shared_ptr<const MetricCatalog> catalog() const { return m_catalog; }
    [[nodiscard]] std::vector<CustomMetric> custom() const; // without the removed ones
    [[nodiscard]] std::vector<CustomMetric> removed() const;
    // By its key, or by its id alone where only one set has it.
    [[nodiscard]] std::optional<CustomMetric> find(const QString &keyOrId, bool removed = false) const;
    // Of a kept definition that the catalogue does not take: other definitions may have changed.
    [[nodiscard]] std::vector<CatalogProblem> problemsOf(const QString &key) const;
    // Why the catalogue has no metric of this id, and what to do.
    [[nodiscard]] QString whyMissing(const QString &id) const;

    // `replacing`: the key of the definition that the draft takes the place of; empty = it is new.
    [[nodiscard]] QFuture<MetricCheck> check(const QString &text, const QString &replacing = {}) const;
    // Whole files together; a definition of a key that is here takes its place. Without `definition`.
    [[nodiscard]] QFuture<MetricCheck> checkFiles(const std::vector<MetricCatalog::Text> &files) const;
    // Config error: the first problem. A meaning that changed gets a new version, where its author did not give one.
    [[nodiscard]] QFuture<Result<CustomMetric>> save(const QString &text, const QString &replacing = {});
    // All or nothing. A definition that is there with the same or a newer version, but another meaning, is a problem,
    // unless `replace`.
    [[nodiscard]] QFuture<Result<MetricImport>> importFiles(
        const std::vector<MetricCatalog::Text> &files, bool replace = false);
    [[nodiscard]] QFuture<Result<void>> setEnabled(const QStringList &keys, bool enabled);
    [[nodiscard]] QFuture<Result<void>> remove(const QStringList &keys);
    [[nodiscard]] QFuture<Result<void>> restore(const QStringList &keys); // what was removed
    [[nodiscard]] bool canUndo() const { return !m_undo.empty(); }
    [[nodiscard]] QFuture<Result<void>> undo(); // the last change since the workspace was opened

Q_SIGNALS:
    void changed(); // the catalogue is another one

private:
    // By key; nothing = it is deleted altogether.
    using Change = std::map<QString, std::optional<CustomMetric>>;

    [[nodiscard]] std::vector<MetricCatalog::Text> texts(const QStringList &without) const;
    [[nodiscard]] std::vector<MetricCatalog::Text> textsWith(const std::vector<MetricCatalog::Text> &files) const;
    [[nodiscard]] QFuture<Result<void>> apply(const QString &audit, Change change, bool undoable = true);
    [[nodiscard]] QFuture<Result<void>> changeAll(
        const QString &audit, const QStringList &keys, bool removed, const std::function<void(CustomMetric &)> &edit);
    [[nodiscard]] Change purged(Change change) const; // with what was removed long ago
    [[nodiscard]] CustomMetric following(CustomMetric metric, const std::optional<CustomMetric> &before) const;
    void keep(const Change &change);
    [[nodiscard]] QFuture<void> rebuild();

    Parts m_parts;
    std::map<QString, CustomMetric> m_custom;
    std::shared_ptr<const MetricCatalog> m_catalog;
    std::vector<Change> m_undo;
    quint64 m_generation = 0; // of the catalogue that is being made
};

} // namespace leadline
