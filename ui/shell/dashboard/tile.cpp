#include "ui/shell/dashboard/tile.h"

#include "core/domain/recordexport.h"
#include "ui/shell/dashboard/skeletonview.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/frame/elidedlabel.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/icons.h"
#include "ui/shell/frame/words.h"

#include <QBuffer>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

namespace leadline {

namespace {

constexpr qint64 kStaleAfterMs = 7LL * 24 * 3600 * 1000;

QLabel *makeLabel(const QString &name, QWidget *parent)
{
    auto *label = new ElidedLabel(parent);
    label->setObjectName(name);
    return label;
}

// "fresh 3 h ago", or what is wrong with the freshness; `stale` tells which.
QString freshnessText(const std::vector<Freshness> &freshness, Instant now, bool &stale)
{
    Instant oldest;
    QStringList troubles;
    for (const Freshness &source : freshness) {
        if (source.lastSuccess.isSet() && (!oldest.isSet() || source.lastSuccess < oldest))
            oldest = source.lastSuccess;
        if (!source.complete)
            troubles.append(source.note.isEmpty() ? Tile::tr("%1 is incomplete").arg(source.source)
                                                  : u"%1: %2"_s.arg(source.source, source.note));
    }
    stale = !troubles.isEmpty() || (oldest.isSet() && now.ms() - oldest.ms() > kStaleAfterMs);
    QString text = oldest.isSet() ? Tile::tr("fresh %1").arg(agoText(oldest, now)) : QString();
    if (!troubles.isEmpty())
        text += (text.isEmpty() ? QString() : u" · "_s) + troubles.join(u" · "_s);
    return text;
}

} // namespace

Tile::Tile(WidgetSpec spec, TileContext context, QWidget *body, QWidget *parent)
    : QFrame(parent)
    , m_spec(std::move(spec))
    , m_context(context)
    , m_theme(&Theme::of(ThemeKind::Light))
    , m_body(body)
    , m_header(new QWidget(this))
    , m_title(makeLabel(u"tileTitle"_s, m_header))
    , m_subtitle(makeLabel(u"tileSubtitle"_s, m_header))
    , m_menuButton(new QToolButton(this))
    , m_stack(new QStackedWidget(this))
    , m_skeleton(new SkeletonView(this))
    , m_footer(makeLabel(u"tileFooter"_s, this))
{
    setObjectName(u"tile"_s);
    setAccessibleName(m_spec.title);
    buildHeader();
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_body);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 12, 10);
    layout->setSpacing(6);
    layout->addWidget(m_header);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer);
}

Tile::~Tile() = default;

void Tile::buildHeader()
{
    m_title->setText(m_spec.title);
    m_menuButton->setObjectName(u"tileMenu"_s);
    m_menuButton->setFocusPolicy(Qt::StrongFocus);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setAccessibleName(tr("Menu of %1").arg(m_spec.title));
    m_menuButton->setToolTip(tr("Rows, explanation, copy, save"));
    auto *menu = new QMenu(m_menuButton);
    m_menuButton->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(menu); });
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto *row = new QHBoxLayout(m_header);
    row->setContentsMargins(0, 0, 0, 0);
    row->addLayout(words, 1);
    row->addWidget(m_menuButton, 0, Qt::AlignTop);
    setSubtitle(m_spec.subtitle);
}

void Tile::buildMessage()
{
    if (m_message)
        return;
    m_message = new QWidget(this);
    m_messageTitle = new QLabel(m_message);
    m_messageText = new QLabel(m_message);
    m_fixButton = new QPushButton(m_message);
    m_stack->addWidget(m_message);
    m_messageTitle->setObjectName(u"messageTitle"_s);
    m_messageText->setObjectName(u"messageText"_s);
    for (QLabel *label : {m_messageTitle, m_messageText}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter);
        label->setTextFormat(Qt::PlainText);
    }
    auto *layout = new QVBoxLayout(m_message);
    layout->setContentsMargins(24, 0, 24, 0);
    layout->addStretch();
    layout->addWidget(m_messageTitle);
    layout->addWidget(m_messageText);
    layout->addWidget(m_fixButton, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(m_fixButton, &QPushButton::clicked, this, [this] {
        if (m_state == State::Failed)
            refresh();
        else
            Q_EMIT fixRequested(m_fix);
    });
}

