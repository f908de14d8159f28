// Lines that break the rules named behind them. ./dev check looks here first and fails unless it finds exactly them:
// a tool that is missing, or that sees nothing, must not pass for a clean tree.
#include "planted.h"

#include <QTimer>

#include <utility>

#define PLANTED__MACRO 1 // breaks: bugprone-reserved-identifier

class Planted final : public QObject {
    Q_OBJECT

public:
    explicit Planted(QObject *parent)
        : QObject(parent)
    {
        connect(this, &Planted::changed, this, &Planted::notASignal);
        connect(this, &Planted::notASignal, this, &Planted::changed); // breaks: clazy-connect-non-signal
    }

    void notASignal() { }

Q_SIGNALS:
    void changed();
};

void plantedFaults(QTimer &timer, QObject &context)
{
    QObject::connect(&timer, &QTimer::timeout, &context, [] { });
    QObject::connect(&timer, &QTimer::stop, &context, [] { }); // breaks: clazy-connect-non-signal
    QString text =
        QStringLiteral("%1 %2").arg(timer.objectName()).arg(context.objectName()); // breaks: clazy-qstring-arg
    const QString moved = std::move(text);
    text.append(moved); // breaks: bugprone-use-after-move
    const int *nothing = 0; // breaks: modernize-use-nullptr
    timer.setInterval(nothing ? PLANTED__MACRO : 2);
}
