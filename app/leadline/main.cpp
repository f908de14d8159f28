#include "core/base/logging.h"
#include "core/secrets/keychainstore.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/appearance.h"
#include "ui/shell/frame/translations.h"
#include "ui/shell/frame/uistate.h"
#include "ui/shell/start/workspaceopener.h"
#include "ui/shell/window/mainwindow.h"
#include "ui/shell/window/shellcontroller.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDesktopServices>
#include <QFileInfo>
#include <QStandardPaths>

using namespace leadline;
using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    installLogHandler();
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"leadline"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(LEADLINE_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Leadline"_s);
    QGuiApplication::setDesktopFileName(u"org.leadline.Leadline"_s);
    QApplication::setWindowIcon(QIcon(u":/leadline/icons/app.svg"_s));
    installTranslations(application);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Software engineering intelligence on your own desk"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption file(u"workspace"_s,
        QCoreApplication::translate("main", "Open this workspace; it is made when it is missing."), u"FILE"_s);
    const QCommandLineOption sample(u"sample"_s, QCoreApplication::translate("main", "Open the sample organisation."));
    parser.addOptions({file, sample});
    parser.process(application);

    UiState state;
    Appearance appearance(application, state.theme());
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    WorkspaceOpener opener(
        {.keychain = makeKeychainStore(), .unlock = &unlockKeychain, .vaultFile = folder + u"/secrets.vault"_s});
    const ShellParts parts{&appearance, &state, [](const QUrl &url) { QDesktopServices::openUrl(url); }};
    ShellController controller(
        parts, [&opener](const QString &name, bool create) { return opener.open(name, create); }, folder);
    opener.setWindow(controller.window());
    if (parser.isSet(file))
        controller.openFile(QFileInfo(parser.value(file)).absoluteFilePath(), true);
    else if (parser.isSet(sample))
        controller.openSample();
    else
        controller.openLast();
    controller.window()->show(); // by now it knows whether there is something to choose
    return QApplication::exec();
}
