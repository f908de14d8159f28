#include "tests/screenshots/camera.h"
#include "tests/screenshots/screens.h"
#include "ui/shell/frame/translations.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

// Renders every screen to PNG files: in every theme, in a smaller window, and at 150 %. The last is another process,
// because the scale of a program is fixed when it starts.
using namespace leadline;
using namespace Qt::Literals::StringLiterals;

namespace {

void shootTheme(Camera &camera, const QString &theme)
{
    camera.setTheme(theme);
    shootStates(camera);
    for (const int width : {Camera::kUsualWidth, 1280}) {
        camera.setWidth(width);
        shootPages(camera);
    }
    camera.setWidth(Camera::kUsualWidth);
    shootQuestions(camera);
    shootSettings(camera);
    shootMetrics(camera);
    shootOwnWorkspace(camera);
}

// The smallest window, and whole pages at once.
void shootSizes(Camera &camera)
{
    camera.setWidth(1120);
    camera.dashboard(u"manager"_s, u"delivery"_s);
    camera.dashboard(u"executive"_s, u"overview"_s);
    camera.window()->resize(1440, 1450);
    camera.dashboard(u"manager"_s, u"delivery"_s, u"manager-delivery-whole"_s);
    camera.dashboard(u"executive"_s, u"overview"_s, u"executive-overview-whole"_s);
    camera.setWidth(Camera::kUsualWidth);
}

int shootAll(const QString &folder, const QString &workspaceFolder, bool scaled)
{
    Camera camera(folder, workspaceFolder, scaled ? u"-150"_s : QString());
    camera.setTheme(u"light"_s);
    shootStart(camera);
    if (!camera.openSample()) {
        std::fprintf(stderr, "leadline: the sample organisation could not be opened\n");
        return 1;
    }
    shootTheme(camera, u"light"_s);
    if (scaled)
        return 0;
    shootSizes(camera);
    for (const QString &theme : {u"dark"_s, u"high_contrast"_s})
        shootTheme(camera, theme);
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"leadline-screenshots"_s);
    installTranslations(application);
    const QStringList arguments = application.arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "leadline-screenshots DIR\n");
        return 2;
    }
    const QString folder = QDir(arguments[1]).absolutePath();
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "leadline: %s cannot be made\n", qPrintable(folder));
        return 1;
    }
    if (arguments.size() > 2) // the second process: the workspace is there already
        return shootAll(folder, arguments[2], true);
    const QTemporaryDir workspace;
    if (const int failed = shootAll(folder, workspace.path(), false))
        return failed;
    QProcess scaled;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_SCALE_FACTOR"_s, u"1.5"_s);
    scaled.setProcessEnvironment(environment);
    scaled.setProcessChannelMode(QProcess::ForwardedChannels);
    scaled.start(QCoreApplication::applicationFilePath(), {folder, workspace.path()});
    return scaled.waitForFinished(30 * 60'000) ? scaled.exitCode() : 1;
}
