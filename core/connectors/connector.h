#pragma once

#include "core/base/cancel.h"
#include "core/base/clock.h"
#include "core/domain/recordsink.h"
#include "core/domain/source.h"

#include <QCoroTask>

#include <functional>

namespace leadline {

class HttpClient;

// What a connector gets for one call. Lives as long as the call.
struct ConnectorContext {
    SourceConfig config;
    QByteArray token; // empty where none is needed
    HttpClient *http = nullptr;
    const Clock *clock = nullptr;
    CancelToken cancel;
    bool full = false; // read everything again, not only what changed
    QStringList generatedFiles; // patterns of files whose lines are counted apart: see FileMasks
    std::function<void(const SyncProgress &)> progress; // may be empty
};

// One tool. Stateless: everything it must remember is a checkpoint. All calls run on the sync thread.
class Connector {
public:
    Connector() = default;
    virtual ~Connector() = default;
    Q_DISABLE_COPY_MOVE(Connector)

    [[nodiscard]] virtual ConnectorDescriptor descriptor() const = 0;
    // Who am I, and for each entity one cheap call: may this token read it?
    [[nodiscard]] virtual QCoro::Task<Result<ProbeReport>> probe(std::shared_ptr<const ConnectorContext> context) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<std::vector<DiscoveredScope>>> discover(
        std::shared_ptr<const ConnectorContext> context) = 0;
    // Reads all scopes into the sink, a checkpoint with every page. Problems of one scope or entity go into the report
    // and the others go on; an Error means that nothing further can work (wrong token, server gone, cancelled, writer
    // failed).
    [[nodiscard]] virtual QCoro::Task<Result<SyncReport>> sync(
        std::shared_ptr<const ConnectorContext> context, RecordSink *sink) = 0;
};

} // namespace leadline
