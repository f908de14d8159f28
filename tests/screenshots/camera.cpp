#include "tests/screenshots/camera.h"

#include "core/secrets/memorystore.h"
#include "core/workspace/workspace.h"
#include "tests/ui/shell/cuttexts.h"
#include "ui/shell/dashboard/dashboardview.h"
#include "ui/shell/dashboard/tile.h"
#include "ui/shell/window/navigation.h"
#include "ui/shell/window/workspaceview.h"

#include <QApplication>
#include <QTest>

#include <cstdio>

namespace leadline {

using namespace Qt::StringLiterals;

Camera::Camera(QString folder, const QString &workspaceFolder, QString suffix)
    : m_folder(std::move(folder))
    , m_workspaceFolder(workspaceFolder)
    , m_state(workspaceFolder + u"/state.ini"_s)
    , m_appearance(*static_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light)
    , m_controller({&m_appearance, &m_state, [](const QUrl &) { }}, &Camera::open, workspaceFolder)
    , m_suffix(std::move(suffix))
{
    setWidth(kUsualWidth);
    window()->show();
}

QFuture<Camera::Opened> Camera::open(const QString &file, bool create)
{
    auto opened =
        Workspace::open({.file = file, .key = QByteArray(32, 'k'), .create = create, .secrets = makeMemoryStore()});
    return QtFuture::makeReadyValueFuture(
        opened ? Opened(std::shared_ptr<Workspace>(std::move(*opened))) : Opened(std::unexpected(opened.error())));
}

void Camera::setTheme(const QString &theme)
{
    m_theme = theme;
    m_appearance.setChoice(themeChoiceFromName(theme));
}

void Camera::setWidth(int width)
{
    m_isWindowUsual = width == kUsualWidth;
    window()->resize(width, width * 5 / 8);
    pause(0);
}

bool Camera::openSample()
{
    m_controller.openSample();
    return QTest::qWaitFor(
        [this] { return window()->view() && m_controller.workspace() && m_controller.workspace()->isSample(); },
        kPatienceMs);
}

bool Camera::openNew(const QString &name)
{
    const QString file = m_workspaceFolder + u'/' + name + u".leadline"_s;
    m_controller.openFile(file, true);
    return QTest::qWaitFor(
        [this, &name] { return window()->view() && m_controller.workspace()->name() == name; }, kPatienceMs);
}

void Camera::dashboard(const QString &role, const QString &page, const QString &name)
{
    WorkspaceView *view = window()->view();
    view->navigation()->select(role, page);
    view->showPage(role, page);
    settle();
    shoot(name.isEmpty() ? role + u'-' + page : name, window());
}

void Camera::settle() const
{
    const auto isReady = [this] {
        return std::ranges::none_of(window()->view()->dashboard()->tiles(),
            [](const Tile *tile) { return tile->state() == Tile::State::Loading; });
    };
    if (!QTest::qWaitFor(isReady, kPatienceMs))
        std::fprintf(stderr, "some widgets never stopped loading\n");
    pause(150); // names of the attention list
}

void Camera::shoot(const QString &name, QWidget *widget)
{
    pause(30);
    QString full = name;
    if (!m_theme.isEmpty())
        full += u'-' + m_theme;
    if (widget == window() && !m_isWindowUsual)
        full += u"-%1"_s.arg(window()->width());
    full += m_suffix;
    const QString file = u"%1/%2.png"_s.arg(m_folder, full);
    if (!widget->grab().save(file))
        std::fprintf(stderr, "%s could not be written\n", qPrintable(file));
    for (const QString &text : cutTexts(widget))
        std::fprintf(stderr, "%s: cut: %s\n", qPrintable(full), qPrintable(text));
}

void Camera::pause(int ms)
{
    QTest::qWait(ms);
}

} // namespace leadline
