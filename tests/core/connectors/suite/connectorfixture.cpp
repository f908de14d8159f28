#include "tests/core/connectors/suite/connectorfixture.h"

namespace leadline {

bool ConnectorFixture::carries(const MemorySink &sink, const QString &id, const QString &title) const
{
    switch (mainKind()) {
    case RecordKind::ChangeRequest:
        return sink.of<ChangeRequest>().value(id).title == title;
    case RecordKind::Issue:
        return sink.of<Issue>().value(id).title == title;
    default:
        return sink.of<Build>().contains(id);
    }
}

ErrorKind ConnectorFixture::problemOf(EmulatorFault::Kind fault) const
{
    using Kind = EmulatorFault::Kind;
    switch (fault) {
    case Kind::MissingScope:
        return ErrorKind::Permission;
    case Kind::Truncated:
    case Kind::EndlessNext:
    case Kind::RepeatedCursor:
        return ErrorKind::Parse;
    default:
        return ErrorKind::Http;
    }
}

} // namespace leadline
