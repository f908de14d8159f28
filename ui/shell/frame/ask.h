#pragma once

#include <QString>

#include <functional>

class QWidget;

// Questions that never stop the event loop: the answer comes later.
namespace leadline {

void askSaveFile(QWidget *parent, const QString &title, const QString &name, const QString &filter,
    std::function<void(QString)> then);
void askOpenFile(QWidget *parent, const QString &title, const QString &filter, std::function<void(QString)> then);
void askFolder(QWidget *parent, const QString &title, std::function<void(QString)> then);
void tell(QWidget *parent, const QString &title, const QString &text); // something went wrong, or is worth knowing
// Asks before something that cannot be taken back; `yes` names the deed ("Remove").
void confirm(QWidget *parent, const QString &text, const QString &yes, std::function<void()> then);
void writeFile(QWidget *parent, const QString &file, const QByteArray &content); // atomically; tells what went wrong

} // namespace leadline
