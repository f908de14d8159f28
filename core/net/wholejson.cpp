#include "core/net/wholejson.h"

#include <cstring>

namespace leadline {

// The position of the quote that ends the string; the end of the text when none does.
static const char *endOfString(const char *at, const char *end)
{
    while (at < end) {
        const void *found = std::memchr(at, '"', static_cast<size_t>(end - at));
        if (!found)
            return end;
        const char *quote = static_cast<const char *>(found);
        const char *slash = quote;
        while (slash > at && *(slash - 1) == '\\')
            --slash;
        if ((quote - slash) % 2 == 0)
            return quote;
        at = quote + 1;
    }
    return end;
}

bool isWholeJson(QByteArrayView text)
{
    const char *at = text.data();
    const char *end = at + text.size();
    qsizetype depth = 0;
    bool anything = false;
    for (; at < end; ++at) {
        switch (*at) {
        case '"':
            at = endOfString(at + 1, end);
            if (at == end)
                return false;
            anything = true;
            break;
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            --depth;
            anything = true;
            break;
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            break;
        default:
            anything = true;
        }
    }
    return anything && depth == 0;
}

} // namespace leadline
