// bench-window make FILE ACTIVITY        a workspace of a simulated organisation
// bench-window start FILE                opens it, ends when every widget of the first page is painted; prints peak
// memory bench-window sync FILE URL             syncs everything from an emulator while the window is open; prints the
// gaps of the event loop The workspace's key comes from LEADLINE_KEY.
#include "core/simulation/simulation.h"
#include "core/store/derivation.h"
#include "core/store/directorystore.h"
#include "core/store/recordstore.h"
#include "core/store/storewriter.h"
#include "core/workspace/openworkspace.h"
#include "core/workspace/workspace.h"
#include "tests/bench/window/sincestart.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"
#include "ui/shell/window/workspaceview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <sys/resource.h>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

long peakMegabytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

int make(const QString &file, double activity)
{
    const QByteArray key = QByteArray::fromHex(qgetenv("LEADLINE_KEY"));
    auto writer = StoreWriter::open(file, key, true, std::make_shared<SystemClock>());
    if (!writer)
        return 1;
    SimulationOptions options;
    options.activity = activity;
    SimulatedOrganisation organisation = simulate(options);
    std::printf("%zu pull requests\n", organisation.records.of<ChangeRequest>().size());
    {
        const auto sink = (*writer)->openRun(u"Sample"_s);
        sink->put(std::move(organisation.records));
    }
    SyncReport report;
    report.source = u"Sample"_s;
    (void)(*writer)->finishRun(report);
    auto derived = (*writer)->write({}, [&organisation](Database &database) -> Result<void> {
        if (auto imported = importOrganisation(database, organisation.people, organisation.teams,
                organisation.memberships, organisation.identityPeople, u"Sample"_s);
            !imported)
            return imported;
        if (auto saved = saveSetting(database, u"sample_end"_s, u"2026-03-01T00:00:00Z"_s);
            !saved) // the window's "now"
            return saved;
        auto done = derive(database);
        return done ? Result<void>() : std::unexpected(done.error());
    });
    derived.waitForFinished();
    return derived.result() ? 0 : 1;
}

bool isPainted(const ShellController &controller)
{
    const auto *view = controller.window()->findChild<DashboardView *>();
    return view && !view->tiles().empty()
        && std::ranges::all_of(view->tiles(), [](const Tile *tile) { return tile->state() == Tile::State::Ready; });
}

void printGaps(std::vector<double> gaps)
{
    std::ranges::sort(gaps);
    const auto at = [&gaps](double share) { return gaps[static_cast<std::size_t>(share * double(gaps.size() - 1))]; };
    std::printf("gaps of the event loop: p50 %.1f ms, p99 %.1f ms, longest %.1f ms (%zu)\n", at(0.5), at(0.99),
        gaps.back(), gaps.size());
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() < 3)
        return 2;
    if (words[1] == u"make")
        return make(words[2], words.value(3, u"1"_s).toDouble());

    QTemporaryDir folder;
    UiState state(folder.filePath(u"state.ini"_s));
    Appearance appearance(application, ThemeChoice::Light);
    const ShellParts parts{&appearance, &state, [](const QUrl &) { }};
    ShellController controller(
        parts, [](const QString &name, bool create) { return openWorkspace({.file = name, .create = create}); },
        folder.path());
    controller.window()->resize(1440, 900);

    std::vector<double> gaps;
    QElapsedTimer since;
    QTimer beat;
    beat.setInterval(0);
    QTimer painted;
    painted.setInterval(1);
    if (words[1] == u"start") {
        QObject::connect(&painted, &QTimer::timeout, &application, [&controller] {
            if (!isPainted(controller))
                return;
            controller.window()->repaint(); // what is still waiting to be painted
            printSinceStart();
            std::printf("peak memory %ld MB\n", peakMegabytes());
            QApplication::quit();
        });
        controller.openFile(words[2], true);
        controller.window()->show();
        painted.start();
        QTimer::singleShot(60'000, &application, [] {
            std::fputs("The first page was not painted within a minute. Is LEADLINE_KEY the file's key?\n", stderr);
            QApplication::exit(1);
        });
        return QApplication::exec();
    }
    beat.setInterval(1);
    QObject::connect(&beat, &QTimer::timeout, &application, [&] {
        gaps.push_back(double(since.nsecsElapsed()) / 1e6);
        since.restart();
    });
    QObject::connect(&controller, &ShellController::workspaceOpened, &application, [&] {
        Workspace *workspace = controller.workspace();
        QObject::connect(workspace, &Workspace::allSyncsFinished, &application, [&, workspace] {
            beat.stop();
            const SyncReport report = workspace->sources().front().lastReport.value_or(SyncReport{});
            std::printf("%lld records in %.1f s, peak memory %ld MB\n", static_cast<long long>(report.records),
                double(report.finishedAt.ms() - report.startedAt.ms()) / 1000.0, peakMegabytes());
            printGaps(gaps);
            QApplication::quit();
        });
        SourceConfig config;
        config.name = u"hub"_s;
        config.kind = u"github"_s;
        config.url = words.value(3);
        config.scopes = words.mid(4);
        workspace->saveSource(config, qgetenv("LEADLINE_BENCH_TOKEN"))
            .then(&application, [&, workspace](const Result<void> &) {
                since.start();
                beat.start();
                workspace->startSync();
            });
    });
    controller.openFile(words[2], true);
    controller.window()->show();
    return QApplication::exec();
}