void Tile::fillMenu(QMenu *menu)
{
    menu->clear();
    if (const auto rows = allRows())
        menu->addAction(tr("Rows behind it"), this, [this, rows = *rows] { Q_EMIT rowsRequested(rows); });
    menu->addAction(tr("Explain"), this, &Tile::explain);
    menu->addSeparator();
    menu->addAction(tr("Copy the values"), this, [this] { QGuiApplication::clipboard()->setText(toText()); });
    menu->addAction(tr("Copy the picture"), this, [this] { QGuiApplication::clipboard()->setPixmap(m_stack->grab()); });
    menu->addSeparator();
    menu->addAction(tr("Save as PNG…"), this, [this] { save(u"png"_s); });
    if (!toSvg().isEmpty())
        menu->addAction(tr("Save as SVG…"), this, [this] { save(u"svg"_s); });
    menu->addAction(tr("Save as CSV…"), this, [this] { save(u"csv"_s); });
    menu->addSeparator();
    menu->addAction(tr("Ask again"), this, &Tile::refresh);
}

int Tile::extraCells(int) const
{
    return 0;
}

void Tile::refresh()
{
    ++m_request;
    const FilterState &filter = m_context.filters->current();
    const Workspace &workspace = *m_context.workspace;
    m_period = periodOf(filter, workspace.now(), workspace.calendar(), workspace.dataRange());
    if (m_state != State::Ready) // what is on the screen stays until the new answer is there
        setState(State::Loading);
    load(filter, m_period);
}

void Tile::setTheme(const Theme &theme)
{
    m_theme = &theme;
    m_menuButton->setIcon(icon(u"more"_s, theme.textMuted));
}

void Tile::setState(State state)
{
    m_state = state;
    m_stack->setCurrentWidget(state == State::Loading ? static_cast<QWidget *>(m_skeleton)
            : state == State::Ready                   ? m_body
                                                      : m_message);
    Q_EMIT stateChanged();
}

void Tile::showReady()
{
    setState(State::Ready);
}

void Tile::showEmpty(const EmptyReason &reason)
{
    buildMessage();
    m_fix = reason.fix;
    m_messageTitle->setText(reason.title);
    m_messageTitle->setVisible(!reason.title.isEmpty());
    m_messageText->setText(reason.text);
    m_fixButton->setText(reason.fixText);
    m_fixButton->setVisible(reason.fix != EmptyReason::Fix::None);
    m_footer->clear();
    setState(State::Empty);
}

void Tile::showError(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return;
    buildMessage();
    m_messageTitle->setText(tr("This could not be worked out"));
    m_messageTitle->show();
    m_messageText->setText(error.text);
    m_messageText->setToolTip(error.detail);
    m_fixButton->setText(tr("Try again"));
    m_fixButton->show();
    m_footer->clear();
    setState(State::Failed);
}

void Tile::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setToolTip(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void Tile::setFooter(qint64 n, const std::vector<Freshness> &freshness, const QStringList &notes)
{
    QStringList parts;
    if (n >= 0)
        parts.append(tr("n = %1").arg(countText(n)));
    bool stale = false;
    if (const QString fresh = freshnessText(freshness, m_context.workspace->now(), stale); !fresh.isEmpty())
        parts.append((stale ? u"⚠ "_s : QString()) + fresh);
    parts += notes;
    if (m_footer->property("stale").toBool() != stale) { // polishing anew costs more than all the rest
        m_footer->setProperty("stale", stale);
        m_footer->style()->unpolish(m_footer);
        m_footer->style()->polish(m_footer);
    }
    m_footer->setText(parts.join(u" · "_s));
    m_footer->setToolTip(parts.join(u"\n"_s));
}

QString Tile::toText() const
{
    QStringList lines{m_spec.title, m_subtitle->text()};
    for (const QStringList &row : values())
        lines.append(row.join(u'\t'));
    lines.append(m_footer->text());
    lines.removeAll(QString());
    return lines.join(u'\n') + u'\n';
}

QString Tile::toCsv() const
{
    QString csv;
    for (const QStringList &row : values()) {
        QStringList cells;
        for (const QString &cell : row)
            cells.append(csvCell(cell));
        csv += cells.join(u',') + u"\r\n"_s;
    }
    return csv;
}

void Tile::save(const QString &ending)
{
    const QString name = QString(m_spec.title).replace(u'/', u'-') + u'.' + ending;
    askSaveFile(this, tr("Save “%1”").arg(m_spec.title), name, u"*."_s + ending, [this, ending](const QString &file) {
        QByteArray content;
        if (ending == "csv"_L1) {
            content = toCsv().toUtf8();
        } else if (ending == "svg"_L1) {
            content = toSvg();
        } else {
            QBuffer buffer(&content);
            grab().save(&buffer, "PNG");
        }
        writeFile(this, file, content);
    });
}

void Tile::explain()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("What “%1” shows").arg(m_spec.title));
    dialog->resize(560, 480);
    auto *text = new QTextBrowser(dialog);
    text->setHtml(explanation());
    text->setAccessibleName(dialog->windowTitle());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(text);
    layout->addWidget(buttons);
    dialog->open();
}

} // namespace leadline
