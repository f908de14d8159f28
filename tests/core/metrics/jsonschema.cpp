#include "jsonschema.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

bool isOfType(const QJsonValue &value, const QString &type)
{
    if (type == "integer"_L1)
        return value.isDouble() && value.toDouble() == std::floor(value.toDouble());
    return (type == "object"_L1 && value.isObject()) || (type == "array"_L1 && value.isArray())
        || (type == "string"_L1 && value.isString()) || (type == "number"_L1 && value.isDouble())
        || (type == "boolean"_L1 && value.isBool()) || (type == "null"_L1 && value.isNull());
}

} // namespace

JsonSchema::JsonSchema(QJsonObject schema)
    : m_schema(std::move(schema))
{
}

QStringList JsonSchema::faultsOf(const QJsonValue &value) const
{
    QStringList faults;
    check(m_schema, value, u"$"_s, faults);
    return faults;
}

qsizetype JsonSchema::matching(const QJsonArray &schemas, const QJsonValue &value, const QString &path) const
{
    return std::ranges::count_if(schemas, [&](const QJsonValue &schema) {
        QStringList faults;
        check(schema.toObject(), value, path, faults);
        return faults.isEmpty();
    });
}

void JsonSchema::check(
    const QJsonObject &schema, const QJsonValue &value, const QString &path, QStringList &faults) const
{
    static const QStringList known{u"$schema"_s, u"$id"_s, u"$defs"_s, u"$ref"_s, u"title"_s, u"description"_s,
        u"type"_s, u"required"_s, u"properties"_s, u"additionalProperties"_s, u"enum"_s, u"const"_s, u"pattern"_s,
        u"minLength"_s, u"minimum"_s, u"maximum"_s, u"items"_s, u"minItems"_s, u"oneOf"_s, u"anyOf"_s, u"not"_s};
    for (const QString &keyword : schema.keys()) {
        if (!known.contains(keyword))
            faults.append(u"the schema uses '%1', which is not checked"_s.arg(keyword));
    }
    if (schema.contains("$ref"_L1)) {
        QJsonValue target = m_schema;
        for (const QString &step : schema["$ref"_L1].toString().sliced(2).split(u'/'))
            target = target.toObject()[step];
        check(target.toObject(), value, path, faults);
    }
    if (schema.contains("type"_L1)) {
        const QJsonArray types =
            schema["type"_L1].isArray() ? schema["type"_L1].toArray() : QJsonArray{schema["type"_L1]};
        if (std::ranges::none_of(types, [&](const QJsonValue &type) { return isOfType(value, type.toString()); })) {
            faults.append(path + u": wrong type"_s);
            return;
        }
    }
    if (schema.contains("const"_L1) && value != schema["const"_L1])
        faults.append(path + u": not the one value"_s);
    if (schema.contains("enum"_L1) && !schema["enum"_L1].toArray().contains(value))
        faults.append(path + u": not one of the values"_s);
    if (schema.contains("minimum"_L1) && value.isDouble() && value.toDouble() < schema["minimum"_L1].toDouble())
        faults.append(path + u": too small"_s);
    if (schema.contains("maximum"_L1) && value.isDouble() && value.toDouble() > schema["maximum"_L1].toDouble())
        faults.append(path + u": too large"_s);
    if (schema.contains("oneOf"_L1) && matching(schema["oneOf"_L1].toArray(), value, path) != 1)
        faults.append(path + u": not exactly one of the forms"_s);
    if (schema.contains("anyOf"_L1) && matching(schema["anyOf"_L1].toArray(), value, path) == 0)
        faults.append(path + u": none of the forms"_s);
    if (schema.contains("not"_L1) && matching(QJsonArray{schema["not"_L1]}, value, path) > 0)
        faults.append(path + u": a form that must not be"_s);
    if (value.isString())
        checkText(schema, value.toString(), path, faults);
    if (value.isObject())
        checkObject(schema, value.toObject(), path, faults);
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        if (array.size() < schema["minItems"_L1].toInt())
            faults.append(path + u": too few"_s);
        for (qsizetype i = 0; schema.contains("items"_L1) && i < array.size(); ++i)
            check(schema["items"_L1].toObject(), array.at(i), u"%1[%2]"_s.arg(path).arg(i), faults);
    }
}

void JsonSchema::checkText(
    const QJsonObject &schema, const QString &text, const QString &path, QStringList &faults) const
{
    if (text.size() < schema["minLength"_L1].toInt())
        faults.append(path + u": too short"_s);
    if (schema.contains("pattern"_L1) && !QRegularExpression(schema["pattern"_L1].toString()).match(text).hasMatch())
        faults.append(path + u": does not fit the pattern"_s);
}

void JsonSchema::checkObject(
    const QJsonObject &schema, const QJsonObject &object, const QString &path, QStringList &faults) const
{
    const QJsonObject properties = schema["properties"_L1].toObject();
    for (const auto required : schema["required"_L1].toArray()) {
        if (!object.contains(required.toString()))
            faults.append(u"%1: '%2' is missing"_s.arg(path, required.toString()));
    }
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const QString at = path + u'.' + entry.key();
        if (properties.contains(entry.key()))
            check(properties[entry.key()].toObject(), entry.value(), at, faults);
        else if (schema["additionalProperties"_L1] == false)
            faults.append(at + u": is not known"_s);
    }
}

} // namespace leadline
