#include "tests/emulators/server/faultwork.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>

namespace leadline {

using namespace Qt::StringLiterals;
using Kind = EmulatorFault::Kind;

namespace {

constexpr qsizetype kHuge = 10'000'000;

EmulatedAnswer htmlPage(int status, const QByteArray &title)
{
    return {.status = status,
        .body =
            "<!DOCTYPE html><html><head><title>" + title + "</title></head><body><p>" + title + "</p></body></html>",
        .type = "text/html; charset=utf-8",
        .headers = {}};
}

QByteArray httpDateIn(int seconds)
{
    return QLocale::c()
               .toString(QDateTime::currentDateTimeUtc().addSecs(seconds), u"ddd, dd MMM yyyy HH:mm:ss"_s)
               .toLatin1()
        + " GMT";
}

EmulatedAnswer limited(const EmulatedTool &tool, const QByteArray &retryAfter)
{
    EmulatedAnswer answer = tool.error(429, u"Too many requests. Please wait before you try again."_s);
    if (!retryAfter.isEmpty())
        answer.set("Retry-After", retryAfter);
    return answer;
}

EmulatedAnswer usedUp(const EmulatedTool &tool, int seconds)
{
    EmulatedAnswer answer = limited(tool, {});
    tool.addLimit(answer, QDateTime::currentSecsSinceEpoch() + seconds);
    return answer;
}

// The value at the end of a path of members, changed in place; what is not there stays so.
QJsonValue changedAt(
    const QJsonValue &value, const QStringList &path, const std::function<QJsonValue(const QJsonValue &)> &change)
{
    if (path.isEmpty() || (path.size() == 1 && path.front().isEmpty()))
        return change(value);
    QJsonObject object = value.toObject();
    if (!object.contains(path.front()))
        return value;
    object.insert(path.front(), changedAt(object.value(path.front()), path.mid(1), change));
    return object;
}

QJsonValue firstItemChanged(
    const QJsonValue &whole, const QStringList &lists, const std::function<void(QJsonObject &)> &change)
{
    QJsonValue result = whole;
    for (const QString &list : lists) {
        result = changedAt(result, list.split(u'.'), [&change](const QJsonValue &value) -> QJsonValue {
            QJsonArray items = value.toArray();
            QJsonObject first = items.at(0).toObject();
            if (first.isEmpty())
                return value;
            change(first);
            items.replace(0, first);
            return items;
        });
    }
    return result;
}

// Whether all of the path is there.
bool isPresent(const QJsonObject &item, const QStringList &path)
{
    const bool isHere = item.contains(path.front());
    return path.size() == 1 ? isHere : isHere && isPresent(item.value(path.front()).toObject(), path.mid(1));
}

void setPresent(QJsonObject &item, const QString &field, const QJsonValue &value)
{
    const QStringList path = field.split(u'.');
    if (isPresent(item, path))
        item = changedAt(item, path, [&value](const QJsonValue &) { return value; }).toObject();
}

void setPresent(QJsonObject &item, const QStringList &fields, const QJsonValue &value)
{
    for (const QString &field : fields)
        setPresent(item, field, value);
}

void spoilItem(const EmulatorFault &fault, const SpoilableFields &fields, QJsonObject &item)
{
    switch (fault.kind) {
    case Kind::HugeField:
        for (const QString &field : fields.texts) {
            if (!isPresent(item, field.split(u'.')))
                continue;
            setPresent(item, field, u"x"_s.repeated(kHuge));
            return;
        }
        return;
    case Kind::UnknownEnums:
        return setPresent(item, fields.states, u"WHO_KNOWS"_s);
    case Kind::NullAuthors:
        return setPresent(item, fields.people, fields.nobody);
    case Kind::FutureTimes:
        return setPresent(item, fields.updated, fields.future);
    case Kind::WrongType:
        return setPresent(item, fields.created, u"yesterday"_s);
    default:
        return;
    }
}

// Every time in the text, as clocks show it in another zone. Times in milliseconds have none.
QByteArray inOtherZone(const QByteArray &body, int minutes)
{
    static const QRegularExpression form(uR"re("(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)")re"_s);
    const QString text = QString::fromUtf8(body);
    QString result;
    qsizetype from = 0;
    for (const auto &match : form.globalMatch(text)) {
        result += QStringView(text).sliced(from, match.capturedStart() - from);
        from = match.capturedEnd();
        const QString fraction = match.captured(1).mid(19);
        QDateTime at = QDateTime::fromString(match.captured(1).left(19) + match.captured(2), Qt::ISODate);
        at = at.toOffsetFromUtc(minutes * 60);
        const bool hasColon = match.captured(2).contains(u':') || match.captured(2) == "Z"_L1;
        const QString zone = (minutes < 0 ? u'-' : u'+') + u"%1"_s.arg(std::abs(minutes) / 60, 2, 10, QChar(u'0'))
            + (hasColon ? u":"_s : QString()) + u"%1"_s.arg(std::abs(minutes) % 60, 2, 10, QChar(u'0'));
        result += u'"' + at.toString(u"yyyy-MM-dd'T'HH:mm:ss"_s) + fraction + zone + u'"';
    }
    result += QStringView(text).sliced(from);
    return result.toUtf8();
}

} // namespace

std::optional<EmulatedAnswer> refusalOf(
    const EmulatedTool &tool, const EmulatorFault &fault, const EmulatedRequest &request)
{
    if (auto own = tool.refusal(fault, request))
        return own;
    switch (fault.kind) {
    case Kind::BadToken:
    case Kind::ExpiredToken:
        return tool.error(401, u"Unauthorized"_s);
    case Kind::MissingScope:
    case Kind::SingleSignOn:
        return tool.error(403, u"Forbidden"_s);
    case Kind::NotFound:
        return tool.error(404, u"Not Found"_s);
    case Kind::Gone:
        return tool.error(410, u"Gone"_s);
    case Kind::LegalBlock:
        return tool.error(451, u"Access blocked"_s);
    case Kind::Unprocessable:
        return tool.error(422, u"Validation Failed"_s);
    case Kind::LimitSeconds:
        return limited(tool, QByteArray::number(fault.value));
    case Kind::LimitFraction:
        return limited(tool, QByteArray::number(fault.value / 10.0, 'f', 3));
    case Kind::LimitDate:
        return limited(tool, httpDateIn(fault.value));
    case Kind::LimitReset:
    case Kind::PrimaryLimit:
        return usedUp(tool, fault.value);
    case Kind::LimitSilent:
    case Kind::SecondaryLimit:
        return limited(tool, {});
    case Kind::ServerError:
        return tool.error(500, u"Server Error"_s);
    case Kind::BadGateway:
        return htmlPage(502, "502 Bad Gateway");
    case Kind::Unavailable:
        return htmlPage(503, "Please wait");
    case Kind::GatewayTimeout:
        return htmlPage(504, "504 Gateway Time-out");
    case Kind::Html:
        return htmlPage(200, "Sign in to the network");
    default:
        return {};
    }
}

void spoil(const EmulatedTool &tool, const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer,
    int page)
{
    const SpoilableFields fields = tool.spoilable();
    switch (fault.kind) {
    case Kind::Truncated:
        answer.body.chop(answer.body.size() / 3);
        return;
    case Kind::EndlessNext:
    case Kind::RepeatedCursor:
        return tool.spoilPaging(fault, request, answer, page);
    case Kind::OtherZone:
        answer.body = inOtherZone(answer.body, fault.value);
        return;
    case Kind::WrongTotal:
        for (const QByteArray &header : fields.totalHeaders) {
            if (answer.has(header))
                answer.set(header, QByteArray::number(fault.value));
        }
        break;
    default:
        break;
    }
    const QJsonDocument document = QJsonDocument::fromJson(answer.body);
    if (document.isNull())
        return;
    QJsonValue json = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    if (fault.kind == Kind::WrongTotal) {
        for (const QString &path : fields.totals)
            json = changedAt(json, path.split(u'.'), [&fault](const QJsonValue &) { return QJsonValue(fault.value); });
    } else {
        json = firstItemChanged(json, fields.lists, [&](QJsonObject &item) { spoilItem(fault, fields, item); });
    }
    answer.body = json.isArray() ? QJsonDocument(json.toArray()).toJson(QJsonDocument::Compact)
                                 : QJsonDocument(json.toObject()).toJson(QJsonDocument::Compact);
}

} // namespace leadline
