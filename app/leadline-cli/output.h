#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace leadline::cli {

enum class Format { Table, Json, Csv };
[[nodiscard]] std::optional<Format> formatFromName(const QString &name);

struct Column {
    QString key; // of the JSON object
    QString heading; // in tables; CSV has the key
    bool number = false; // right-aligned
};

// Rows as people (aligned columns), programs (a JSON array, one object a row) or spreadsheets (CSV) want them.
class Output {
public:
    explicit Output(Format format)
        : m_format(format)
    {
    }

    [[nodiscard]] Format format() const { return m_format; }
    void rows(const QList<Column> &columns, const QJsonArray &rows) const;
    void object(const QJsonObject &object) const; // key: value lines, or one JSON object
    void line(const QString &text) const; // a plain sentence; left out of JSON and CSV

private:
    Format m_format;
};

void print(const QString &text); // stdout
void complain(const QString &text); // stderr

[[nodiscard]] QString cellText(const QJsonValue &value);

} // namespace leadline::cli
