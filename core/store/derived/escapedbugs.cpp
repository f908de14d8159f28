#include "core/store/derived/escapedbugs.h"

#include "core/domain/enums.h"
#include "core/store/database.h"
#include "core/store/derived/sqlread.h"
#include "core/store/recordstore.h"

#include <QJsonValue>
#include <QVariant>

#include <utility>

namespace leadline {

namespace {

const QString kSetting = u"escaped_labels"_s;
const QString kSeen = u"escaped_labels.seen"_s;

} // namespace

static_assert(std::to_underlying(IssueClass::Bug) == 2, "the expression below names it by its code");

Result<EscapedBugs> EscapedBugs::read(Database &database)
{
    auto setting = readSetting(database, kSetting);
    if (!setting)
        return std::unexpected(setting.error());
    const QStringList labels = setting->isArray() ? setting->toVariant().toStringList()
                                                  : QStringList{u"found-in-production"_s, u"found in production"_s,
                                                        u"production"_s, u"escaped"_s, u"customer"_s, u"live"_s};
    EscapedBugs bugs;
    QByteArray any = "0";
    for (const QString &label : labels) {
        any += " OR instr(char(10) || lower(labels) || char(10), char(10) || lower('"
            + label.trimmed().replace(u'\'', u"''"_s).toUtf8() + "') || char(10)) > 0";
    }
    bugs.sql = "CASE WHEN type = 2 THEN labels IS NOT NULL AND (" + any + ") END";
    auto found = forEachRow(database, "SELECT DISTINCT source FROM issue WHERE type = 2 AND " + bugs.sql,
        [&bugs](const Statement &row) { bugs.sources.insert(row.integer(0)); });
    if (!found)
        return std::unexpected(found.error());
    return bugs;
}

Result<bool> takeChangedEscapedLabels(Database &database)
{
    const auto now = readSetting(database, kSetting);
    const auto seen = readSetting(database, kSeen);
    if (!now || !seen)
        return std::unexpected(now ? seen.error() : now.error());
    if (now->isArray() == seen->isArray() && (*now == *seen || !now->isArray()))
        return false;
    if (auto saved = saveSetting(database, kSeen, now->isArray() ? *now : QJsonValue(QJsonValue::Null)); !saved)
        return std::unexpected(saved.error());
    return true;
}

} // namespace leadline
