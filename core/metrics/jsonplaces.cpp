#include "core/metrics/jsonplaces.h"

#include <QStringList>

namespace leadline {

using namespace Qt::StringLiterals;

JsonPlaces::JsonPlaces(const QByteArray &json)
    : m_json(json)
{
    value({}, 0);
}

JsonPlaces::Place JsonPlaces::at(qsizetype offset) const
{
    const QByteArrayView before = QByteArrayView(m_json).first(std::clamp<qsizetype>(offset, 0, m_json.size()));
    const qsizetype lineStart = before.lastIndexOf('\n') + 1;
    return {.line = static_cast<int>(before.count('\n')) + 1,
        .column = static_cast<int>(QString::fromUtf8(before.sliced(lineStart)).size()) + 1};
}

JsonPlaces::Place JsonPlaces::of(const QString &path) const
{
    QString known = path;
    while (!known.isEmpty() && !m_offsets.contains(known))
        known.truncate(std::max(known.lastIndexOf(u'.'), known.lastIndexOf(u'[')));
    return at(m_offsets.value(known, 0));
}

void JsonPlaces::skipSpace()
{
    while (m_at < m_json.size() && QByteArrayView(" \t\r\n").contains(m_json.at(m_at)))
        ++m_at;
}

void JsonPlaces::value(const QString &path, int depth)
{
    skipSpace();
    if (m_at >= m_json.size() || depth > 64)
        return;
    if (!m_offsets.contains(path))
        m_offsets.insert(path, m_at);
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
}

void JsonPlaces::object(const QString &path, int depth)
{
    ++m_at;
    QStringList keys;
    for (;;) {
        skipSpace();
        if (m_at >= m_json.size() || m_json.at(m_at) != '"')
            break;
        const qsizetype start = m_at;
        const QString key = string();
        const QString inner = path.isEmpty() ? key : path + u'.' + key;
        if (keys.contains(key)) {
            m_repeated.append(inner);
            m_offsets[inner] = start;
        }
        keys.append(key);
        if (!m_offsets.contains(inner))
            m_offsets.insert(inner, start);
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
