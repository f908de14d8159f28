#pragma once

#include <QByteArray>
#include <QString>

namespace leadline {

// An organisation of 2,000 people in 60 teams with 500 repositories over the five years 2021 to 2025, at scale 1:
// 1,000,000 change requests, 3,000,000 reviews, 5,000,000 commits, 1,000,000 issues with 6,000,000 transitions,
// 2,000,000 builds, 300,000 deployments. Records scale with `scale`, people and places with its square root.
struct BigOrganisation {
    double scale = 1;
    quint64 seed = 1;

    [[nodiscard]] qint64 changes() const { return part(1'000'000); }
    [[nodiscard]] qint64 issues() const { return part(1'000'000); }
    [[nodiscard]] qint64 deployments() const { return part(300'000); }
    [[nodiscard]] int repositories() const { return places(500); }
    [[nodiscard]] int services() const { return places(120); }
    [[nodiscard]] int teams() const { return places(60); }
    [[nodiscard]] int people() const { return places(2000); }

private:
    [[nodiscard]] qint64 part(double whole) const;
    [[nodiscard]] int places(double whole) const;
};

inline constexpr int kReviewsPerChange = 3;
inline constexpr int kCommitsPerChange = 5;
inline constexpr int kBuildsPerChange = 2;
inline constexpr int kTransitionsPerIssue = 6;

// Makes an encrypted workspace of it: records in the order in which syncs bring them (repository by repository, the
// newest first), then derived as after every sync, with all indexes. Says on stderr how far it is. Ends the program
// where the disk fails.
void writeBigOrganisation(const QString &file, const QByteArray &key, const BigOrganisation &organisation);

} // namespace leadline
