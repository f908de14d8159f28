#include "ui/shell/settings/attentionpage.h"

#include "core/domain/enums.h"
#include "core/workspace/workspace.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QPushButton>

namespace leadline {

static constexpr auto kSetting = "attention"_L1;

AttentionPage::AttentionPage(Workspace *workspace, QWidget *parent)
    : SettingsPage(tr("Attention"),
          tr("What the dashboard's list “What needs attention” looks for. Changes count at once."), parent)
    , m_workspace(workspace)
{
    auto *grid = new QGridLayout;
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(2, 1);
    grid->setHorizontalSpacing(24);
    for (const AttentionRule &rule : defaultAttentionRules()) {
        const int line = grid->rowCount();
        Row row{rule.kind, new QCheckBox(attentionLabel(rule.kind), this), new QDoubleSpinBox(this)};
        row.threshold->setDecimals(rule.kind == AttentionKind::VeryLarge ? 0 : 1);
        row.threshold->setRange(
            rule.kind == AttentionKind::VeryLarge ? 1 : 0.1, rule.kind == AttentionKind::VeryLarge ? 1'000'000 : 3650);
        row.threshold->setGroupSeparatorShown(true);
        row.threshold->setSuffix(u' ' + thresholdUnit(rule.kind));
        row.threshold->setAccessibleName(attentionLabel(rule.kind));
        row.threshold->setMinimumWidth(140);
        grid->addWidget(row.enabled, line, 0);
        grid->addWidget(row.threshold, line, 1);
        m_rows.push_back(row);
    }
    auto *defaults = new QPushButton(tr("Back to the usual thresholds"), this);
    content()->addLayout(grid);
    content()->addSpacing(12);
    content()->addWidget(defaults, 0, Qt::AlignLeft);
    content()->addStretch();
    show(attentionRulesFromJson(workspace->setting(kSetting).toObject()));
    for (const Row &row : m_rows) {
        connect(row.enabled, &QCheckBox::toggled, this, &AttentionPage::save);
        connect(row.threshold, &QDoubleSpinBox::editingFinished, this, &AttentionPage::save);
    }
    connect(defaults, &QPushButton::clicked, this, [this] {
        show(defaultAttentionRules());
        save();
    });
}

void AttentionPage::show(const std::vector<AttentionRule> &rules)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QSignalBlocker quiet(m_rows[i].enabled);
        m_rows[i].enabled->setChecked(rules[i].enabled);
        m_rows[i].threshold->setValue(rules[i].threshold);
        m_rows[i].threshold->setEnabled(rules[i].enabled);
    }
}

std::vector<AttentionRule> AttentionPage::rules() const
{
    std::vector<AttentionRule> rules;
    for (const Row &row : m_rows)
        rules.push_back({row.kind, row.threshold->value(), row.enabled->isChecked()});
    return rules;
}

void AttentionPage::setThreshold(AttentionKind kind, double threshold)
{
    for (const Row &row : m_rows) {
        if (row.kind == kind)
            row.threshold->setValue(threshold);
    }
    save();
}

void AttentionPage::save()
{
    const std::vector<AttentionRule> now = rules();
    for (const Row &row : m_rows)
        row.threshold->setEnabled(row.enabled->isChecked());
    if (now != attentionRulesFromJson(m_workspace->setting(kSetting).toObject()))
        m_workspace->setSetting(kSetting, toJson(now));
}

} // namespace leadline
