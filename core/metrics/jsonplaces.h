#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <vector>

namespace leadline {

// Where every value of a JSON text stands, so that problems can be told with line and column. Paths are
// "metrics[3].aggregate"; a key's own place has the path of its value.
class JsonPlaces {
public:
    struct Place {
        int line = 0; // from 1
        int column = 0; // from 1, in characters
    };

    explicit JsonPlaces(const QByteArray &json); // of well-formed JSON; others give what could be read
    [[nodiscard]] Place of(const QString &path) const; // of the nearest known parent where the path itself is not there
    [[nodiscard]] Place at(qsizetype offset) const;
    // Of a character (UTF-16, from 0) inside the text that is the value of the path.
    [[nodiscard]] Place inText(const QString &path, qsizetype character) const;
    [[nodiscard]] QByteArray valueOf(const QString &path) const; // as it is written; empty where there is none
    [[nodiscard]] qsizetype startOf(const QString &path) const; // of the value, in bytes; -1 where there is none
    [[nodiscard]] const QStringList &repeatedKeys() const
    {
        return m_repeated;
    } // paths of keys that stand twice in one object

private:
    struct Span {
        qsizetype key = -1; // where the key, or in a list the value, begins
        qsizetype begin = -1;
        qsizetype end = -1;
    };
    void value(const QString &path, int depth);
    void object(const QString &path, int depth);
    void array(const QString &path, int depth);
    QString string();
    void skipSpace();

    QByteArray m_json;
    qsizetype m_at = 0;
    QHash<QString, Span> m_spans;
    std::vector<qsizetype> m_lines; // where each begins
    QStringList m_repeated;
};

} // namespace leadline
