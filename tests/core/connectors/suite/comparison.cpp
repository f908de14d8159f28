#include "tests/core/connectors/suite/comparison.h"

#include "core/domain/recordexport.h"

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

bool isCompared(RecordKind kind, const ConnectorFixture &fixture)
{
    const auto lists = fixture.lists();
    return kind == RecordKind::Repository
        || std::ranges::any_of(lists, [kind](const FixtureList &list) { return list.kinds.contains(kind); });
}

template <typename Record>
QString recordDifference(const Record &read, const Record &expected, const QStringList &untold)
{
    QJsonObject a = toJson(read);
    QJsonObject b = toJson(expected);
    for (const QString &field : untold + QStringList{u"source"_s}) {
        a.remove(field);
        b.remove(field);
    }
    for (const QString &key : a.keys() + b.keys()) {
        if (a.value(key) != b.value(key))
            return u"%1 %2: read “%3”, expected “%4”"_s.arg(
                read.externalId, key, a.value(key).toVariant().toString(), b.value(key).toVariant().toString());
    }
    return {};
}

template <typename Record>
QString kindDifference(const MemorySink &sink, const std::vector<Record> &expected, const QStringList &untold)
{
    const QString kind = enumName(RecordSchema<Record>::kind);
    for (const Record &record : expected) {
        const auto found = sink.of<Record>().constFind(record.externalId);
        if (found == sink.of<Record>().cend())
            return u"%1 %2 was not read"_s.arg(kind, record.externalId);
        if (const QString text = recordDifference(*found, record, untold); !text.isEmpty())
            return kind + u' ' + text;
    }
    if (sink.of<Record>().size() != static_cast<qsizetype>(expected.size()))
        return u"%1: %2 read, %3 expected"_s.arg(kind).arg(sink.of<Record>().size()).arg(expected.size());
    return {};
}

// Nobody is invented, and who is a program is known as one.
QString identityDifference(const MemorySink &sink, const std::vector<Identity> &known)
{
    for (const Identity &identity : sink.of<Identity>()) {
        const auto found = std::ranges::find(known, identity.externalId, &Identity::externalId);
        if (found == known.end())
            return u"nobody is called %1"_s.arg(identity.externalId);
        if (identity.actor != ActorClass::Unknown && identity.actor != found->actor)
            return u"%1 is of another class"_s.arg(identity.externalId);
        if (!identity.name.isEmpty() && identity.name != found->name)
            return u"%1 is called %2, not %3"_s.arg(identity.externalId, found->name, identity.name);
    }
    return {};
}

} // namespace

QString difference(const MemorySink &sink, const RecordBatch &records, const ConnectorFixture &fixture)
{
    const RecordBatch truth = fixture.truth(records);
    QString text;
    qsizetype compared = 0;
    truth.forEachKind([&]<typename Record>(const std::vector<Record> &expected) {
        const RecordKind kind = RecordSchema<Record>::kind;
        if (!text.isEmpty() || !isCompared(kind, fixture))
            return;
        compared += static_cast<qsizetype>(expected.size());
        text = kindDifference(sink, expected, fixture.untold(kind));
    });
    if (text.isEmpty())
        text = identityDifference(sink, truth.of<Identity>());
    return text.isEmpty() && compared == 0 ? u"there was nothing to compare"_s : text;
}

QString countDifference(
    const MemorySink &sink, const RecordBatch &records, const ConnectorFixture &fixture, const FixtureList &without)
{
    const RecordBatch truth = fixture.truth(records);
    QString text;
    truth.forEachKind([&]<typename Record>(const std::vector<Record> &expected) {
        const RecordKind kind = RecordSchema<Record>::kind;
        if (!text.isEmpty() || !isCompared(kind, fixture) || without.kinds.contains(kind))
            return;
        if (sink.of<Record>().size() != static_cast<qsizetype>(expected.size()))
            text = u"%1: %2 read, %3 expected"_s.arg(enumName(kind)).arg(sink.of<Record>().size()).arg(expected.size());
    });
    return text;
}

} // namespace leadline
