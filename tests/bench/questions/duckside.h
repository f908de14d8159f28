#pragma once

#include "core/domain/facts.h"
#include "tests/bench/questions/plan.h"

#include <QString>

#include <memory>

namespace leadline {

// DuckDB in memory with the columns of the facts, through its C interface: the library that its npm package brings is
// loaded at run time, so nothing of it is needed to build.
class DuckSide {
public:
    // Two threads. Ends the program where the library cannot be loaded.
    explicit DuckSide(const QString &library);
    ~DuckSide();

    // Every column: whole numbers and times as BIGINT (ms), names as ENUM (as VARCHAR where there are very many), reals
    // as DOUBLE.
    void load(const FactTable &table);
    void run(const QByteArray &sql); // and forgets the result
    [[nodiscard]] Answers answers(const QByteArray &sql, qsizetype dimensions);
    [[nodiscard]] qint64 runTimed(const QByteArray &sql); // ns until all rows of the result are there
    [[nodiscard]] QString version();

private:
    struct Library;
    std::unique_ptr<Library> d;
};

} // namespace leadline
