#include "ui/shell/settings/wizardpages.h"

#include "core/workspace/workspace.h"
#include "ui/shell/frame/ask.h"
#include "ui/shell/settings/proberesult.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

namespace leadline {

// --- which tool

KindPage::KindPage(SourceDraft &draft)
    : m_draft(draft)
    , m_tools(draft.workspace->connectors())
    , m_group(new QButtonGroup(this))
{
    setTitle(tr("Which tool?"));
    setSubTitle(tr("Leadline only reads. What it reads stays on this computer."));
    auto *layout = new QVBoxLayout(this);
    for (std::size_t i = 0; i < m_tools.size(); ++i) {
        auto *button = new QRadioButton(m_tools[i].name, this);
        button->setChecked(i == 0);
        m_group->addButton(button, static_cast<int>(i));
        layout->addWidget(button);
    }
    layout->addStretch();
}

bool KindPage::validatePage()
{
    const int chosen = m_group->checkedId();
    if (chosen < 0)
        return false;
    m_draft.tool = m_tools[static_cast<std::size_t>(chosen)];
    if (m_draft.config.kind != m_draft.tool.kind)
        m_draft.config = SourceConfig{.kind = m_draft.tool.kind, .url = m_draft.tool.defaultUrl};
    return true;
}

// --- where, and with which token

AddressPage::AddressPage(SourceDraft &draft)
    : m_draft(draft)
    , m_name(new QLineEdit(this))
    , m_urlLabel(new QLabel(this))
    , m_url(new QLineEdit(this))
    , m_tokenLabel(new QLabel(tr("&Token"), this))
    , m_token(new QLineEdit(this))
    , m_help(new QLabel(this))
    , m_form(new QFormLayout(this))
{
    auto *browse = new QPushButton(tr("Choose…"), this);
    m_browse = browse;
    auto *address = new QHBoxLayout;
    address->addWidget(m_url, 1);
    address->addWidget(browse);
    m_urlLabel->setBuddy(m_url);
    m_tokenLabel->setBuddy(m_token);
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setAccessibleName(tr("Token"));
    m_name->setAccessibleName(tr("Name of the source"));
    m_help->setWordWrap(true);
    m_help->setOpenExternalLinks(true);
    m_help->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_form->addRow(tr("&Name"), m_name);
    m_form->addRow(m_urlLabel, address);
    m_form->addRow(m_tokenLabel, m_token);
    m_form->addRow(QString(), m_help);
    for (QLineEdit *edit : {m_name, m_url, m_token})
        connect(edit, &QLineEdit::textChanged, this, &QWizardPage::completeChanged);
    connect(browse, &QPushButton::clicked, this, [this] {
        askFolder(this, tr("Choose a Git folder"), [this](const QString &folder) {
            m_url->setText(folder);
            if (m_name->text().isEmpty() || m_name->text() == m_draft.tool.name)
                m_name->setText(QFileInfo(folder).fileName());
        });
    });
}

void AddressPage::initializePage()
{
    const ConnectorDescriptor &tool = m_draft.tool;
    setTitle(tool.name);
    setSubTitle(tool.needsToken ? tr("Where it is, and a token that may read.") : tr("Where it is."));
    m_name->setText(m_draft.config.name.isEmpty() ? tool.name : m_draft.config.name);
    m_name->setEnabled(m_draft.isNew);
    m_urlLabel->setText(tool.urlLabel.isEmpty() ? tr("Address") : tool.urlLabel);
    m_url->setText(m_draft.config.url.isEmpty() ? tool.defaultUrl : m_draft.config.url);
    m_browse->setVisible(!tool.needsToken);
    m_tokenLabel->setVisible(tool.needsToken);
    m_token->setVisible(tool.needsToken);
    m_token->setPlaceholderText(m_draft.isNew ? QString() : tr("unchanged"));
    m_help->setVisible(tool.needsToken);
    m_help->setText(tokenHelp());
    buildSettings();
}

QString AddressPage::tokenHelp() const
{
    QString html =
        u"<p>%1</p>"_s.arg(tr("The token is kept in the system's keychain, not in the workspace. The least it needs:"));
    for (const TokenKind &kind : m_draft.tool.tokenKinds) {
        QStringList scopes;
        for (const QString &scope : kind.leastScopes)
            scopes.append(scope.toHtmlEscaped());
        html += u"<p><b>%1</b>: %2"_s.arg(kind.name.toHtmlEscaped(), scopes.join(u", "_s));
        if (!kind.helpUrl.isEmpty())
            html += u"<br><a href=\"%1\">%2</a>"_s.arg(kind.helpUrl.toHtmlEscaped(), tr("Make one"));
        html += u"</p>"_s;
    }
    return html;
}

void AddressPage::buildSettings()
{
    for (QWidget *old : std::as_const(m_settings))
        m_form->removeRow(old);
    m_settings.clear();
    for (const SettingSpec &setting : m_draft.tool.settings) {
        const QJsonValue value = m_draft.config.options.value(setting.key);
        const QJsonValue now = value.isUndefined() ? setting.defaultValue : value;
        QWidget *editor = nullptr;
        if (setting.type == SettingSpec::Type::Boolean) {
            auto *box = new QCheckBox(setting.label, this);
            box->setChecked(now.toBool());
            editor = box;
        } else if (setting.type == SettingSpec::Type::Integer) {
            auto *box = new QSpinBox(this);
            box->setRange(0, 1'000'000);
            box->setValue(now.toInt());
            editor = box;
        } else if (setting.type == SettingSpec::Type::Choice) {
            auto *box = new QComboBox(this);
            box->addItems(setting.choices);
            box->setCurrentText(now.toString());
            editor = box;
        } else {
            editor = new QLineEdit(now.toString(), this);
        }
        editor->setToolTip(setting.help);
        editor->setAccessibleName(setting.label);
        m_form->addRow(setting.type == SettingSpec::Type::Boolean ? QString() : setting.label, editor);
        m_settings.insert(setting.key, editor);
    }
}

void AddressPage::collectSettings()
{
    for (auto it = m_settings.cbegin(); it != m_settings.cend(); ++it) {
        QJsonValue value;
        if (const auto *box = qobject_cast<QCheckBox *>(it.value()))
            value = box->isChecked();
        else if (const auto *number = qobject_cast<QSpinBox *>(it.value()))
            value = number->value();
        else if (const auto *choice = qobject_cast<QComboBox *>(it.value()))
            value = choice->currentText();
        else if (const auto *text = qobject_cast<QLineEdit *>(it.value()))
            value = text->text();
        m_draft.config.options.insert(it.key(), value);
    }
}

bool AddressPage::isComplete() const
{
    const bool hasToken = !m_draft.tool.needsToken || !m_draft.isNew || !m_token->text().isEmpty();
    return hasToken && !m_name->text().trimmed().isEmpty()
        && (!m_url->text().trimmed().isEmpty() || !m_draft.tool.defaultUrl.isEmpty());
}

bool AddressPage::validatePage()
{
    const QString name = m_name->text().trimmed();
    if (m_draft.isNew) {
        const auto sources = m_draft.workspace->sources();
        if (std::ranges::any_of(sources, [&name](const SourceStatus &source) { return source.config.name == name; })) {
            tell(this, tr("The name is taken"),
                tr("There is a source named “%1” already. Give this one another name.").arg(name));
            return false;
        }
    }
    m_draft.config.name = name;
    m_draft.config.url = m_url->text().trimmed();
    if (!m_token->text().isEmpty())
        m_draft.token = m_token->text().trimmed().toUtf8();
    collectSettings();
    return true;
}

// --- what the token may read

ProbePage::ProbePage(SourceDraft &draft)
    : m_draft(draft)
    , m_result(new QLabel(this))
{
    setTitle(tr("What Leadline may read"));
    setSubTitle(tr("One small question for each kind of record. What is missing can be allowed later."));
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_result);
    layout->addStretch();
}

