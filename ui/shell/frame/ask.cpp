#include "ui/shell/frame/ask.h"

#include "core/domain/enums.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>

namespace leadline {

namespace {

void openDialog(QFileDialog *dialog, std::function<void(QString)> then)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(
        dialog, &QFileDialog::fileSelected, dialog, [then = std::move(then)](const QString &file) { then(file); });
    dialog->open();
}

} // namespace

void askSaveFile(QWidget *parent, const QString &title, const QString &name, const QString &filter,
    std::function<void(QString)> then)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const qsizetype dot = name.lastIndexOf(u'.');
    if (dot >= 0)
        dialog->setDefaultSuffix(name.sliced(dot + 1));
    dialog->selectFile(name);
    openDialog(dialog, std::move(then));
}

void askOpenFile(QWidget *parent, const QString &title, const QString &filter, std::function<void(QString)> then)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    openDialog(dialog, std::move(then));
}

void askFolder(QWidget *parent, const QString &title, std::function<void(QString)> then)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    openDialog(dialog, std::move(then));
}

void tell(QWidget *parent, const QString &title, const QString &text)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, title, text, QMessageBox::Close, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->open();
}

void confirm(QWidget *parent, const QString &text, const QString &yes, std::function<void()> then)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, yes, text, QMessageBox::Cancel, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *button = box->addButton(yes, QMessageBox::AcceptRole);
    QObject::connect(button, &QPushButton::clicked, box, [then = std::move(then)] { then(); });
    box->open();
}

void writeFile(QWidget *parent, const QString &file, const QByteArray &content)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size() || !out.commit()) {
        tell(parent, QFileDialog::tr("The file was not written"),
            QFileDialog::tr("“%1” could not be written: %2. Choose another folder or make room, then try again.")
                .arg(file, out.errorString()));
    }
}

} // namespace leadline
