#include "core/store/sql/sqlfunctions.h"

#include "core/domain/enums.h"

#include <cstring>
#include <sqlite3.h>

namespace leadline {

namespace {

QByteArrayView textOf(sqlite3_value *value)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(value));
    return {text, text ? sqlite3_value_bytes(value) : 0};
}

bool anyNull(int count, sqlite3_value **values)
{
    return std::any_of(
        values, values + count, [](sqlite3_value *value) { return sqlite3_value_type(value) == SQLITE_NULL; });
}

// A period is asked for again and again with times of the same few periods.
struct LastPeriod {
    Grain grain = Grain::All;
    TimeRange range;
};

void periodStart(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (anyNull(count, values))
        return;
    const auto *rules = static_cast<const CalendarRules *>(sqlite3_user_data(context));
    const auto grain = grainFromName(QString::fromUtf8(textOf(values[0])));
    if (!grain || *grain == Grain::All) {
        sqlite3_result_error(context, "period_start() knows 'day', 'week', 'month' and 'quarter'", -1);
        return;
    }
    const Instant at = sqlite3_value_type(values[1]) == SQLITE_TEXT
        ? Instant::fromIso(QString::fromUtf8(textOf(values[1])))
        : Instant(sqlite3_value_int64(values[1]));
    constexpr qint64 kFurthest = 7'258'118'400'000; // the year 2200
    if (!at.isSet() || at.ms() < -kFurthest || at.ms() > kFurthest)
        return;
    auto *last = static_cast<LastPeriod *>(sqlite3_get_auxdata(context, 0));
    if (!last || last->grain != *grain || !last->range.contains(at)) {
        const auto buckets = bucketsOf({at, Instant(at.ms() + 1)}, *grain, *rules);
        auto *kept = new LastPeriod{.grain = *grain, .range = buckets.front().range};
        sqlite3_result_int64(context, kept->range.from.ms());
        sqlite3_set_auxdata(context, 0, kept, [](void *old) { delete static_cast<LastPeriod *>(old); });
        return;
    }
    sqlite3_result_int64(context, last->range.from.ms());
}

// As SQLite's own, in characters from 1, but in a time that grows with the lengths and not with their product.
void positionOf(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (anyNull(count, values))
        return;
    const QByteArrayView text = textOf(values[0]);
    const QByteArrayView part = textOf(values[1]);
    const void *found = part.isEmpty() ? text.data()
                                       : memmem(text.data(), static_cast<std::size_t>(text.size()), part.data(),
                                             static_cast<std::size_t>(part.size()));
    if (!found && !part.isEmpty()) {
        sqlite3_result_int(context, 0);
        return;
    }
    const qsizetype bytes = part.isEmpty() ? 0 : static_cast<const char *>(found) - text.data();
    const auto characters = std::ranges::count_if(
        text.first(bytes), [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; });
    sqlite3_result_int64(context, characters + 1);
}

void replaced(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (anyNull(count, values))
        return;
    const QByteArrayView text = textOf(values[0]);
    const QByteArrayView part = textOf(values[1]);
    const QByteArrayView by = textOf(values[2]);
    const int most = sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1);
    QByteArray result;
    const char *at = text.data();
    const char *const end = text.data() + text.size();
    while (at != end) {
        const auto *found = part.isEmpty() ? nullptr
                                           : static_cast<const char *>(memmem(at, static_cast<std::size_t>(end - at),
                                                 part.data(), static_cast<std::size_t>(part.size())));
        result.append(at, (found ? found : end) - at);
        if (!found)
            break;
        result.append(by);
        if (result.size() > most)
            break;
        at = found + part.size();
    }
    if (result.size() > most)
        sqlite3_result_error_toobig(context);
    else
        sqlite3_result_text(context, result.constData(), static_cast<int>(result.size()), SQLITE_TRANSIENT);
}

} // namespace

const QStringList &sqlFunctionNames()
{
    static const QStringList names{u"abs"_s, u"avg"_s, u"ceil"_s, u"ceiling"_s, u"char"_s, u"coalesce"_s, u"concat"_s,
        u"concat_ws"_s, u"count"_s, u"cume_dist"_s, u"date"_s, u"datetime"_s, u"dense_rank"_s, u"exp"_s,
        u"first_value"_s, u"floor"_s, u"format"_s, u"glob"_s, u"group_concat"_s, u"hex"_s, u"ifnull"_s, u"iif"_s,
        u"instr"_s, u"julianday"_s, u"lag"_s, u"last_value"_s, u"lead"_s, u"length"_s, u"like"_s, u"ln"_s, u"log"_s,
        u"log10"_s, u"log2"_s, u"lower"_s, u"ltrim"_s, u"max"_s, u"min"_s, u"mod"_s, u"nth_value"_s, u"ntile"_s,
        u"nullif"_s, u"percent_rank"_s, u"period_start"_s, u"pow"_s, u"power"_s, u"printf"_s, u"quote"_s, u"rank"_s,
        u"replace"_s, u"round"_s, u"row_number"_s, u"rtrim"_s, u"sign"_s, u"sqrt"_s, u"strftime"_s, u"string_agg"_s,
        u"substr"_s, u"substring"_s, u"sum"_s, u"time"_s, u"timediff"_s, u"total"_s, u"trim"_s, u"trunc"_s, u"typeof"_s,
        u"unicode"_s, u"unixepoch"_s, u"upper"_s};
    return names;
}

bool isSqlFunctionAllowed(QByteArrayView name)
{
    return sqlFunctionNames().contains(QString::fromUtf8(name).toLower());
}

bool addSqlFunctions(sqlite3 *connection, const CalendarRules &calendar)
{
    struct Function {
        const char *name;
        int arguments;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    };
    // SQLite keeps a pointer and gives it back as it was.
    void *rules = const_cast<CalendarRules *>(&calendar); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    return std::ranges::all_of(std::array{Function{"period_start", 2, periodStart}, Function{"instr", 2, positionOf},
                                   Function{"replace", 3, replaced}},
        [&](const Function &function) {
            return sqlite3_create_function_v2(connection, function.name, function.arguments,
                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, rules, function.call, nullptr, nullptr,
                       nullptr)
                == SQLITE_OK;
        });
}

} // namespace leadline
