#pragma once

#include "ui/present/attentionrules.h"
#include "ui/shell/dashboard/facttile.h"

class QTreeWidget;
class QTreeWidgetItem;

namespace leadline {

// The list of what needs attention: a line for each rule with its threshold and count, the worst cases below it.
class AttentionTile final : public FactTile {
    Q_OBJECT

public:
    AttentionTile(WidgetSpec spec, TileContext context, QWidget *parent);

    void setTheme(const Theme &theme) override;

protected:
    bool display(const std::vector<ChangeFact> &changes) override;
    [[nodiscard]] EmptyReason nothing() const override;
    [[nodiscard]] QString method() const override;
    [[nodiscard]] std::vector<QStringList> values() const override;

private:
    void fill();
    void addFinding(const AttentionFinding &finding);
    void nameCases(const std::vector<QJsonObject> &records, const std::vector<qint64> &ids);
    void activate(QTreeWidgetItem *item);
    [[nodiscard]] std::vector<qint64> shownIds() const;

    QTreeWidget *m_tree;
    std::vector<AttentionFinding> m_findings;
    QHash<qint64, QString> m_names; // "owner/name#12 Title"
};

} // namespace leadline
