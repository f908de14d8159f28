#pragma once

#include <QStringList>
#include <QToolButton>

class QFrame;
class QLineEdit;
class QListWidget;

namespace leadline {

// A button that opens a searchable list with ticks. Nothing ticked means everything; the choice counts when the list
// closes.
class MultiChoice final : public QToolButton {
    Q_OBJECT

public:
    // `every` is what the button says when nothing is chosen ("All teams"), `several` when more than one is ("%n
    // teams").
    MultiChoice(QString every, QString several, QWidget *parent = nullptr);

    void setOptions(const QStringList &options); // chosen ones that are missing are kept and shown
    void setChosen(const QStringList &chosen); // emits nothing
    [[nodiscard]] QStringList chosen() const { return m_chosen; }

Q_SIGNALS:
    void chosenChanged(const QStringList &chosen);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildPopup();
    void open();
    void fill();
    void filter(const QString &text);
    void accept();
    void updateText();

    QString m_every;
    QString m_several;
    QStringList m_options;
    QStringList m_chosen;
    QFrame *m_popup = nullptr; // made when it is first opened: the window starts without it
    QLineEdit *m_search = nullptr;
    QListWidget *m_list = nullptr;
};

} // namespace leadline
