#pragma once

#include "core/base/instant.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

// Definitions that people write, as they are kept in a workspace and travel in files.
namespace leadline {

struct EarlierMetric {
    int version = 1;
    QString text;
    Instant savedAt;
};

struct CustomMetric {
    QString id;
    QString set; // "Custom" unless its author names one
    int version = 1;
    QString text; // one JSON object, as its author wrote it
    bool enabled = true; // false: kept, but nothing counts it
    Instant savedAt;
    Instant removedAt; // set = removed; it can still be brought back
    std::vector<EarlierMetric> earlier; // newest first

    [[nodiscard]] QString key() const { return set + u'/' + id; }
};

[[nodiscard]] QJsonObject toJson(const CustomMetric &metric);
[[nodiscard]] std::optional<CustomMetric> customMetricFromJson(const QJsonObject &object);

// What identifies a definition, read from its text; the text itself may be wrong in everything else. Nothing for what
// is no JSON object with an id.
[[nodiscard]] std::optional<CustomMetric> customMetricOf(const QString &text, const QString &defaultSet = {});

// The single definitions of a file, each as it is written there, with the file's set. Nothing for a file that is no
// JSON.
[[nodiscard]] std::vector<CustomMetric> customMetricsOf(const QByteArray &file);
// A file that customMetricsOf() and the catalogue read.
[[nodiscard]] QByteArray metricFileOf(const std::vector<CustomMetric> &metrics);

// The definition without its words: equal texts count the same.
[[nodiscard]] QByteArray meaningOf(const QString &text);
// The text with another value of a key (a JSON value as it is written), everything else as it was.
[[nodiscard]] QString withKey(const QString &text, const QString &key, const QByteArray &json);

} // namespace leadline
