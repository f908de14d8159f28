#pragma once

#include <QJsonObject>
#include <QStringList>

namespace leadline {

// As much of JSON Schema 2020-12 as the project's schemas use; a keyword that it does not know is a fault of its own,
// so that no schema says more than is checked.
class JsonSchema {
public:
    explicit JsonSchema(QJsonObject schema);
    // What does not fit, as "path: what"; empty = the value is valid.
    [[nodiscard]] QStringList faultsOf(const QJsonValue &value) const;

private:
    void check(const QJsonObject &schema, const QJsonValue &value, const QString &path, QStringList &faults) const;
    void checkObject(
        const QJsonObject &schema, const QJsonObject &object, const QString &path, QStringList &faults) const;
    void checkText(const QJsonObject &schema, const QString &text, const QString &path, QStringList &faults) const;
    [[nodiscard]] qsizetype matching(const QJsonArray &schemas, const QJsonValue &value, const QString &path) const;

    QJsonObject m_schema;
};

} // namespace leadline
