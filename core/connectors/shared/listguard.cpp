#include "core/connectors/shared/listguard.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kTooMany = 2; // a list that gives more than this many times what it says it has does not end
constexpr qint64 kTooManyMore = 1000; // totals are a little behind, and may say 0
constexpr int kEmptyPages = 100;
constexpr int kSamePages = 3;

} // namespace

ListGuard::ListGuard(QString tool)
    : m_tool(std::move(tool))
{
}

Error ListGuard::endless(const QString &detail) const
{
    return fail(ErrorKind::Parse,
        u"A list of %1 does not come to an end. What was read is kept; sync again later, and report it if it stays so."_s
            .arg(m_tool),
        detail)
        .error();
}

Result<void> ListGuard::admit(const Page &page)
{
    if (page.next.isEmpty())
        return std::unexpected(endless(u"the list goes on, but the next page has no name"_s));
    m_items += page.items;
    // A total of nothing beside a list of something is a lie, not a bound.
    if (page.total > 0 && m_items > kTooMany * page.total + kTooManyMore)
        return std::unexpected(endless(u"%1 items read of %2"_s.arg(m_items).arg(page.total)));
    m_emptyPages = page.items > 0 ? 0 : m_emptyPages + 1;
    if (m_emptyPages >= kEmptyPages)
        return std::unexpected(endless(u"%1 pages of nothing"_s.arg(m_emptyPages)));
    m_samePages = !page.firstItem.isEmpty() && page.firstItem == m_firstItem ? m_samePages + 1 : 0;
    m_firstItem = page.firstItem;
    if (m_samePages >= kSamePages)
        return std::unexpected(endless(u"the same page %1 times"_s.arg(m_samePages + 1)));
    return m_tokens.admit(page.next);
}

} // namespace leadline