void ProbePage::initializePage()
{
    m_answered = false;
    m_result->setText(tr("Asking …"));
    Q_EMIT completeChanged();
    m_draft.workspace->probe(m_draft.config, m_draft.token)
        .then(this, [this, asked = ++m_asked](const Result<ProbeReport> &report) {
            if (asked != m_asked)
                return; // the person went back and changed something
            m_answered = report.has_value();
            m_result->setText(report
                    ? probeText(*report)
                    : report.error().text + u"\n\n"_s + tr("Go back to change the address or the token."));
            Q_EMIT completeChanged();
        });
}

// --- which repositories

ScopesPage::ScopesPage(SourceDraft &draft)
    : m_draft(draft)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_more(new QLineEdit(this))
    , m_state(new QLabel(this))
{
    setTitle(tr("What to read"));
    m_search->setPlaceholderText(tr("Search, for example by the organisation"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("What to read"));
    m_more->setAccessibleName(tr("More, typed by hand"));
    m_state->setWordWrap(true);
    auto *all = new QPushButton(tr("Tick all shown"), this);
    auto *none = new QPushButton(tr("Untick all shown"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(all);
    buttons->addWidget(none);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    layout->addWidget(m_state);
    layout->addWidget(m_more);
    connect(m_search, &QLineEdit::textChanged, this, &ScopesPage::filter);
    connect(m_list, &QListWidget::itemChanged, this, &QWizardPage::completeChanged);
    connect(m_more, &QLineEdit::textChanged, this, &QWizardPage::completeChanged);
    connect(all, &QPushButton::clicked, this, [this] { tickShown(true); });
    connect(none, &QPushButton::clicked, this, [this] { tickShown(false); });
}

void ScopesPage::initializePage()
{
    setSubTitle(m_draft.tool.scopeLabel);
    m_more->setPlaceholderText(tr("Others, separated by commas: %1").arg(m_draft.tool.scopeLabel));
    m_list->clear();
    fill({});
    if (!m_draft.tool.canDiscover)
        return;
    m_state->setText(tr("Looking for what there is …"));
    m_draft.workspace->discover(m_draft.config, m_draft.token)
        .then(this, [this](const Result<std::vector<DiscoveredScope>> &scopes) {
            if (!scopes) {
                m_state->setText(scopes.error().text);
                return;
            }
            m_state->setText(tr("%n found", nullptr, static_cast<int>(scopes->size())));
            fill(*scopes);
        });
}

void ScopesPage::fill(const std::vector<DiscoveredScope> &scopes)
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    QStringList known;
    const auto add = [this](const QString &scope, const QString &text) {
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(Qt::UserRole, scope);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(m_draft.config.scopes.contains(scope) ? Qt::Checked : Qt::Unchecked);
    };
    for (const DiscoveredScope &scope : scopes) {
        // The whole name, because two organisations may have a repository of one name, and for the search.
        QString text = scope.title.isEmpty() || scope.scope.endsWith(scope.title)
            ? scope.scope
            : u"%1 (%2)"_s.arg(scope.title, scope.scope);
        if (scope.archived)
            text += tr(" (archived)");
        if (scope.fork)
            text += tr(" (fork)");
        add(scope.scope, text);
        known.append(scope.scope);
    }
    for (const QString &scope : std::as_const(m_draft.config.scopes)) {
        if (!known.contains(scope))
            add(scope, scope);
    }
    filter(m_search->text());
    Q_EMIT completeChanged();
}

void ScopesPage::filter(const QString &text)
{
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setHidden(!m_list->item(row)->text().contains(text, Qt::CaseInsensitive));
}

void ScopesPage::tickShown(bool ticked)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (!m_list->item(row)->isHidden())
            m_list->item(row)->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
    }
}

