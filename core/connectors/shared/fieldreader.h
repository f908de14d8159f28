#pragma once

#include "core/base/instant.h"
#include "core/domain/recordbatch.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace leadline {

// Where in an answer a piece of JSON stands; the text is only made when something is wrong there.
struct JsonPlace {
    const JsonPlace *parent = nullptr;
    QString name; // "data.repository" or empty for an index
    qsizetype index = -1;

    [[nodiscard]] QString path() const; // "$.data.repository.pullRequests.nodes[3]"
};

// Reads the fields of one object and remembers the first that is not as it should be. Absent and null are the same;
// texts of absurd length are cut.
class FieldReader {
public:
    FieldReader(QJsonObject object, const JsonPlace *place);

    [[nodiscard]] QString text(QLatin1StringView key, qsizetype longest = 1000);
    [[nodiscard]] QString needText(QLatin1StringView key);
    [[nodiscard]] Instant time(QLatin1StringView key);
    [[nodiscard]] Instant needTime(QLatin1StringView key);
    [[nodiscard]] std::optional<qint64> number(
        QLatin1StringView key); // also a number in a string, as GraphQL has big ones
    [[nodiscard]] qint64 needNumber(QLatin1StringView key);
    [[nodiscard]] std::optional<double> real(QLatin1StringView key);
    [[nodiscard]] QString needId(QLatin1StringView key); // a number or a text, as a text
    [[nodiscard]] Instant msTime(QLatin1StringView key); // milliseconds since 1970; 0 and less = none
    [[nodiscard]] Instant needMsTime(QLatin1StringView key);
    [[nodiscard]] bool flag(QLatin1StringView key) const;
    [[nodiscard]] QJsonObject object(QLatin1StringView key) const;
    [[nodiscard]] QJsonArray array(QLatin1StringView key) const;
    [[nodiscard]] QJsonArray nodes(QLatin1StringView key) const; // of a GraphQL list: object(key)["nodes"]
    [[nodiscard]] const QJsonObject &raw() const { return m_object; }
    [[nodiscard]] const JsonPlace *place() const { return m_place; }

    void fault(QLatin1StringView key, const QString &reason);
    [[nodiscard]] bool ok() const { return m_reason.isEmpty(); }
    [[nodiscard]] QuarantinedRecord quarantined(RecordKind kind, const QString &externalId) const;

private:
    QJsonObject m_object;
    const JsonPlace *m_place;
    QString m_reason;
    QString m_faultPath;
};

// Calls read(FieldReader &) for every object of an array at `place`.name; what is not an object is quarantined, null
// left out.
template <typename Read>
void forEachObject(const QJsonArray &array, const JsonPlace *place, RecordKind kind, RecordBatch &batch, Read &&read)
{
    qsizetype index = 0;
    for (const QJsonValue &value : array) {
        const JsonPlace here{.parent = place, .name = {}, .index = index++};
        if (value.isNull())
            continue;
        FieldReader reader(value.toObject(), &here);
        if (!value.isObject()) {
            reader.fault({}, QStringLiteral("an object was expected here"));
            batch.quarantine.push_back(reader.quarantined(kind, {}));
            continue;
        }
        read(reader);
    }
}

} // namespace leadline
