#pragma once

#include "ui/present/attentionrules.h"
#include "ui/shell/settings/settingspage.h"

class QCheckBox;
class QDoubleSpinBox;

namespace leadline {

class Workspace;

// The rules of the attention list: which are on, and at what threshold.
class AttentionPage final : public SettingsPage {
    Q_OBJECT

public:
    AttentionPage(Workspace *workspace, QWidget *parent = nullptr);

    [[nodiscard]] std::vector<AttentionRule> rules() const; // as the fields say
    void setThreshold(AttentionKind kind, double threshold);

private:
    void show(const std::vector<AttentionRule> &rules);
    void save();

    struct Row {
        AttentionKind kind;
        QCheckBox *enabled;
        QDoubleSpinBox *threshold;
    };
    Workspace *m_workspace;
    std::vector<Row> m_rows;
};

} // namespace leadline
