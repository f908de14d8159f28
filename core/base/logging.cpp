#include "core/base/logging.h"

#include <QDateTime>
#include <QRegularExpression>

#include <cstdio>

namespace leadline {

using namespace Qt::StringLiterals;

QString redacted(QString text)
{
    static const QRegularExpression header(
        uR"((authorization|private-token|proxy-authorization|cookie|set-cookie)(\s*[:=]\s*)[^\r\n]+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression token(
        uR"(\b(gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|lin_api_|sq[pau]_|ATATT|ATCTT)[A-Za-z0-9_\-=.]{6,})"_s);
    static const QRegularExpression parameter(
        uR"(([?&](?:access_token|private_token|token|key|secret|password|sig|signature)=)[^&\s"']+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression userInfo(uR"((://)[^/@\s:]+:[^/@\s]+@)"_s);
    static const QRegularExpression rawKey(uR"(\bx'[0-9a-fA-F]{64,}')"_s);
    text.replace(header, u"\\1\\2•••"_s);
    text.replace(token, u"•••"_s);
    text.replace(parameter, u"\\1•••"_s);
    text.replace(userInfo, u"\\1•••@"_s);
    text.replace(rawKey, u"•••"_s);
    return text;
}

static void writeLogLine(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    static constexpr const char *names[] = {"debug", "warning", "critical", "fatal", "info"};
    const QString line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) + u' '
        + QString::fromLatin1(names[type]) + u' ' + QString::fromLatin1(context.category ? context.category : "default")
        + u": "_s + redacted(message) + u'\n';
    std::fputs(line.toUtf8().constData(), stderr);
}

void installLogHandler()
{
    qInstallMessageHandler(&writeLogLine);
}

} // namespace leadline
