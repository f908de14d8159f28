#pragma once

#include "tests/emulators/server/emulatorfault.h"

#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

#include <functional>
#include <utility>

namespace leadline {

struct EmulatedRequest {
    QByteArray method;
    QString path; // decoded
    QByteArray encodedPath; // as it came, for tools whose names hold a "%2F"
    QByteArray query; // as it came, still encoded
    QJsonObject body; // of a POST
    std::vector<std::pair<QByteArray, QByteArray>> headers; // names in lower case
    QUrl base; // of the server: for links in answers
    int mostItems = 0; // > 0: no page may hold more, whatever was asked for

    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    [[nodiscard]] QUrlQuery items() const { return QUrlQuery(QString::fromUtf8(query)); }
    [[nodiscard]] QString item(const QString &name) const; // decoded; empty when absent
    // The page size to use: what was asked for within the tool's bounds, or less.
    [[nodiscard]] int pageSize(const QString &name, int usual, int largest) const;
};

struct EmulatedAnswer {
    int status = 200;
    QByteArray body;
    QByteArray type = "application/json; charset=utf-8";
    std::vector<std::pair<QByteArray, QByteArray>> headers;

    [[nodiscard]] bool has(const QByteArray &header) const;
    void set(const QByteArray &header, const QByteArray &value);
};

// Where an answer of the tool has what faults spoil. Lists and fields as paths of members
// ("data.repository.issues.nodes"); an empty path is an answer that is a list itself. All that is not there is left
// alone.
struct SpoilableFields {
    QStringList lists;
    QStringList texts; // of an item: the first that is there becomes huge
    QStringList states; // become words nobody knows
    QStringList people; // become `nobody`
    QJsonValue nobody = QJsonValue::Null; // how the tool shows a deleted account
    QStringList updated; // time of the last change: set far into the future
    QStringList created; // becomes something that is no time
    QStringList totals; // paths of members with the total
    QByteArrayList totalHeaders;
    QJsonValue future = QStringLiteral("2199-01-01T00:00:00Z"); // in the tool's own form of times
};

// One emulated tool: what it would say. Knows nothing of connections, counts and faults, which are the server's
// business. Called on the server's thread, one call at a time.
class EmulatedTool {
public:
    EmulatedTool() = default;
    virtual ~EmulatedTool() = default;
    Q_DISABLE_COPY_MOVE(EmulatedTool)

    // The kind of request, for counts and for faults: "PullRequests", "/project/issues"; without numbers and names.
    [[nodiscard]] virtual QString nameOf(const EmulatedRequest &request) const = 0;
    [[nodiscard]] virtual bool isAllowed(const EmulatedRequest &request) const = 0; // by its token
    [[nodiscard]] virtual EmulatedAnswer answer(const EmulatedRequest &request) = 0;

    // A refusal in the tool's own body.
    [[nodiscard]] virtual EmulatedAnswer error(int status, const QString &message) const = 0;
    // Refusals that are not as everybody's; nothing = the server makes the usual one with error().
    [[nodiscard]] virtual std::optional<EmulatedAnswer> refusal(
        const EmulatorFault &fault, const EmulatedRequest &request) const;
    // The header that says when a used-up limit is full again, and what else the tool sends with it.
    virtual void addLimit(EmulatedAnswer &answer, qint64 resetAtSeconds) const;

    [[nodiscard]] virtual SpoilableFields spoilable() const = 0;
    // EndlessNext: the list goes on for ever, each time with another token (`page` counts). RepeatedCursor: the same
    // token again and again.
    virtual void spoilPaging(
        const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const = 0;

    // Headers of every answer; `used` requests were made so far.
    virtual void addHeaders(const EmulatedRequest &request, EmulatedAnswer &answer, qint64 used) const;
    [[nodiscard]] virtual bool hasETags(const EmulatedRequest &request) const;
};

} // namespace leadline
