#pragma once

#include "metricfixture.h"

namespace leadline {

// A small world of issues and sprints by hand. `3.12` is 3 March 2026, 12:00 UTC; durations are hours; - is a gap.
namespace planningsample {

inline constexpr const char *kIssues =
    "id type    assignee created_at assigned_at started_at resolved_at due_at blocked_at slow_start_at long_wip_at "
    "on_time changes reopened lead cycle doing active waiting blocked backlog pickup resolution points\n"
    "1  feature Ann      2.8        2.12        3.8        5.8         6.0    -          -             -           "
    "1       2       0        72   48    44    36     4       8       4       20     48         3\n"
    "2  bug     Bob      3.0        -           4.0        4.12        -      -          -             -           "
    "-       1       0        36   12    12    12     0       0       -       24     12         1\n"
    "3  task    Ann      3.0        3.12        -          10.0        9.0    -          -             -           "
    "0       0       0        168  -     -     -      -       -       12      -      156        -\n"
    "4  feature -        4.0        -           6.0        -           -      8.0        -             -           "
    "-       0       -        -    -     -     -      -       -       -       48     -          5\n"
    "5  feature Ann      1.0        1.0         -          -           10.0   -          8.0           -           "
    "-       0       -        -    -     -     -      -       -       0       -      -          -\n"
    "6  task    Bob      -8.0       -8.0        -6.0       12.0        -      -          -             8.0         "
    "-       0       1        480  432   310   300    100     32      0       48     432        8\n"
    "7  unknown Ann      9.0        9.0         9.0        11.0        -      -          -             -           "
    "-       3       -        48   48    -     -      -       -       0       0      48         2\n"
    "8  epic    Ann      1.0        -           2.0        11.0        -      -          -             -           "
    "-       9       0        240  216   216   216    0       0       -       24     216        40\n";

inline constexpr const char *kSprintItems =
    "id sprint board started_at ended_at entered_at left_at done_at planned added readded removed completed carried "
    "carries first points_at_start points\n"
    "1  K1     K     -8.0       6.12     -8.0       -       3.0     1       0     0       0       1         0       "
    "0       1     3               5\n"
    "2  K1     K     -8.0       6.12     -8.0       -       -       1       0     0       0       0         0       "
    "0       1     5               5\n"
    "3  K1     K     -8.0       6.12     -8.0       1.0     -       1       0     0       1       0         0       "
    "0       1     2               2\n"
    "4  K1     K     -8.0       6.12     1.0        -       4.0     0       1     0       0       1         0       "
    "0       1     1               1\n"
    "5  K1     K     -8.0       6.12     -8.0       -       5.0     1       0     0       0       1         0       "
    "0       1     -               -\n"
    "6  K2     K     6.13       13.12    6.13       -       10.0    1       0     0       0       1         1       "
    "1       0     5               5\n"
    "7  K2     K     6.13       13.12    6.13       -       -       1       0     0       0       0         0       "
    "0       1     8               8\n"
    "8  K2     K     6.13       13.12    6.13       -       -       1       1     1       0       0         0       "
    "0       1     3               3\n"
    "9  K2     K     6.13       13.12    6.13       -       -       1       0     0       0       0         1       "
    "2       0     2               2\n"
    "10 K3     K     13.13      -        13.13      -       -       1       0     0       0       0         1       "
    "1       0     8               8\n"
    "11 K3     K     13.13      -        14.0       -       15.0    0       1     0       0       1         0       "
    "0       1     2               2\n";

inline constexpr const char *kSprints =
    "id sprint board started_at ended_at planned completed planned_points completed_points predictability volatility "
    "points_volatility\n"
    "1  K1     K     -8.0       6.12     4       3         10             6                0.75           -          "
    "-\n"
    "2  K2     K     6.13       13.12    4       1         18             5                0.25           0.5        "
    "0.2\n"
    "3  L1     L     -3.0       10.12    -       -         -              -                -              0.3        "
    "-\n"
    "4  K3     K     13.13      -        1       1         8              2                -              -          "
    "-\n";

inline constexpr const char *kChanges = "id state  author_class merged_at linked\n"
                                        "1  merged human        3.0       1\n"
                                        "2  merged human        4.0       1\n"
                                        "3  merged human        5.0       0\n"
                                        "4  merged bot          5.0       0\n"
                                        "5  open   human        -         0\n";

inline QJsonValue cell(const QString &column, const QString &text)
{
    static const QStringList words = {QStringLiteral("type"), QStringLiteral("assignee"), QStringLiteral("sprint"),
        QStringLiteral("board"), QStringLiteral("state"), QStringLiteral("author_class")};
    static const QStringList hours = {QStringLiteral("lead"), QStringLiteral("cycle"), QStringLiteral("doing"),
        QStringLiteral("active"), QStringLiteral("waiting"), QStringLiteral("blocked"), QStringLiteral("backlog"),
        QStringLiteral("pickup"), QStringLiteral("resolution")};
    if (words.contains(column))
        return text;
    if (!column.endsWith(QLatin1StringView("_at")))
        return text.toDouble() * (hours.contains(column) ? kHourMs : 1);
    const int day = text.section(QLatin1Char('.'), 0, 0).toInt();
    const int hour = text.section(QLatin1Char('.'), 1).toInt();
    const QDateTime at(QDate(2026, 3, 1).addDays(day - 1), QTime(hour, 0), QTimeZone::UTC);
    return at.toString(Qt::ISODate);
}

inline void add(MetricFixture &fixture, const QString &fact, const char *table)
{
    const QStringList lines = QString::fromLatin1(table).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const QStringList columns = lines.front().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &line : lines.sliced(1)) {
        const QStringList cells = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        QJsonObject row;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            if (cells.at(i) != QLatin1StringView("-"))
                row.insert(columns.at(i), cell(columns.at(i), cells.at(i)));
        }
        row[QStringLiteral("id")] = cells.front().toInt();
        fixture.facts.add(fact, row);
    }
}

inline void fill(MetricFixture &fixture)
{
    add(fixture, QStringLiteral("issue"), kIssues);
    add(fixture, QStringLiteral("sprint_item"), kSprintItems);
    add(fixture, QStringLiteral("sprint"), kSprints);
    add(fixture, QStringLiteral("change"), kChanges);
}

} // namespace planningsample

} // namespace leadline
