#pragma once

#include "tests/emulators/server/emulatedtool.h"

#include <QHash>

#include <memory>

namespace leadline {

// An emulated tool on loopback, with a thread of its own: counts, faults, tokens, connections that can be cut. Every
// call is thread-safe.
class EmulatorServer {
public:
    explicit EmulatorServer(std::unique_ptr<EmulatedTool> tool, quint16 port = 0); // 0 = any free one
    virtual ~EmulatorServer();
    Q_DISABLE_COPY_MOVE(EmulatorServer)

    [[nodiscard]] QUrl base() const; // "http://127.0.0.1:4711"; without a port when it was in use

    void setFaults(std::vector<EmulatorFault> faults);
    // Requests answered since the last reset, by name; "304" counts unchanged ones.
    [[nodiscard]] QHash<QString, int> counts() const;
    [[nodiscard]] int requests() const;
    void resetCounts();

    // Changes to the tool's data take place between two requests. Not from within onRequest, where they are safe
    // already.
    void between(const std::function<void()> &change) const;
    // Called before a request is answered, with its name, on the server's thread: to change data in mid-sync.
    void onRequest(std::function<void(const QString &name)> call);
    // Called with the body of every answer, on the server's thread: benchmarks keep them.
    void onAnswer(std::function<void(const QByteArray &body)> call);

protected:
    [[nodiscard]] EmulatedTool &tool() const;

private:
    class Listener;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace leadline
