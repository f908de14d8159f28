#pragma once

#include "core/base/instant.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace leadline {

// A struct of times, texts and whole numbers as the JSON of a checkpoint. The struct names its members once, in a
// friend or free function `forEachMember(cursor, visit)` that calls visit("name"_L1, cursor.member) for each.
template <typename Cursor> [[nodiscard]] QByteArray cursorToJson(const Cursor &cursor)
{
    QJsonObject json;
    forEachMember(cursor, [&json]<typename Value>(QLatin1StringView key, const Value &value) {
        if constexpr (std::is_same_v<Value, Instant>) {
            if (value.isSet())
                json.insert(key, value.toIso());
        } else if constexpr (std::is_same_v<Value, QString>) {
            if (!value.isEmpty())
                json.insert(key, value);
        } else {
            json.insert(key, static_cast<qint64>(value));
        }
    });
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

// Unreadable text gives an empty one: everything is read again.
template <typename Cursor> [[nodiscard]] Cursor cursorFromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    Cursor cursor;
    forEachMember(cursor, [&object]<typename Value>(QLatin1StringView key, Value &value) {
        const QJsonValue stored = object.value(key);
        if (stored.isUndefined())
            return;
        if constexpr (std::is_same_v<Value, Instant>)
            value = Instant::fromIso(stored.toString());
        else if constexpr (std::is_same_v<Value, QString>)
            value = stored.toString();
        else
            value = static_cast<Value>(stored.toInteger());
    });
    return cursor;
}

} // namespace leadline
