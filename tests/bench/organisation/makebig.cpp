// bench-data FILE [SCALE [SEED]]: makes an encrypted workspace of a large organisation; the key comes from
// LEADLINE_KEY.
#include "tests/bench/organisation/bigorganisation.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QByteArray key = QByteArray::fromHex(qgetenv("LEADLINE_KEY"));
    if (arguments.size() < 2 || key.size() != 32) {
        std::fputs("usage: LEADLINE_KEY=<64 hex digits> bench-data FILE [SCALE [SEED]]\n", stderr);
        return 2;
    }
    leadline::BigOrganisation organisation;
    organisation.scale = arguments.value(2, QStringLiteral("1")).toDouble();
    organisation.seed = arguments.value(3, QStringLiteral("1")).toULongLong();
    leadline::writeBigOrganisation(arguments.at(1), key, organisation);
    return 0;
}
