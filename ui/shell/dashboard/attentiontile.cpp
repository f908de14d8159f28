#include "ui/shell/dashboard/attentiontile.h"

#include "core/metrics/valueformat.h"
#include "ui/shell/frame/words.h"

#include <QHeaderView>
#include <QTreeWidget>

namespace leadline {

namespace {

constexpr int kCases = 5; // shown below each rule
constexpr int kRuleRole = Qt::UserRole; // index of the finding
constexpr int kIdRole = Qt::UserRole + 1; // of the change; unset for the line "… and 7 more"

QString caseName(const QJsonObject &record)
{
    const QString where = record.value("repository"_L1).toString();
    const qint64 number = record.value("number"_L1).toInteger();
    const QString title = record.value("title"_L1).toString();
    return number > 0 ? u"%1 (#%2)"_s.arg(title, QString::number(number)) : title.isEmpty() ? where : title;
}

} // namespace

AttentionTile::AttentionTile(WidgetSpec spec, TileContext context, QWidget *parent)
    : FactTile(std::move(spec), context, new QTreeWidget, parent)
    , m_tree(static_cast<QTreeWidget *>(body()))
{
    m_tree->setObjectName(u"plain"_s);
    m_tree->setAccessibleName(this->spec().title);
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(true);
    m_tree->setIndentation(16);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) { activate(item); });
    connect(this->context().workspace, &Workspace::settingChanged, this, [this](const QString &key) {
        if (key == "attention"_L1)
            refresh();
    });
}

void AttentionTile::setTheme(const Theme &theme)
{
    FactTile::setTheme(theme);
    if (state() == State::Ready)
        fill();
}

bool AttentionTile::display(const std::vector<ChangeFact> &changes)
{
    const auto rules = attentionRulesFromJson(context().workspace->setting(u"attention"_s).toObject());
    m_findings = findAttention(changes, rules, context().workspace->now());
    fill();
    setSubtitle(subtitleWith({}));
    setFooter(-1, {}, {tr("thresholds: Settings › Attention")});
    if (std::ranges::all_of(m_findings, [](const AttentionFinding &finding) { return finding.hits.empty(); }))
        return false;
    const std::vector<qint64> ids = shownIds();
    context()
        .workspace->records(u"change"_s, ids)
        .then(this, [this, ids, asked = request()](const Result<std::vector<QJsonObject>> &records) {
            if (asked == request() && records)
                nameCases(*records, ids);
        });
    return true;
}

void AttentionTile::fill()
{
    m_tree->clear();
    for (const AttentionFinding &finding : m_findings)
        addFinding(finding);
}

void AttentionTile::addFinding(const AttentionFinding &finding)
{
    const auto index = static_cast<int>(&finding - m_findings.data());
    auto *line = new QTreeWidgetItem(m_tree);
    line->setText(0, attentionText(finding.rule));
    line->setText(1, countText(static_cast<qint64>(finding.hits.size())));
    line->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    line->setData(0, kRuleRole, index);
    QFont font = theme().bodyFont();
    if (finding.hits.empty()) {
        line->setForeground(0, theme().textMuted);
        line->setForeground(1, theme().textMuted);
        return;
    }
    font.setWeight(QFont::DemiBold);
    line->setFont(0, font);
    line->setFont(1, font);
    for (std::size_t i = 0; i < finding.hits.size() && i < kCases; ++i) {
        const AttentionHit &hit = finding.hits[i];
        auto *one = new QTreeWidgetItem(line);
        one->setText(0, m_names.value(hit.id, u"…"_s));
        one->setToolTip(0, one->text(0));
        one->setText(1, formatValue(hit.value, valueUnit(finding.rule.kind)));
        one->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        one->setForeground(1, theme().textMuted);
        one->setData(0, kRuleRole, index);
        one->setData(0, kIdRole, hit.id);
    }
    if (finding.hits.size() > kCases) {
        auto *more = new QTreeWidgetItem(line);
        more->setText(0, tr("… and %n more", nullptr, static_cast<int>(finding.hits.size()) - kCases));
        more->setForeground(0, theme().textMuted);
        more->setData(0, kRuleRole, index);
    }
    const bool first = m_tree->topLevelItemCount() == 1
        || std::ranges::all_of(m_findings.begin(), m_findings.begin() + index,
            [](const AttentionFinding &before) { return before.hits.empty(); });
    line->setExpanded(first);
}

std::vector<qint64> AttentionTile::shownIds() const
{
    std::vector<qint64> ids;
    for (const AttentionFinding &finding : m_findings) {
        for (std::size_t i = 0; i < finding.hits.size() && i < kCases; ++i) {
            if (std::ranges::find(ids, finding.hits[i].id) == ids.end())
                ids.push_back(finding.hits[i].id);
        }
    }
    return ids;
}

void AttentionTile::nameCases(const std::vector<QJsonObject> &records, const std::vector<qint64> &ids)
{
    m_names.clear();
    for (std::size_t i = 0; i < records.size() && i < ids.size(); ++i)
        m_names.insert(ids[i], caseName(records[i]));
    for (int top = 0; top < m_tree->topLevelItemCount(); ++top) {
        QTreeWidgetItem *line = m_tree->topLevelItem(top);
        for (int row = 0; row < line->childCount(); ++row) {
            QTreeWidgetItem *one = line->child(row);
            const QVariant id = one->data(0, kIdRole);
            if (!id.isValid())
                continue;
            one->setText(0, m_names.value(id.toLongLong(), tr("a pull request")));
            one->setToolTip(0, one->text(0));
        }
    }
}

void AttentionTile::activate(QTreeWidgetItem *item)
{
    if (const QVariant id = item->data(0, kIdRole); id.isValid()) {
        Q_EMIT itemRequested(u"change"_s, id.toLongLong());
        return;
    }
    const AttentionFinding &finding = m_findings[static_cast<std::size_t>(item->data(0, kRuleRole).toInt())];
    RowsRequest::OfFact rows{u"change"_s, {}, {},
        finding.rule.kind == AttentionKind::VeryLarge ? tr("Lines") : tr("For"), valueUnit(finding.rule.kind)};
    for (const AttentionHit &hit : finding.hits) {
        rows.ids.push_back(hit.id);
        rows.values.push_back(hit.value);
    }
    if (!rows.ids.empty())
        Q_EMIT rowsRequested({attentionText(finding.rule), std::move(rows)});
}

EmptyReason AttentionTile::nothing() const
{
    return {tr("Nothing needs attention"),
        tr("No pull request breaks one of the rules. Their thresholds are in Settings › Attention."),
        EmptyReason::Fix::None, {}};
}

QString AttentionTile::method() const
{
    QString text = tr("Each line is a rule with its threshold, and the number of pull requests that break it now. Time "
                      "runs around the clock. Pull requests of "
                      "bots are left out. The chosen period does not matter here. Merged pull requests that are not in "
                      "production are looked for only in "
                      "repositories that deploy, and only as far back as 90 days.");
    return text;
}

std::vector<QStringList> AttentionTile::values() const
{
    std::vector<QStringList> rows{{tr("Rule"), tr("Number of pull requests"), tr("Worst")}};
    for (const AttentionFinding &finding : m_findings) {
        rows.push_back({attentionText(finding.rule), QString::number(finding.hits.size()),
            finding.hits.empty() ? QString() : formatValue(finding.hits.front().value, valueUnit(finding.rule.kind))});
    }
    return rows;
}

} // namespace leadline
