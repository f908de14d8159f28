#include "core/domain/recordexport.h"

#include "core/domain/recordbatch.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QLocale>

namespace leadline {

namespace {

QJsonValue jsonOf(const QString &value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(value);
}
QJsonValue jsonOf(const QStringList &value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(QJsonArray::fromStringList(value));
}
QJsonValue jsonOf(Instant value)
{
    return value.isSet() ? QJsonValue(value.toIso()) : QJsonValue(QJsonValue::Undefined);
}
QJsonValue jsonOf(bool value)
{
    return value;
}
QJsonValue jsonOf(qint64 value)
{
    return value;
}
template <typename T> QJsonValue jsonOf(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Undefined);
}
template <RecordKind K> QJsonValue jsonOf(const RefTo<K> &value)
{
    return jsonOf(value.id);
}
template <typename E>
    requires std::is_enum_v<E>
QJsonValue jsonOf(E value)
{
    return QString(enumName(value));
}

void insertSet(QJsonObject &object, const char *key, const QJsonValue &value)
{
    if (!value.isUndefined())
        object.insert(QLatin1StringView(key), value);
}

QStringList baseHeadings()
{
    return {u"source"_s, u"external_id"_s, u"url"_s, u"updated_at"_s};
}

} // namespace

template <typename Record> QJsonObject toJson(const Record &record)
{
    QJsonObject object;
    insertSet(object, "source", jsonOf(record.source));
    insertSet(object, "external_id", jsonOf(record.externalId));
    insertSet(object, "url", jsonOf(record.url));
    insertSet(object, "updated_at", jsonOf(record.updatedAt));
    forEachField(
        record, [&object](const auto &field, const auto &value) { insertSet(object, field.name, jsonOf(value)); });
    return object;
}

QString csvCell(const QString &text)
{
    QString cell = text;
    if (!cell.isEmpty() && QStringView(u"=+-@\t\r").contains(cell.front()))
        cell.prepend(u'\'');
    if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r'))
        cell = u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
    return cell;
}

QString csvLine(const QJsonObject &record, const QStringList &headings)
{
    QStringList cells;
    for (const QString &heading : headings) {
        const QJsonValue value = record.value(heading);
        if (value.isArray()) {
            QStringList parts;
            for (const auto part : value.toArray())
                parts += part.toString();
            cells += csvCell(parts.join(u"; "_s));
        } else if (value.isDouble()) {
            // A number is never a formula: it keeps its minus sign.
            cells += QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
        } else {
            cells += csvCell(value.toVariant().toString());
        }
    }
    return cells.join(u',');
}

template <typename Record> QString toCsvLine(const Record &record)
{
    return csvLine(toJson(record), csvHeadings(RecordSchema<Record>::kind));
}

QStringList csvHeadings(RecordKind kind)
{
    QStringList headings = baseHeadings();
    const auto addFieldsOf = [&]<typename Record>(const std::vector<Record> &) {
        if (RecordSchema<Record>::kind != kind)
            return;
        std::apply([&](const auto &...fields) { (headings.append(QString::fromLatin1(fields.name)), ...); },
            RecordSchema<Record>::fields);
    };
    RecordBatch().forEachKind(addFieldsOf);
    return headings;
}

QString pluralName(RecordKind kind)
{
    const QString name = enumName(kind);
    if (kind == RecordKind::Person)
        return u"people"_s;
    return name.endsWith(u'y') ? name.chopped(1) + u"ies"_s : name + u's';
}

std::optional<RecordKind> recordKindFromName(QStringView name)
{
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        if (enumName(kind) == name || pluralName(kind) == name)
            return kind;
    }
    return {};
}

#define LEADLINE_EXPORT(Record)                                                                                        \
    template QJsonObject toJson(const Record &);                                                                       \
    template QString toCsvLine(const Record &)

LEADLINE_EXPORT(Repository);
LEADLINE_EXPORT(Commit);
LEADLINE_EXPORT(ChangeRequest);
LEADLINE_EXPORT(Review);
LEADLINE_EXPORT(Issue);
LEADLINE_EXPORT(IssueTransition);
LEADLINE_EXPORT(Sprint);
LEADLINE_EXPORT(Build);
LEADLINE_EXPORT(Deployment);
LEADLINE_EXPORT(Incident);
LEADLINE_EXPORT(Release);
LEADLINE_EXPORT(Message);
LEADLINE_EXPORT(Measure);
LEADLINE_EXPORT(Finding);
LEADLINE_EXPORT(Person);
LEADLINE_EXPORT(Identity);
LEADLINE_EXPORT(Team);
LEADLINE_EXPORT(Membership);

} // namespace leadline
