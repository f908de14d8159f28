// The yardstick: a program that shows an empty main window and ends after its first paint.
#include "tests/bench/window/sincestart.h"

#include <QApplication>
#include <QMainWindow>
#include <QTimer>

class EmptyWindow final : public QMainWindow {
protected:
    void paintEvent(QPaintEvent *event) override
    {
        QMainWindow::paintEvent(event);
        QTimer::singleShot(0, this, [] {
            printSinceStart();
            QApplication::quit();
        });
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    EmptyWindow window;
    window.resize(1440, 900);
    window.show();
    return QApplication::exec();
}
