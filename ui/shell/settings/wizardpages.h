#pragma once

#include "ui/shell/settings/sourcewizard.h"

#include <QWizardPage>

class QButtonGroup;
class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QSpinBox;
class QVBoxLayout;

namespace leadline {

class KindPage final : public QWizardPage {
    Q_OBJECT

public:
    explicit KindPage(SourceDraft &draft);
    bool validatePage() override;

private:
    SourceDraft &m_draft;
    std::vector<ConnectorDescriptor> m_tools;
    QButtonGroup *m_group;
};

class AddressPage final : public QWizardPage {
    Q_OBJECT

public:
    explicit AddressPage(SourceDraft &draft);
    void initializePage() override;
    [[nodiscard]] bool isComplete() const override;
    bool validatePage() override;

private:
    void buildSettings();
    void collectSettings();
    [[nodiscard]] QString tokenHelp() const;

    SourceDraft &m_draft;
    QLineEdit *m_name;
    QLabel *m_urlLabel;
    QLineEdit *m_url;
    QWidget *m_browse;
    QLabel *m_tokenLabel;
    QLineEdit *m_token;
    QLabel *m_help;
    QFormLayout *m_form;
    QHash<QString, QWidget *> m_settings; // by the key of the setting
};

class ProbePage final : public QWizardPage {
    Q_OBJECT

public:
    explicit ProbePage(SourceDraft &draft);
    void initializePage() override;
    [[nodiscard]] bool isComplete() const override { return m_answered; }

private:
    SourceDraft &m_draft;
    QLabel *m_result;
    bool m_answered = false;
    int m_asked = 0;
};

class ScopesPage final : public QWizardPage {
    Q_OBJECT

public:
    explicit ScopesPage(SourceDraft &draft);
    void initializePage() override;
    [[nodiscard]] bool isComplete() const override;
    bool validatePage() override;

private:
    void fill(const std::vector<DiscoveredScope> &scopes);
    void filter(const QString &text);
    void tickShown(bool ticked);

    SourceDraft &m_draft;
    QLineEdit *m_search;
    QListWidget *m_list;
    QLineEdit *m_more; // typed by hand
    QLabel *m_state;
};

class SchedulePage final : public QWizardPage {
    Q_OBJECT

public:
    explicit SchedulePage(SourceDraft &draft);
    void initializePage() override;
    bool validatePage() override;

private:
    SourceDraft &m_draft;
    QCheckBox *m_regular;
    QSpinBox *m_hours;
    QCheckBox *m_atStart;
};

} // namespace leadline
