#pragma once

#include <QStringList>
#include <QStringView>

namespace leadline {

// Keys of a tracker ("PAY-12") in a title or a branch name, in order, without repetition. Words that only look like
// keys ("UTF-8") are left out.
[[nodiscard]] QStringList issueKeysIn(QStringView text);

} // namespace leadline
