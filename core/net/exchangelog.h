#pragma once

#include "core/net/httpclient.h"

#include <QFile>

namespace leadline {

// Whole HTTP exchanges for support, one JSON object a line: method, url, status, ms, headers and bodies (cut), all
// redacted.
class ExchangeLog {
public:
    void open(const QString &file); // empty = off
    [[nodiscard]] bool isOn() const { return m_file.isOpen(); }
    // `error` says what went wrong where there is no answer.
    void write(Instant at, const HttpRequest &asked, const HttpResponse &answer, qint64 ms, const QString &error);

private:
    void rotateWhenLarge();

    QFile m_file;
};

} // namespace leadline
