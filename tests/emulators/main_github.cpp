#include "core/simulation/simulation.h"
#include "tests/emulators/githubemulator.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

using namespace leadline;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"A GitHub on this computer that serves the sample organisation."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"port"_s, u"Port to listen on; 0 = any."_s, u"number"_s, u"0"_s},
        {u"seed"_s, u"Seed of the organisation."_s, u"number"_s},
        {u"activity"_s, u"Scales the number of changes."_s, u"factor"_s, u"1"_s},
        {u"days"_s, u"Days of history."_s, u"number"_s, u"730"_s},
        {u"repositories"_s, u"Number of repositories."_s, u"number"_s, u"25"_s},
        {u"faults"_s, u"JSON file of faults; none = all goes well."_s, u"file"_s, u"none"_s},
        {u"token"_s, u"Token to accept."_s, u"text"_s, u"ghp_emulated"_s},
        {u"limit"_s, u"Requests an hour."_s, u"number"_s, u"1000000"_s},
    });
    parser.process(application);
    QTextStream out(stdout);
    QTextStream err(stderr);

    SimulationOptions simulation;
    if (parser.isSet(u"seed"_s))
        simulation.seed = parser.value(u"seed"_s).toULongLong();
    simulation.activity = parser.value(u"activity"_s).toDouble();
    simulation.days = parser.value(u"days"_s).toInt();
    simulation.repositories = parser.value(u"repositories"_s).toInt();
    const SimulatedOrganisation organisation = simulate(simulation);

    GitHubEmulatorOptions options;
    options.port = static_cast<quint16>(parser.value(u"port"_s).toUShort());
    options.token = parser.value(u"token"_s).toUtf8();
    options.limit = parser.value(u"limit"_s).toLongLong();
    GitHubEmulator emulator(organisation.records, options);
    if (emulator.restUrl().port() <= 0) {
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
        emulator.setFaults(*faults);
    }
    // One line that programs can read: the address, then what there is.
    out << emulator.restUrl().toString() << ' ' << organisation.records.of<ChangeRequest>().size()
        << " pull requests\n";
    for (const QString &path : emulator.paths())
        out << path << '\n';
    out << "ready" << Qt::endl;
    return QCoreApplication::exec();
}
