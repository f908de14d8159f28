#include "tests/emulators/jenkins/jenkinstree.h"

#include <QJsonArray>
#include <QJsonObject>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

class Parser {
public:
    explicit Parser(const QString &text)
        : m_text(text)
    {
    }

    bool list(std::vector<JenkinsTree> &into, bool isNested)
    {
        for (;;) {
            JenkinsTree node;
            while (m_at < m_text.size() && (m_text[m_at].isLetterOrNumber() || m_text[m_at] == u'_'))
                node.name += m_text[m_at++];
            if (node.name.isEmpty())
                return false;
            if (take(u'[') && !(list(node.children, true) && take(u']')))
                return false;
            if (take(u'{') && !range(node))
                return false;
            into.push_back(std::move(node));
            if (!take(u','))
                return isNested || m_at == m_text.size();
        }
    }

private:
    bool take(QChar character)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == character;
        m_at += isThere ? 1 : 0;
        return isThere;
    }

    // "{M,N}", "{M,}", "{,N}", "{N}"
    bool range(JenkinsTree &node)
    {
        const auto end = m_text.indexOf(u'}', m_at);
        if (end < 0)
            return false;
        const QString inside = m_text.sliced(m_at, end - m_at);
        m_at = end + 1;
        if (!inside.contains(u',')) {
            node.from = inside.toLongLong();
            node.to = node.from + 1;
            return true;
        }
        node.from = inside.section(u',', 0, 0).toLongLong();
        const QString to = inside.section(u',', 1);
        node.to = to.isEmpty() ? -1 : to.toLongLong();
        return true;
    }

    const QString &m_text;
    qsizetype m_at = 0;
};

} // namespace

const JenkinsTree *JenkinsTree::child(QStringView wanted) const
{
    for (const JenkinsTree &node : children) {
        if (node.name == wanted)
            return &node;
    }
    return nullptr;
}

std::optional<JenkinsTree> JenkinsTree::parse(const QString &text)
{
    JenkinsTree root;
    if (!Parser(text).list(root.children, false))
        return {};
    return root;
}

QJsonValue JenkinsTree::filtered(const QJsonValue &value) const
{
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue &item : value.toArray())
            items.append(filtered(item));
        return items;
    }
    if (!value.isObject() || children.empty())
        return value;
    const QJsonObject whole = value.toObject();
    QJsonObject left;
    if (whole.contains("_class"_L1))
        left.insert("_class"_L1, whole.value("_class"_L1));
    for (const JenkinsTree &node : children) {
        if (whole.contains(node.name))
            left.insert(node.name, node.filtered(whole.value(node.name)));
    }
    return left;
}

} // namespace leadline
