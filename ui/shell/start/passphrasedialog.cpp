#include "ui/shell/start/passphrasedialog.h"

#include "core/domain/enums.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace leadline {

namespace {

constexpr int kShortest = 8; // characters; each guess costs half a second, and still a word or two would be found
constexpr int kWidth = 480;

QLabel *paragraph(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

PassphraseDialog::PassphraseDialog(Purpose purpose, const QString &vaultFile, QWidget *parent)
    : QDialog(parent)
    , m_purpose(purpose)
    , m_problem(paragraph({}, this))
    , m_shown(new QCheckBox(tr("&Show what I type"), this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    const bool choosing = purpose == Purpose::Choose;
    setWindowTitle(choosing ? tr("Choose a passphrase") : tr("Enter the passphrase"));
    setMinimumWidth(kWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(
        paragraph(choosing ? tr("No keychain can be used here, so Leadline keeps its keys and tokens in an encrypted "
                                "file, the passphrase vault. It asks for the passphrase each time it starts. Several "
                                "words are easy to remember and hard to guess.")
                           : tr("The keys and tokens of Leadline are in a passphrase vault on this computer."),
            this));
    if (choosing) {
        QLabel *warning = paragraph(tr("Nobody can recover a lost passphrase: what the workspaces hold is lost with "
                                       "it. Keep a copy in a safe place."),
            this);
        warning->setObjectName(u"lossWarning"_s);
        QFont bold = warning->font();
        bold.setBold(true);
        warning->setFont(bold);
        layout->addWidget(warning);
    }
    auto *form = new QFormLayout;
    m_first = addField(tr("Passphrase"));
    form->addRow(tr("&Passphrase"), m_first);
    if (choosing) {
        m_second = addField(tr("The same again"));
        form->addRow(tr("The same &again"), m_second);
    }
    form->addRow(QString(), m_shown);
    layout->addLayout(form);
    m_problem->setObjectName(u"problem"_s);
    m_problem->hide();
    layout->addWidget(m_problem);
    QLabel *place = paragraph(tr("The vault is %1.").arg(QDir::toNativeSeparators(vaultFile)), this);
    place->setObjectName(u"messageText"_s);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(place);
    layout->addWidget(m_buttons);
    m_buttons->button(QDialogButtonBox::Ok)->setText(choosing ? tr("Make the vault") : tr("Open the vault"));
    connect(m_shown, &QCheckBox::toggled, this, [this](bool shown) {
        for (QLineEdit *field : findChildren<QLineEdit *>())
            field->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    });
    connect(m_buttons, &QDialogButtonBox::accepted, this, &PassphraseDialog::submit);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_first->setFocus();
    adjustSize();
}

QLineEdit *PassphraseDialog::addField(const QString &name)
{
    auto *field = new QLineEdit(this);
    field->setEchoMode(QLineEdit::Password);
    field->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    field->setAccessibleName(name);
    return field;
}

void PassphraseDialog::submit()
{
    const QString passphrase = m_first->text();
    if (m_purpose == Purpose::Choose && passphrase.size() < kShortest)
        setProblem(tr("This is too short to protect anything. Use at least %n characters, better four words.", nullptr,
            kShortest));
    else if (passphrase.isEmpty())
        setProblem(tr("Type the passphrase first."));
    else if (m_second && m_second->text() != passphrase)
        setProblem(tr("The two are not the same. Type the same passphrase twice."));
    else
        Q_EMIT entered(passphrase.toUtf8());
}

void PassphraseDialog::setWorking(bool working)
{
    for (QLineEdit *field : findChildren<QLineEdit *>())
        field->setEnabled(!working);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(!working);
    if (working) {
        m_problem->hide();
        return;
    }
    m_first->setFocus();
}

void PassphraseDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->show();
    adjustSize(); // or the fields would give the room
    m_first->selectAll();
    m_first->setFocus();
}

QString PassphraseDialog::problem() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

} // namespace leadline
