#pragma once

#include "core/connectors/bitbucket/bitbucketparse.h"
#include "core/connectors/shared/fieldreader.h"

// What the parsers of the single lists share.
namespace leadline {

[[nodiscard]] Result<BitbucketPage> bitbucketPageOf(const QJsonObject &answer);
// `ordered`: what the list is ordered by; `changed`: last change, where it is another.
void noteOrder(BitbucketPage &page, Instant ordered, Instant changed = {});
[[nodiscard]] QString pageLink(const FieldReader &reader); // links.html.href
[[nodiscard]] QString needUuid(FieldReader &reader); // without braces

inline const JsonPlace kBitbucketValues{.parent = nullptr, .name = QStringLiteral("values")};

} // namespace leadline
