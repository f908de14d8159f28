#include "core/net/exchangelog.h"

#include "core/base/logging.h"

namespace leadline {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(logExchange, "leadline.net.exchange", QtInfoMsg)

static constexpr qsizetype kBodyBytes = 64 * 1024;
static constexpr qint64 kFileBytes = 100LL * 1024 * 1024;

void ExchangeLog::open(const QString &file)
{
    m_file.close();
    if (file.isEmpty())
        return;
    m_file.setFileName(file);
    // Answers hold personal data: for the owner's eyes only, from the first byte on.
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append, QFile::ReadOwner | QFile::WriteOwner))
        qCWarning(logExchange).noquote() << "The exchange log" << file << "cannot be written:" << m_file.errorString();
}

void ExchangeLog::rotateWhenLarge()
{
    if (m_file.size() < kFileBytes)
        return;
    const QString name = m_file.fileName();
    m_file.close();
    QFile::remove(name + u".1"_s);
    QFile::rename(name, name + u".1"_s);
    open(name);
}

// The credential itself also goes where a server repeats it in an answer.
static QString clean(const QByteArray &text, const QByteArray &authorization)
{
    QByteArray bytes = text;
    const QByteArray credential = authorization.mid(authorization.indexOf(' ') + 1);
    if (credential.size() >= 4)
        bytes.replace(credential, "•••");
    return redacted(QString::fromUtf8(bytes));
}

static bool isSecretHeader(const QByteArray &name)
{
    const QByteArray lower = name.toLower();
    return lower.contains("authorization") || lower.contains("cookie") || lower.contains("token")
        || lower.contains("secret") || lower.contains("key") || lower.contains("signature");
}

static QJsonObject headersOf(const HttpHeaders &headers, const QByteArray &authorization)
{
    QJsonObject object;
    for (const auto &[name, value] : headers)
        object[QString::fromLatin1(name.toLower())] = isSecretHeader(name) ? u"•••"_s : clean(value, authorization);
    return object;
}

static QString bodyOf(const QByteArray &body, const QByteArray &authorization)
{
    // Cleaned before it is cut, with some more at the end: half a token would not be recognised.
    const QString text = clean(body.left(kBodyBytes + 1024), authorization);
    return body.size() > kBodyBytes ? text.left(kBodyBytes) + u"… (%1 bytes)"_s.arg(body.size()) : text;
}

void ExchangeLog::write(
    Instant at, const HttpRequest &asked, const HttpResponse &answer, qint64 ms, const QString &error)
{
    if (!isOn())
        return;
    rotateWhenLarge();
    QJsonObject line{
        {u"at"_s, at.toIso()},
        {u"method"_s, QString::fromLatin1(asked.method)},
        {u"url"_s, clean(asked.url.adjusted(QUrl::RemoveUserInfo).toEncoded(), asked.authorization)},
        {u"status"_s, answer.status},
        {u"ms"_s, ms},
        {u"request_headers"_s, headersOf(asked.headers, asked.authorization)},
        {u"response_headers"_s, headersOf(answer.headers, asked.authorization)},
        {u"response_body"_s, bodyOf(answer.body, asked.authorization)},
    };
    if (!asked.body.isEmpty())
        line[u"request_body"_s] = bodyOf(asked.body, asked.authorization);
    if (!error.isEmpty())
        line[u"error"_s] = redacted(error);
    m_file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    m_file.flush();
}

} // namespace leadline
