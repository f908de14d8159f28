#include "ui/shell/frame/multichoice.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QStyle>
#include <QVBoxLayout>

namespace leadline {

MultiChoice::MultiChoice(QString every, QString several, QWidget *parent)
    : QToolButton(parent)
    , m_every(std::move(every))
    , m_several(std::move(several))
{
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QToolButton::clicked, this, &MultiChoice::open);
    updateText();
}

void MultiChoice::buildPopup()
{
    m_popup = new QFrame(this, Qt::Popup);
    m_search = new QLineEdit(m_popup);
    m_list = new QListWidget(m_popup);
    m_popup->setObjectName(QStringLiteral("choicePopup"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search in the list"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(m_every);
    auto *clear = new QPushButton(m_every, m_popup);
    auto *done = new QPushButton(tr("Apply"), m_popup);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(clear);
    buttons->addStretch();
    buttons->addWidget(done);
    auto *layout = new QVBoxLayout(m_popup);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_search);
    layout->addWidget(m_list);
    layout->addLayout(buttons);

    connect(m_search, &QLineEdit::textChanged, this, &MultiChoice::filter);
    connect(done, &QPushButton::clicked, m_popup, &QWidget::close);
    connect(clear, &QPushButton::clicked, this, [this] {
        for (int row = 0; row < m_list->count(); ++row)
            m_list->item(row)->setCheckState(Qt::Unchecked);
        m_popup->close();
    });
    connect(m_list, &QListWidget::itemActivated, this, [](QListWidgetItem *item) {
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    });
    m_popup->installEventFilter(this);
    m_search->installEventFilter(this);
}

void MultiChoice::setOptions(const QStringList &options)
{
    m_options = options;
    m_options.removeAll(QString());
}

void MultiChoice::setChosen(const QStringList &chosen)
{
    m_chosen = chosen;
    updateText();
}

bool MultiChoice::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_popup && event->type() == QEvent::Hide)
        accept();
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down) {
            m_list->setFocus();
            if (m_list->currentRow() < 0)
                m_list->setCurrentRow(0);
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_popup->close();
            return true;
        }
    }
    return QToolButton::eventFilter(watched, event);
}

void MultiChoice::open()
{
    if (!m_popup)
        buildPopup();
    fill();
    m_search->clear();
    m_popup->resize(std::max(280, width()), 340);
    QPoint place = mapToGlobal(QPoint(0, height() + 2));
    if (const QScreen *shown = screen()) {
        const QRect room = shown->availableGeometry();
        place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - m_popup->width())));
    }
    m_popup->move(place);
    m_popup->show();
    m_search->setFocus();
}

void MultiChoice::fill()
{
    m_list->clear();
    QStringList all = m_options;
    for (const QString &name : m_chosen) {
        if (!all.contains(name))
            all.append(name);
    }
    for (const QString &name : all) {
        auto *item = new QListWidgetItem(name, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(m_chosen.contains(name) ? Qt::Checked : Qt::Unchecked);
    }
}

void MultiChoice::filter(const QString &text)
{
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setHidden(!m_list->item(row)->text().contains(text, Qt::CaseInsensitive));
}

void MultiChoice::accept()
{
    QStringList chosen;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            chosen.append(m_list->item(row)->text());
    }
    if (chosen == m_chosen)
        return;
    m_chosen = chosen;
    updateText();
    Q_EMIT chosenChanged(m_chosen);
}

void MultiChoice::updateText()
{
    if (m_chosen.isEmpty())
        setText(m_every);
    else if (m_chosen.size() == 1)
        setText(m_chosen.first());
    else
        setText(m_several.arg(m_chosen.size()));
    setText(text() + QStringLiteral("  ▾"));
    setAccessibleName(text());
    setToolTip(m_chosen.join(QStringLiteral(", ")));
    if (property("active").toBool() == !m_chosen.isEmpty())
        return;
    setProperty("active", !m_chosen.isEmpty());
    style()->unpolish(this);
    style()->polish(this);
}

} // namespace leadline
