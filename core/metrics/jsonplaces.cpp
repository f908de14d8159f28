#include "core/metrics/jsonplaces.h"

#include <QSet>
#include <QStringList>

#include <algorithm>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepest = 64;

// How many characters (UTF-16) a JSON escape or a UTF-8 sequence that begins here stands for, and in how many bytes.
struct Step {
    qsizetype bytes = 1;
    qsizetype characters = 1;
};

Step stepAt(QByteArrayView json, qsizetype at)
{
    const auto byte = static_cast<unsigned char>(json.at(at));
    if (byte == '\\')
        return {.bytes = at + 1 < json.size() && json.at(at + 1) == 'u' ? 6 : 2, .characters = 1};
    if (byte < 0x80)
        return {};
    if (byte >= 0xf0)
        return {.bytes = 4, .characters = 2};
    return {.bytes = byte >= 0xe0 ? 3 : 2, .characters = 1};
}

} // namespace

JsonPlaces::JsonPlaces(const QByteArray &json)
    : m_json(json)
{
    m_lines.push_back(0);
    for (qsizetype at = json.indexOf('\n'); at >= 0; at = json.indexOf('\n', at + 1))
        m_lines.push_back(at + 1);
    value({}, 0);
}

JsonPlaces::Place JsonPlaces::at(qsizetype offset) const
{
    const qsizetype known = std::clamp<qsizetype>(offset, 0, m_json.size());
    const auto line = std::prev(std::ranges::upper_bound(m_lines, known));
    const QByteArrayView before = QByteArrayView(m_json).sliced(*line, known - *line);
    return {.line = static_cast<int>(line - m_lines.begin()) + 1,
        .column = static_cast<int>(QString::fromUtf8(before).size()) + 1};
}

JsonPlaces::Place JsonPlaces::of(const QString &path) const
{
    QString known = path;
    while (!known.isEmpty() && !m_spans.contains(known))
        known.truncate(std::max(known.lastIndexOf(u'.'), known.lastIndexOf(u'[')));
    return at(std::max<qsizetype>(m_spans.value(known).key, 0));
}

JsonPlaces::Place JsonPlaces::inText(const QString &path, qsizetype character) const
{
    const Span span = m_spans.value(path);
    if (span.begin < 0 || character < 0 || m_json.at(span.begin) != '"')
        return of(path);
    qsizetype at = span.begin + 1;
    for (qsizetype passed = 0; passed < character && at < span.end - 1;) {
        const Step step = stepAt(m_json, at);
        at += step.bytes;
        passed += step.characters;
    }
    return this->at(at);
}

QByteArray JsonPlaces::valueOf(const QString &path) const
{
    const Span span = m_spans.value(path);
    return span.begin < 0 || span.end < span.begin ? QByteArray() : m_json.sliced(span.begin, span.end - span.begin);
}

qsizetype JsonPlaces::startOf(const QString &path) const
{
    return m_spans.value(path).begin;
}

void JsonPlaces::skipSpace()
{
    while (m_at < m_json.size() && QByteArrayView(" \t\r\n").contains(m_json.at(m_at)))
        ++m_at;
}

void JsonPlaces::value(const QString &path, int depth)
{
    skipSpace();
    if (m_at >= m_json.size() || depth > kDeepest)
        return;
    const qsizetype begin = m_at;
    if (Span &span = m_spans[path]; span.begin < 0) {
        span.begin = begin;
        if (span.key < 0)
            span.key = begin;
    }
    switch (m_json.at(m_at)) {
    case '{':
        object(path, depth + 1);
        break;
    case '[':
        array(path, depth + 1);
        break;
    case '"':
        string();
        break;
    default:
        while (m_at < m_json.size() && !QByteArrayView(",]} \t\r\n").contains(m_json.at(m_at)))
            ++m_at;
    }
    if (Span &span = m_spans[path]; span.begin == begin)
        span.end = std::min(m_at, m_json.size());
}

void JsonPlaces::object(const QString &path, int depth)
{
    ++m_at;
    QSet<QString> keys;
    for (;;) {
        skipSpace();
        if (m_at >= m_json.size() || m_json.at(m_at) != '"')
            break;
        const qsizetype start = m_at;
        const QString key = string();
        const QString inner = path.isEmpty() ? key : path + u'.' + key;
        if (keys.contains(key)) {
            m_repeated.append(inner);
            m_spans[inner] = {.key = start, .begin = -1, .end = -1};
        }
        keys.insert(key);
        if (Span &span = m_spans[inner]; span.key < 0)
            span.key = start;
        skipSpace();
        if (m_at >= m_json.size() || m_json.at(m_at) != ':')
            break;
        ++m_at;
        value(inner, depth);
        skipSpace();
        if (m_at >= m_json.size() || m_json.at(m_at) != ',')
            break;
        ++m_at;
    }
    if (m_at < m_json.size() && m_json.at(m_at) == '}')
        ++m_at;
}

void JsonPlaces::array(const QString &path, int depth)
{
    ++m_at;
    for (int index = 0;; ++index) {
        skipSpace();
        if (m_at >= m_json.size() || m_json.at(m_at) == ']')
            break;
        const qsizetype before = m_at;
        value(path + u'[' + QString::number(index) + u']', depth);
        skipSpace();
        if (m_at < m_json.size() && m_json.at(m_at) == ',')
            ++m_at;
        if (m_at == before) // nothing could be read
            break;
    }
    if (m_at < m_json.size() && m_json.at(m_at) == ']')
        ++m_at;
}

QString JsonPlaces::string()
{
    const qsizetype start = ++m_at;
    while (m_at < m_json.size() && m_json.at(m_at) != '"')
        m_at += m_json.at(m_at) == '\\' ? 2 : 1;
    const QString text = QString::fromUtf8(m_json.mid(start, std::min(m_at, m_json.size()) - start));
    ++m_at;
    return text;
}

} // namespace leadline
