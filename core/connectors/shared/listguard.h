#pragma once

#include "core/net/paging.h"

namespace leadline {

// Refuses lists that go round in circles or do not end, whatever the server says. One for each list that is read.
class ListGuard {
public:
    explicit ListGuard(QString tool); // its name, for the sentence

    struct Page {
        QByteArray next; // what leads to the next page: address, cursor, number
        qint64 items = 0;
        qint64 total = -1; // that the server says there are; -1 = it does not
        QByteArray firstItem; // id of the page's first item, for lists without a total; may be empty
    };
    // Before the next page is asked for. A Parse error when it must not be.
    [[nodiscard]] Result<void> admit(const Page &page);

private:
    [[nodiscard]] Error endless(const QString &detail) const;

    QString m_tool;
    PageGuard m_tokens;
    qint64 m_items = 0;
    int m_emptyPages = 0; // one after another
    int m_samePages = 0;
    QByteArray m_firstItem;
};

} // namespace leadline
