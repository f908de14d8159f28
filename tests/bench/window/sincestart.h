#pragma once

#include <QDateTime>

#include <cstdio>

// Prints the milliseconds since the time (ms since 1970) in LEADLINE_BENCH_STARTED, which run.sh sets before it starts
// the program.
inline void printSinceStart()
{
    if (!qEnvironmentVariableIsSet("LEADLINE_BENCH_STARTED"))
        return;
    std::printf("painted after %lld ms\n",
        static_cast<long long>(QDateTime::currentMSecsSinceEpoch() - qgetenv("LEADLINE_BENCH_STARTED").toLongLong()));
}
