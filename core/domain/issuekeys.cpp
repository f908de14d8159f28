#include "core/domain/issuekeys.h"

#include <QLatin1StringView>

#include <algorithm>
#include <array>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kNotProjects = std::to_array<QLatin1StringView>(
    {"UTF"_L1, "SHA"_L1, "ISO"_L1, "RFC"_L1, "CVE"_L1, "CWE"_L1, "AES"_L1, "RSA"_L1, "MD"_L1, "TLS"_L1, "HTTP"_L1,
        "ES"_L1, "PEP"_L1, "JDK"_L1, "GHSA"_L1, "X86"_L1, "ARM"_L1, "COVID"_L1, "TOP"_L1});

bool isUpper(QChar c)
{
    return c >= u'A' && c <= u'Z';
}
bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}
bool isWord(QChar c)
{
    return c.isLetterOrNumber();
}

} // namespace

// By hand and not with a regular expression: it runs over every title of every sync.
QStringList issueKeysIn(QStringView text)
{
    QStringList keys;
    for (qsizetype dash = text.indexOf(u'-'); dash > 0; dash = text.indexOf(u'-', dash + 1)) {
        qsizetype start = dash;
        while (start > 0 && (isUpper(text[start - 1]) || isDigit(text[start - 1])))
            --start;
        while (start < dash && isDigit(text[start]))
            ++start;
        qsizetype end = dash + 1;
        while (end < text.size() && isDigit(text[end]))
            ++end;
        const qsizetype letters = dash - start;
        const qsizetype digits = end - dash - 1;
        if (letters < 2 || letters > 10 || digits < 1 || digits > 7 || text[dash + 1] == u'0')
            continue;
        if ((start > 0 && isWord(text[start - 1])) || (end < text.size() && isWord(text[end])))
            continue;
        const QStringView project = text.sliced(start, letters);
        if (std::ranges::any_of(kNotProjects, [&](QLatin1StringView word) { return word == project; }))
            continue;
        const QString key = text.sliced(start, end - start).toString();
        if (!keys.contains(key))
            keys.append(key);
    }
    return keys;
}

} // namespace leadline
