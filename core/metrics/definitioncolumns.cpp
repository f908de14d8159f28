#include "core/base/suggest.h"
#include "core/metrics/definitionreader.h"
#include "core/metrics/dimensions.h"

#include <QCoreApplication>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricCatalog)
};

using Type = FactColumnInfo::Type;

class ColumnCheck {
public:
    ColumnCheck(const MetricDefinition &definition, const std::vector<FactColumnInfo> &columns)
        : m_definition(definition)
        , m_columns(columns)
    {
    }

    std::vector<std::pair<QString, QString>> run()
    {
        if (m_definition.isStock()) {
            time(u"open.from"_s, m_definition.openFrom);
            for (const QString &until : m_definition.openUntil)
                time(u"open.until"_s, until);
        } else {
            time(u"time"_s, m_definition.time);
        }
        if (!m_definition.unsetTimePlaceAt.isEmpty())
            time(u"unset_time.place_at"_s, m_definition.unsetTimePlaceAt);
        conditions(u"where"_s, m_definition.where);
        conditions(u"share"_s, m_definition.share);
        if (!m_definition.of.isEmpty()) {
            if (const auto *info = column(u"of"_s, m_definition.of); info && info->type != Type::Code)
                m_problems.emplace_back(
                    u"of"_s, Words::tr("'%1' has no names; choose a dimension such as author.").arg(m_definition.of));
        }
        value();
        return m_problems;
    }

private:
    const FactColumnInfo *column(const QString &path, const QString &name)
    {
        QStringList names;
        for (const FactColumnInfo &column : m_columns) {
            if (column.name == name)
                return &column;
            names.append(column.name);
        }
        m_problems.emplace_back(
            path, Words::tr("There is no column '%1' in '%2'.").arg(name, m_definition.fact) + didYouMean(name, names));
        return nullptr;
    }

    void time(const QString &path, const QString &name)
    {
        if (const auto *info = column(path, name); info && info->type != Type::Time)
            m_problems.emplace_back(path, Words::tr("'%1' is not a time.").arg(name) + timesHint());
    }

    QString timesHint() const
    {
        QStringList times;
        for (const FactColumnInfo &column : m_columns) {
            if (column.type == Type::Time)
                times.append(column.name);
        }
        return u' ' + Words::tr("The times of '%1' are: %2.").arg(m_definition.fact, times.join(u", "_s));
    }

    void conditions(const QString &key, const std::vector<MetricCondition> &conditions)
    {
        for (std::size_t i = 0; i < conditions.size(); ++i)
            condition(u"%1[%2]"_s.arg(key).arg(i), conditions[i]);
    }

    void condition(const QString &at, const MetricCondition &condition)
    {
        using Test = MetricCondition::Test;
        if (condition.join != MetricFilter::Join::None) {
            if (condition.negated)
                return this->condition(at + u".not"_s, condition.parts.front());
            return conditions(
                at + (condition.join == MetricFilter::Join::Any ? u".any"_s : u".all"_s), condition.parts);
        }
        const QString path = at + u".column"_s;
        static const FactColumnInfo computed{.name = {}, .type = Type::Code, .description = {}};
        const FactColumnInfo *info =
            Dimensions::computedFor(m_columns).contains(condition.column) ? &computed : column(path, condition.column);
        if (!info)
            return;
        const bool byName = condition.test == Test::Is || condition.test == Test::IsNot;
        const bool byBound = condition.test == Test::AtLeast || condition.test == Test::AtMost;
        if (byName && info->type != Type::Code && info->type != Type::Integer)
            m_problems.emplace_back(path,
                Words::tr("'%1' has no names to compare with; use at_least, at_most or set.").arg(condition.column));
        if (byBound && info->type == Type::Code)
            m_problems.emplace_back(path, Words::tr("'%1' holds names; use is or is_not.").arg(condition.column));
        if (byName && info->type == Type::Integer) {
            const auto isNumber = [](const QString &value) {
                bool good = false;
                static_cast<void>(value.toLongLong(&good));
                return good;
            };
            if (!std::ranges::all_of(condition.values, isNumber))
                m_problems.emplace_back(path,
                    Words::tr("'%1' holds whole numbers; compare it with numbers, not with names.")
                        .arg(condition.column));
        }
    }

    void value()
    {
        const MetricValue &value = m_definition.value;
        switch (value.kind) {
        case MetricValue::Kind::Row:
            break;
        case MetricValue::Kind::DayOf:
            time(u"value"_s, value.column);
            break;
        case MetricValue::Kind::Between:
            time(u"value.from"_s, value.from);
            if (value.to != "moment"_L1)
                time(u"value.to"_s, value.to);
            break;
        case MetricValue::Kind::Column: {
            const FactColumnInfo *info = column(u"value"_s, value.column);
            if (!info)
                break;
            if (m_definition.aggregate == Aggregate::Distinct ? info->type == Type::Real || info->type == Type::Time
                                                              : info->type == Type::Code || info->type == Type::Time)
                m_problems.emplace_back(
                    u"value"_s, Words::tr("'%1' is no number to calculate with.").arg(value.column));
            break;
        }
        }
    }

    const MetricDefinition &m_definition;
    const std::vector<FactColumnInfo> &m_columns;
    std::vector<std::pair<QString, QString>> m_problems;
};

} // namespace

std::vector<std::pair<QString, QString>> checkColumns(const MetricDefinition &definition, const FactColumns &columns)
{
    if (definition.isFormula() || definition.isSql() || columns.isEmpty())
        return {};
    const auto found = columns.constFind(definition.fact);
    if (found == columns.constEnd()) {
        QStringList facts = columns.keys();
        facts.sort();
        return {{u"fact"_s,
            Words::tr("There is no fact '%1'. The facts are: %2.").arg(definition.fact, facts.join(u", "_s))
                + didYouMean(definition.fact, facts)}};
    }
    return ColumnCheck(definition, *found).run();
}

} // namespace leadline
