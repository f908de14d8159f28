#pragma once

#include <QCoreApplication>
#include <QTest>

namespace leadline {

// main() of a tool's suite.
template <typename Suite, typename Fixture> [[nodiscard]] int runSuite(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Fixture fixture;
    Suite suite(&fixture);
    return QTest::qExec(&suite, argc, argv);
}

} // namespace leadline
