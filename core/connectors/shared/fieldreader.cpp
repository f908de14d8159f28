#include "core/connectors/shared/fieldreader.h"

#include <QJsonDocument>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kPayloadBytes = 64 * 1024;
constexpr qsizetype kIdLength = 200;

} // namespace

QString JsonPlace::path() const
{
    const QString before = parent ? parent->path() : u"$"_s;
    return index >= 0 ? before + u'[' + QString::number(index) + u']' : before + u'.' + name;
}

FieldReader::FieldReader(QJsonObject object, const JsonPlace *place)
    : m_object(std::move(object))
    , m_place(place)
{
}

QString FieldReader::text(QLatin1StringView key, qsizetype longest)
{
    const QJsonValue value = m_object.value(key);
    if (value.isString()) {
        QString text = value.toString();
        text.truncate(longest);
        return text;
    }
    if (!value.isNull() && !value.isUndefined())
        fault(key, u"a text was expected here"_s);
    return {};
}

QString FieldReader::needText(QLatin1StringView key)
{
    const QString value = text(key);
    if (value.isEmpty())
        fault(key, u"a text is missing here"_s);
    return value;
}

Instant FieldReader::time(QLatin1StringView key)
{
    const QJsonValue value = m_object.value(key);
    if (value.isNull() || value.isUndefined())
        return {};
    const Instant at = Instant::fromIso(value.toString());
    if (!at.isSet())
        fault(key, u"this is not a time: “%1”"_s.arg(value.toVariant().toString().left(80)));
    return at;
}

Instant FieldReader::needTime(QLatin1StringView key)
{
    const Instant at = time(key);
    if (!at.isSet())
        fault(key, u"a time is missing here"_s);
    return at;
}

std::optional<qint64> FieldReader::number(QLatin1StringView key)
{
    const QJsonValue value = m_object.value(key);
    if (value.isNull() || value.isUndefined())
        return {};
    if (value.isDouble())
        return value.toInteger();
    bool ok = false;
    const qint64 parsed = value.toString().toLongLong(&ok);
    if (!ok) {
        fault(key, u"this is not a number: “%1”"_s.arg(value.toVariant().toString().left(80)));
        return {};
    }
    return parsed;
}

qint64 FieldReader::needNumber(QLatin1StringView key)
{
    const auto value = number(key);
    if (!value)
        fault(key, u"a number is missing here"_s);
    return value.value_or(0);
}

std::optional<double> FieldReader::real(QLatin1StringView key)
{
    const QJsonValue value = m_object.value(key);
    if (value.isNull() || value.isUndefined())
        return {};
    if (value.isDouble())
        return value.toDouble();
    bool ok = false;
    const double parsed = value.toString().toDouble(&ok);
    if (!ok) {
        fault(key, u"this is not a number: “%1”"_s.arg(value.toVariant().toString().left(80)));
        return {};
    }
    return parsed;
}

QString FieldReader::needId(QLatin1StringView key)
{
    const QJsonValue value = m_object.value(key);
    const QString id = value.isDouble() ? QString::number(value.toInteger()) : value.toString().left(kIdLength);
    if (id.isEmpty())
        fault(key, u"an id is missing here"_s);
    return id;
}

Instant FieldReader::msTime(QLatin1StringView key)
{
    const qint64 ms = number(key).value_or(0);
    return ms > 0 ? Instant{ms} : Instant{};
}

Instant FieldReader::needMsTime(QLatin1StringView key)
{
    const Instant at = msTime(key);
    if (!at.isSet())
        fault(key, u"a time is missing here"_s);
    return at;
}

bool FieldReader::flag(QLatin1StringView key) const
{
    return m_object.value(key).toBool();
}

QJsonObject FieldReader::object(QLatin1StringView key) const
{
    return m_object.value(key).toObject();
}

QJsonArray FieldReader::array(QLatin1StringView key) const
{
    return m_object.value(key).toArray();
}

QJsonArray FieldReader::nodes(QLatin1StringView key) const
{
    return object(key).value("nodes"_L1).toArray();
}

void FieldReader::fault(QLatin1StringView key, const QString &reason)
{
    if (!m_reason.isEmpty())
        return;
    m_reason = reason;
    m_faultPath = m_place ? m_place->path() : u"$"_s;
    if (!key.isEmpty())
        m_faultPath += u'.' + key;
}

QuarantinedRecord FieldReader::quarantined(RecordKind kind, const QString &externalId) const
{
    return {.kind = kind,
        .externalId = externalId,
        .path = m_faultPath,
        .reason = m_reason,
        .payload = QJsonDocument(m_object).toJson(QJsonDocument::Compact).left(kPayloadBytes)};
}

} // namespace leadline
