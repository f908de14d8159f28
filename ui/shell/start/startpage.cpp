#include "ui/shell/start/startpage.h"

#include "core/domain/enums.h"
#include "ui/charts/theme.h"
#include "ui/shell/frame/icons.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace leadline {

namespace {

QLabel *label(const QString &text, const QString &name, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    made->setObjectName(name);
    made->setWordWrap(true);
    made->setAttribute(Qt::WA_TransparentForMouseEvents);
    return made;
}

constexpr int kColumnWidth = 560;

} // namespace

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_theme(&Theme::of(ThemeKind::Light))
    , m_column(new QWidget(this))
    , m_choices(new QVBoxLayout)
    , m_recent(new QVBoxLayout)
    , m_message(label({}, u"messageText"_s, m_column))
{
    m_column->setFixedWidth(kColumnWidth);
    auto *layout = new QVBoxLayout(m_column);
    layout->setSpacing(12);
    layout->addLayout(m_choices);
    layout->addSpacing(4);
    layout->addWidget(m_message);
    layout->addSpacing(12);
    layout->addLayout(m_recent);
    auto *page = new QVBoxLayout(this);
    page->addStretch(2);
    auto *middle = new QHBoxLayout; // so that the page asks how high the column is at its own width
    middle->addStretch();
    middle->addWidget(m_column);
    middle->addStretch();
    page->addLayout(middle);
    page->addStretch(3);
    m_choices->setSpacing(12);
    m_recent->setSpacing(2);
    m_message->hide();
}

void StartPage::build()
{
    if (!m_cards.empty())
        return;
    m_choices->addWidget(label(tr("Leadline"), u"pageTitle"_s, m_column));
    m_choices->addWidget(label(
        tr("How delivery is going, why, and what is at risk. What Leadline reads stays on this computer, encrypted."),
        u"messageText"_s, m_column));
    m_choices->addSpacing(12);
    m_choices->addWidget(makeCard(u"sample"_s, tr("Explore the sample organisation"),
        tr("Two years of eight invented teams. Nothing to connect; good for a first look."),
        &StartPage::sampleRequested));
    m_choices->addWidget(makeCard(u"plug"_s, tr("Connect a tool"),
        tr("GitHub, with a token that may only read. You choose the repositories."), &StartPage::connectRequested));
    m_choices->addWidget(makeCard(u"folder"_s, tr("Open a Git folder"),
        tr("Any clone on this computer: no token, no network. You can also drop it here."),
        &StartPage::folderRequested));
    setTheme(*m_theme);
    showRecentFiles();
}

void StartPage::showEvent(QShowEvent *event)
{
    if (!m_busy) // else what can be chosen comes afterwards
        build();
    QWidget::showEvent(event);
}

QWidget *StartPage::makeCard(
    const QString &iconName, const QString &title, const QString &text, void (StartPage::*intent)())
{
    auto *card = new QPushButton(this);
    card->setObjectName(u"startCard"_s);
    card->setAccessibleName(title);
    card->setAccessibleDescription(text);
    card->setCursor(Qt::PointingHandCursor);
    card->setMinimumHeight(76);
    auto *picture = label({}, u"startIcon"_s, card);
    picture->setFixedSize(28, 28);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(label(title, u"tileTitle"_s, card));
    words->addWidget(label(text, u"messageText"_s, card));
    auto *row = new QHBoxLayout(card);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(16);
    row->addWidget(picture);
    row->addLayout(words, 1);
    connect(card, &QPushButton::clicked, this, intent);
    m_icons.emplace_back(picture, iconName);
    m_cards.push_back(card);
    return card;
}

void StartPage::setTheme(const Theme &theme)
{
    m_theme = &theme;
    for (const auto &[picture, name] : m_icons)
        picture->setPixmap(icon(name, theme.accent).pixmap(QSize(28, 28), devicePixelRatio()));
}

void StartPage::setRecentFiles(const QStringList &files)
{
    m_recentFiles = files;
    if (!m_cards.empty())
        showRecentFiles();
}

void StartPage::showRecentFiles()
{
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (m_recentFiles.isEmpty())
        return;
    m_recent->addWidget(label(tr("Opened before"), u"tileTitle"_s, this));
    for (const QString &file : std::as_const(m_recentFiles)) {
        auto *button = new QPushButton(QFileInfo(file).completeBaseName(), this);
        button->setFlat(true);
        button->setStyleSheet(u"text-align: left; padding: 4px 0;"_s);
        button->setToolTip(file);
        connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT fileRequested(file); });
        m_recent->addWidget(button);
    }
}

void StartPage::setBusy(const QString &text)
{
    m_busy = !text.isEmpty();
    if (!m_busy && isVisible())
        build();
    for (QWidget *card : m_cards)
        card->setEnabled(!m_busy);
    say(text, u"messageText"_s);
}

void StartPage::setProblem(const QString &text)
{
    setBusy({});
    say(text, u"problem"_s);
}

void StartPage::say(const QString &text, const QString &kind)
{
    m_message->setObjectName(kind);
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

QString StartPage::message() const
{
    return m_message->isHidden() ? QString() : m_message->text();
}

} // namespace leadline
