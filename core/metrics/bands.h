#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace leadline {

enum class Band { None = -1, Elite, High, Medium, Low };

struct BandResult {
    Band band = Band::None;
    QString text; // "High · DORA 2023", "Top 16 % · DORA 2025"; empty where the edition says nothing about the metric
    QString range; // what the edition says of this band: "1 day to 1 week"
};

struct DoraEdition {
    enum class Kind {
        Bands, // each metric has bands of its own
        Profile, // only a team as a whole is compared: the nearest group of the report
        Percentiles // where among all respondents
    };
    QString id; // "2023"
    QString name; // "DORA 2023"
    Kind kind = Kind::Bands;
    QString note; // what a reader should know, with the source
};

inline constexpr QLatin1StringView kDefaultDoraEdition(
    "2023"); // the last report whose bands can be read metric by metric

// The editions that are shipped, newest first.
[[nodiscard]] QList<DoraEdition> doraEditions();
// The band of one value. `key` is MetricDefinition::bands, the value in the metric's unit (ms, 0…1, per week). A gap,
// an unknown key and editions that know only whole profiles give Band::None and an empty text.
[[nodiscard]] BandResult bandOf(const QString &key, double value, const QString &edition = kDefaultDoraEdition);
// The nearest group of an edition of kind Profile, from at least three of its metrics (key → value); else Band::None.
[[nodiscard]] BandResult profileOf(const QHash<QString, double> &values, const QString &edition);

} // namespace leadline
