#include "core/store/derived/sprintsums.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <cmath>
#include <span>

namespace leadline {

namespace {

constexpr std::size_t kVolatilityOver = 5; // sprints …
constexpr std::size_t kVolatilityNeeds = 3; // … of which so many must be known

// Sums of an unestimated sprint stay unset; where something was estimated, what was not counts as nothing.
const QByteArray kSums =
    "SELECT sprint, sum(removed = 0), sum(planned), sum(planned AND completed), sum(added), sum(removed), "
    "sum(completed), sum(carries > 0), "
    "CASE WHEN count(points_at_start) > 0 THEN total(CASE WHEN planned THEN points_at_start END) END, "
    "CASE WHEN count(points) > 0 THEN total(CASE WHEN completed THEN points END) END "
    "FROM sprint_item WHERE sprint IN (";

Result<void> countSprints(Database &database, const QByteArray &list)
{
    const QByteArray columns = "items, planned, kept, added, removed, completed, carried, planned_points, "
                               "completed_points";
    const QByteArray counted = "SELECT * FROM (" + kSums + list + ") GROUP BY sprint)";
    auto cleared = runOnce(database,
        "UPDATE sprint_fact SET (" + columns
            + ", holder) = (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) WHERE items IS NOT NULL AND id "
              "IN ("
            + list + ") AND id NOT IN (SELECT sprint FROM sprint_item WHERE sprint IN (" + list + "))");
    if (!cleared)
        return cleared;
    struct Row {
        qint64 sprint = 0;
        std::array<qint64, 7> counts{};
        std::array<std::optional<double>, 2> points;
    };
    std::vector<Row> rows;
    auto read = forEachRow(database, counted, [&rows](const Statement &cells) {
        Row row{.sprint = cells.integer(0), .counts = {}, .points = {}};
        for (std::size_t i = 0; i < row.counts.size(); ++i)
            row.counts[i] = cells.integer(static_cast<int>(i) + 1);
        for (std::size_t i = 0; i < row.points.size(); ++i) {
            if (!cells.isNull(static_cast<int>(i) + 8))
                row.points[i] = cells.real(static_cast<int>(i) + 8);
        }
        rows.push_back(row);
    });
    if (!read)
        return read;
    auto update = Statement::prepare(database,
        "UPDATE sprint_fact SET (" + columns + ") = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) WHERE id = ?1 AND (" + columns
            + ") IS NOT (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    if (!update)
        return std::unexpected(update.error());
    for (const Row &row : rows) {
        update->bind(1, row.sprint);
        for (std::size_t i = 0; i < row.counts.size(); ++i)
            update->bind(static_cast<int>(i) + 2, row.counts[i]);
        for (std::size_t i = 0; i < row.points.size(); ++i) {
            if (row.points[i])
                update->bind(static_cast<int>(i) + 9, *row.points[i]);
            else
                update->bindNull(static_cast<int>(i) + 9);
        }
        if (auto done = update->run(); !done)
            return done;
    }
    return {};
}

// Who held most of a sprint's issues stands for those that nobody held: they are the team's all the same.
Result<void> findHolders(Database &database, const QByteArray &list)
{
    return runOnce(database,
        "UPDATE sprint_fact SET holder = h.who FROM (SELECT sprint, assignee AS who, row_number() OVER (PARTITION BY "
        "sprint ORDER BY count(*) DESC, assignee) AS place FROM sprint_item WHERE assignee IS NOT NULL AND sprint IN ("
            + list
            + ") GROUP BY sprint, assignee) h WHERE h.place = 1 AND h.sprint = sprint_fact.id AND holder IS NOT h.who")
        .and_then([&] {
            return runOnce(database,
                "UPDATE sprint_fact SET holder = NULL WHERE holder IS NOT NULL AND id IN (" + list
                    + ") AND NOT EXISTS (SELECT 1 FROM sprint_item i WHERE i.sprint = sprint_fact.id AND i.assignee IS "
                      "NOT NULL)");
        });
}

Result<void> giveHolders(Database &database, const QByteArray &list)
{
    return runOnce(database,
        "UPDATE sprint_item SET holder = ifnull(assignee, (SELECT f.holder FROM sprint_fact f WHERE f.id = sprint)) "
        "WHERE sprint IN ("
            + list + ") AND holder IS NOT ifnull(assignee, (SELECT f.holder FROM sprint_fact f WHERE f.id = sprint))");
}

struct EndedSprint {
    qint64 id = 0;
    std::optional<double> planned;
    std::optional<double> completed;
    std::optional<double> points;
};

// The sample's standard deviation divided by the mean of the last sprints up to one.
std::optional<double> volatilityOf(std::span<const EndedSprint> sprints, std::optional<double> EndedSprint::*velocity)
{
    std::vector<double> values;
    for (const EndedSprint &sprint : sprints) {
        if (sprint.*velocity)
            values.push_back(*(sprint.*velocity));
    }
    double sum = 0;
    for (const double value : values)
        sum += value;
    if (values.size() < kVolatilityNeeds || sum <= 0 || !(sprints.back().*velocity))
        return {};
    const double mean = sum / static_cast<double>(values.size());
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1)) / mean;
}

std::optional<double> predictabilityOf(const EndedSprint &sprint)
{
    if (!sprint.planned || !sprint.completed || *sprint.planned == 0)
        return {};
    return std::max(0.0, 1 - std::abs(*sprint.completed - *sprint.planned) / *sprint.planned);
}

Result<std::vector<std::vector<EndedSprint>>> boardsOf(Database &database, const QByteArray &list)
{
    std::vector<std::vector<EndedSprint>> boards;
    std::pair<qint64, QByteArray> last{-1, {}};
    auto read = forEachRow(database,
        "SELECT id, source, ifnull(board, id), planned, completed, completed_points FROM sprint_fact WHERE ended_at IS "
        "NOT NULL AND (source, ifnull(board, id)) IN (SELECT source, ifnull(board, id) FROM sprint_fact WHERE id IN ("
            + list + ")) ORDER BY source, ifnull(board, id), ended_at, id",
        [&](const Statement &row) {
            const std::pair board{row.integer(1), row.blob(2)};
            if (board != last)
                boards.emplace_back();
            last = board;
            const auto cell = [&row](int column) {
                return row.isNull(column) ? std::nullopt : std::optional(row.real(column));
            };
            boards.back().push_back(
                {.id = row.integer(0), .planned = cell(3), .completed = cell(4), .points = cell(5)});
        });
    if (!read)
        return std::unexpected(read.error());
    return boards;
}

Result<void> compareSprints(Database &database, const QByteArray &list)
{
    const auto boards = boardsOf(database, list);
    if (!boards)
        return std::unexpected(boards.error());
    auto update = Statement::prepare(database,
        "UPDATE sprint_fact SET (predictability, volatility, points_volatility) = (?2, ?3, ?4) WHERE id = ?1 AND "
        "(predictability, volatility, points_volatility) IS NOT (?2, ?3, ?4)");
    if (!update)
        return std::unexpected(update.error());
    for (const std::vector<EndedSprint> &board : *boards) {
        for (std::size_t i = 0; i < board.size(); ++i) {
            const std::size_t from = i + 1 > kVolatilityOver ? i + 1 - kVolatilityOver : 0;
            const auto lately = std::span(board).subspan(from, i + 1 - from);
            int parameter = 1;
            update->bind(parameter, board[i].id);
            for (const std::optional<double> &value : {predictabilityOf(board[i]),
                     volatilityOf(lately, &EndedSprint::completed), volatilityOf(lately, &EndedSprint::points)}) {
                if (value)
                    update->bind(++parameter, *value);
                else
                    update->bindNull(++parameter);
            }
            if (auto done = update->run(); !done)
                return done;
        }
    }
    return runOnce(database,
        "UPDATE sprint_fact SET (predictability, volatility, points_volatility) = (NULL, NULL, NULL) WHERE ended_at IS "
        "NULL AND (predictability IS NOT NULL OR volatility IS NOT NULL OR points_volatility IS NOT NULL)");
}

} // namespace

Result<SprintSums> updateSprintSums(Database &database, const QSet<qint64> &sprints)
{
    SprintSums sums;
    if (sprints.isEmpty())
        return sums;
    const QByteArray list = idList(sprints);
    const qint64 start = rowsWritten(database);
    for (const auto part : {countSprints, findHolders, compareSprints}) {
        if (auto done = part(database, list); !done)
            return std::unexpected(done.error());
    }
    sums.sprints = rowsWritten(database) != start;
    const qint64 beforeItems = rowsWritten(database);
    if (auto done = giveHolders(database, list); !done)
        return std::unexpected(done.error());
    sums.items = rowsWritten(database) != beforeItems;
    return sums;
}

} // namespace leadline
