#include "ui/shell/dashboard/facttile.h"

#include "core/metrics/filtertext.h"
#include "ui/present/attentionrules.h"
#include "ui/shell/frame/filterhistory.h"
#include "ui/shell/frame/uistate.h"

namespace leadline {

FactTile::FactTile(WidgetSpec spec, TileContext context, QWidget *body, QWidget *parent)
    : Tile(std::move(spec), context, body, parent)
{
}

void FactTile::load(const FilterState &filter, const TimeRange &period)
{
    auto fixed = withPerson(spec().where, context().state->me(context().workspace->file()));
    if (!fixed) {
        showEmpty(withoutPerson(false));
        return;
    }
    m_where = filtersFor(filter, {u"change"_s});
    m_where.insert(m_where.end(), fixed->begin(), fixed->end());
    m_where.push_back(withoutBots());
    const auto rules = attentionRulesFromJson(context().workspace->setting(u"attention"_s).toObject());
    const Instant since = std::min(period.from, attentionSince(rules, context().workspace->now()));
    auto facts = context().workspace->facts(u"change"_s, changeColumns(), m_where, since);
    facts.then(this, [this, asked = request(), period](const Result<FactTable> &table) {
        if (asked != request())
            return;
        if (!table) {
            showError(table.error());
            return;
        }
        setSubtitle(subtitleWith({})); // a widget with nothing to show must not name the period before
        const std::vector<ChangeFact> changes = changesOf(*table);
        if (changes.empty())
            showEmpty(emptyReason(context(), u"change"_s, period));
        else if (display(changes))
            showReady();
        else
            showEmpty(nothing());
    });
}

QString FactTile::subtitleWith(const QString &what) const
{
    QStringList parts{spec().subtitle};
    const FilterState &filter = context().filters->current();
    for (const QStringList &chosen : {filter.teams, filter.services, filter.repositories}) {
        if (!chosen.isEmpty())
            parts.append(
                chosen.size() <= 2 ? chosen.join(u", "_s) : tr("%n chosen", nullptr, static_cast<int>(chosen.size())));
    }
    parts.append(what);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

QString FactTile::explanation() const
{
    QString html = u"<h3>%1</h3><p>%2</p>"_s.arg(spec().title.toHtmlEscaped(), method().toHtmlEscaped());
    QStringList lines;
    for (const MetricFilter &filter : m_where)
        lines.append(filterWords(filter).toHtmlEscaped());
    if (!lines.isEmpty())
        html += u"<p>%1</p><ul><li>%2</li></ul>"_s.arg(tr("Filters:"), lines.join(u"</li><li>"_s));
    return html;
}

} // namespace leadline
