#pragma once

#include <QLoggingCategory>

namespace leadline {

// Categories are declared next to their users with Q_LOGGING_CATEGORY(logNet, "leadline.net", QtInfoMsg).

// Replaces anything that looks like a secret (Authorization headers, known token prefixes, keys) by "•••".
[[nodiscard]] QString redacted(QString text);

// Installs a handler that writes time, category and the redacted text to stderr.
void installLogHandler();

} // namespace leadline
