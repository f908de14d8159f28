#include "ui/present/changefacts.h"

#include "core/domain/enums.h"

#include <QCoreApplication>

#include <cmath>

namespace leadline {

namespace {

const FactColumn *integers(const FactTable &table, const QString &column)
{
    const auto it = table.columns.constFind(column);
    return it == table.columns.cend() || !it->isInteger() ? nullptr : &*it;
}

qint64 integerAt(const FactColumn *values, qsizetype row)
{
    return values && row < values->rows() ? values->integer(row) : Instant::kUnset;
}

Instant timeAt(const FactColumn *values, qsizetype row)
{
    return Instant{integerAt(values, row)};
}

qint64 countAt(const FactColumn *values, qsizetype row)
{
    const qint64 value = integerAt(values, row);
    return value == Instant::kUnset ? -1 : value;
}

QString nameAt(const FactTable &table, const QString &column, qsizetype row)
{
    const auto it = table.columns.constFind(column);
    return it == table.columns.cend() || !it->isCode() || row >= it->rows() ? QString() : it->name(row);
}

} // namespace

QStringList changeColumns()
{
    return {u"id"_s, u"repository"_s, u"state"_s, u"draft"_s, u"unreviewed"_s, u"created_at"_s, u"ready_at"_s,
        u"first_response_at"_s, u"first_approval_at"_s, u"merged_at"_s, u"deployed_at"_s, u"size"_s, u"cycle"_s};
}

std::vector<ChangeFact> changesOf(const FactTable &table)
{
    const auto *id = integers(table, u"id"_s);
    const auto *draft = integers(table, u"draft"_s);
    const auto *unreviewed = integers(table, u"unreviewed"_s);
    const auto *created = integers(table, u"created_at"_s);
    const auto *ready = integers(table, u"ready_at"_s);
    const auto *response = integers(table, u"first_response_at"_s);
    const auto *approval = integers(table, u"first_approval_at"_s);
    const auto *merged = integers(table, u"merged_at"_s);
    const auto *deployed = integers(table, u"deployed_at"_s);
    const auto *size = integers(table, u"size"_s);
    const auto *cycle = integers(table, u"cycle"_s);
    std::vector<ChangeFact> changes;
    changes.reserve(static_cast<std::size_t>(table.rows));
    for (qsizetype row = 0; row < table.rows; ++row) {
        changes.push_back(ChangeFact{.id = integerAt(id, row),
            .repository = nameAt(table, u"repository"_s, row),
            .state = nameAt(table, u"state"_s, row),
            .draft = integerAt(draft, row) == 1,
            .unreviewed = integerAt(unreviewed, row) == 1,
            .created = timeAt(created, row),
            .ready = timeAt(ready, row),
            .firstResponse = timeAt(response, row),
            .firstApproval = timeAt(approval, row),
            .merged = timeAt(merged, row),
            .deployed = timeAt(deployed, row),
            .size = countAt(size, row),
            .cycle = countAt(cycle, row)});
    }
    return changes;
}

MetricFilter withoutBots()
{
    return {u"author_class"_s, {enumName(ActorClass::Bot), enumName(ActorClass::AiReviewer)}, true};
}

OpenStep stepOf(const ChangeFact &change)
{
    if (change.draft)
        return OpenStep::Draft;
    if (change.firstApproval.isSet())
        return OpenStep::Approved;
    return change.firstResponse.isSet() ? OpenStep::InReview : OpenStep::WaitingForReview;
}

QString stepText(OpenStep step)
{
    switch (step) {
    case OpenStep::Draft:
        return QCoreApplication::translate("OpenStep", "Draft");
    case OpenStep::WaitingForReview:
        return QCoreApplication::translate("OpenStep", "Waiting for review");
    case OpenStep::InReview:
        return QCoreApplication::translate("OpenStep", "In review");
    case OpenStep::Approved:
        return QCoreApplication::translate("OpenStep", "Approved");
    }
    return {};
}

double quantileOf(std::vector<double> values, double quantile)
{
    if (values.empty())
        return kGap;
    std::ranges::sort(values);
    const double place = quantile * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (place - std::floor(place));
}

} // namespace leadline
