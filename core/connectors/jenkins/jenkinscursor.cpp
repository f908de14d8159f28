#include "core/connectors/jenkins/jenkinscursor.h"

#include "core/connectors/shared/cursorjson.h"

namespace leadline {

using namespace Qt::StringLiterals;

// Every member once, for both directions.
static void forEachMember(auto &cursor, auto &&visit)
{
    visit("seen"_L1, cursor.seen);
    visit("seen_at"_L1, cursor.seenAt);
    visit("open"_L1, cursor.open);
    visit("newest"_L1, cursor.newest);
    visit("newest_at"_L1, cursor.newestAt);
    visit("lowest"_L1, cursor.lowest);
    visit("offset"_L1, cursor.offset);
    visit("open_now"_L1, cursor.openNow);
    visit("key"_L1, cursor.key);
    visit("repository"_L1, cursor.repository);
}

QByteArray JenkinsCursor::toJson() const
{
    return cursorToJson(*this);
}

JenkinsCursor JenkinsCursor::fromJson(const QByteArray &json)
{
    return cursorFromJson<JenkinsCursor>(json);
}

QList<qint64> numbersIn(const QString &list)
{
    QList<qint64> numbers;
    for (const QString &number : list.split(u',', Qt::SkipEmptyParts))
        numbers.append(number.toLongLong());
    return numbers;
}

QString listOf(const QList<qint64> &numbers)
{
    QStringList texts;
    for (const qint64 number : numbers)
        texts.append(QString::number(number));
    return texts.join(u',');
}

} // namespace leadline
