#include "tests/emulators/server/standalone.h"

#include "core/simulation/simulation.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

void addOptions(QCommandLineParser &parser, const StandaloneTool &tool)
{
    parser.setApplicationDescription(u"A %1 on this computer that serves the sample organisation."_s.arg(tool.name));
    parser.addHelpOption();
    parser.addOptions({
        {u"port"_s, u"Port to listen on; 0 = any."_s, u"number"_s, u"0"_s},
        {u"seed"_s, u"Seed of the organisation."_s, u"number"_s},
        {u"activity"_s, u"Scales the number of changes."_s, u"factor"_s, u"1"_s},
        {u"days"_s, u"Days of history."_s, u"number"_s, u"730"_s},
        {u"repositories"_s, u"Number of repositories."_s, u"number"_s, u"25"_s},
        {u"faults"_s, u"JSON file of faults; none = all goes well."_s, u"file"_s, u"none"_s},
        {u"token"_s, u"Token to accept."_s, u"text"_s, QString::fromUtf8(tool.token)},
        {u"limit"_s, u"Requests an hour."_s, u"number"_s, u"1000000"_s},
    });
}

SimulatedOrganisation organisationFor(const QCommandLineParser &parser)
{
    SimulationOptions simulation;
    if (parser.isSet(u"seed"_s))
        simulation.seed = parser.value(u"seed"_s).toULongLong();
    simulation.activity = parser.value(u"activity"_s).toDouble();
    simulation.days = parser.value(u"days"_s).toInt();
    simulation.repositories = parser.value(u"repositories"_s).toInt();
    return simulate(simulation);
}

} // namespace

int runStandalone(int argc, char **argv, const StandaloneTool &tool)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    addOptions(parser, tool);
    parser.process(application);
    QTextStream out(stdout);
    QTextStream err(stderr);

    const SimulatedOrganisation organisation = organisationFor(parser);
    const StandaloneTool::Options options{.token = parser.value(u"token"_s).toUtf8(),
        .port = static_cast<quint16>(parser.value(u"port"_s).toUShort()),
        .limit = parser.value(u"limit"_s).toLongLong()};
    const auto server = tool.make(organisation.records, options);
    if (server->base().port() <= 0) {
        err << "The port " << options.port << " is in use. Choose another, or 0.\n";
        return 1;
    }
    if (const QString name = parser.value(u"faults"_s); name != "none"_L1) {
        QFile file(name);
        const auto faults = file.open(QIODevice::ReadOnly) ? faultsFromJson(file.readAll()) : std::nullopt;
        if (!faults) {
            err << "The faults in " << name << " could not be read.\n";
            return 2;
        }
        server->setFaults(*faults);
    }
    // One line that programs can read: the address, then what there is.
    out << tool.address(*server).toString() << ' ' << organisation.records.size() << " records\n";
    for (const QString &scope : tool.scopes(*server))
        out << scope << '\n';
    out << "ready" << Qt::endl;
    return QCoreApplication::exec();
}

} // namespace leadline