bool ScopesPage::isComplete() const
{
    if (!m_more->text().trimmed().isEmpty())
        return true;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            return true;
    }
    return false;
}

bool ScopesPage::validatePage()
{
    QStringList scopes;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            scopes.append(m_list->item(row)->data(Qt::UserRole).toString());
    }
    for (const QString &typed : m_more->text().split(u',', Qt::SkipEmptyParts))
        scopes.append(typed.trimmed());
    scopes.removeDuplicates();
    m_draft.config.scopes = scopes;
    return !scopes.isEmpty();
}

// --- how often

SchedulePage::SchedulePage(SourceDraft &draft)
    : m_draft(draft)
    , m_regular(new QCheckBox(tr("&Every"), this))
    , m_hours(new QSpinBox(this))
    , m_atStart(new QCheckBox(tr("When Leadline &starts"), this))
{
    setTitle(tr("How often"));
    setSubTitle(tr("Leadline syncs while it runs. You can always sync by hand."));
    m_hours->setRange(1, 168);
    m_hours->setSuffix(tr(" hours"));
    m_hours->setAccessibleName(tr("Hours between two syncs"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_regular);
    row->addWidget(m_hours);
    row->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_atStart);
    layout->addStretch();
    connect(m_regular, &QCheckBox::toggled, m_hours, &QWidget::setEnabled);
}

void SchedulePage::initializePage()
{
    const SourceConfig &config = m_draft.config;
    m_regular->setChecked(m_draft.isNew || config.everyHours > 0);
    m_hours->setValue(config.everyHours > 0 ? config.everyHours : 4);
    m_hours->setEnabled(m_regular->isChecked());
    m_atStart->setChecked(m_draft.isNew || config.atStart);
}

bool SchedulePage::validatePage()
{
    m_draft.config.everyHours = m_regular->isChecked() ? m_hours->value() : 0;
    m_draft.config.atStart = m_atStart->isChecked();
    return true;
}

} // namespace leadline
