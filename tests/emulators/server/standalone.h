#pragma once

#include "tests/emulators/server/emulatorserver.h"

#include <QStringList>

namespace leadline {

class RecordBatch;

// What a stand-alone emulator needs to know of its tool.
struct StandaloneTool {
    QString name; // "GitHub"
    QByteArray token; // accepted when none is given

    struct Options {
        QByteArray token;
        quint16 port = 0;
        qint64 limit = 0; // requests an hour
    };
    std::function<std::unique_ptr<EmulatorServer>(const RecordBatch &records, const Options &options)> make;
    std::function<QUrl(const EmulatorServer &)> address; // that goes into the source
    std::function<QStringList(const EmulatorServer &)> scopes;
};

// main() of <tool>-emulator: serves the sample organisation until it is ended.
[[nodiscard]] int runStandalone(int argc, char **argv, const StandaloneTool &tool);

} // namespace leadline
