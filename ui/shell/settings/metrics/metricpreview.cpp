#include "ui/shell/settings/metrics/metricpreview.h"

#include "core/domain/enums.h"
#include "core/metrics/metriccatalog.h"
#include "core/metrics/valueformat.h"
#include "core/workspace/workspace.h"
#include "ui/charts/chartview.h"
#include "ui/present/pictures.h"
#include "ui/shell/frame/words.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace leadline {

namespace {

constexpr int kPeriods[] = {30, 90, 365, 730}; // days
constexpr int kMostNotes = 3;

// The columns of a fact that hold names: text, and no time (a time also stands as a number).
QStringList namesOf(const SqlView &view)
{
    QStringList all;
    for (const SqlViewColumn &column : view.columns)
        all.append(column.name);
    QStringList names;
    for (const SqlViewColumn &column : view.columns) {
        if (column.type == "text"_L1 && !all.contains(column.name + u"_ms"_s))
            names.append(column.name);
    }
    return names;
}

// What every part of the metric can be split by.
QStringList dimensionsOf(
    const MetricCatalog &catalog, const MetricDefinition &definition, const std::vector<SqlView> &views)
{
    std::optional<QStringList> common;
    const auto narrow = [&common](const QStringList &names) {
        if (!common)
            common = names;
        else
            common->removeIf([&names](const QString &name) { return !names.contains(name); });
    };
    for (const MetricDefinition *part : catalog.partsOf(definition)) {
        const auto view = std::ranges::find(views, part->fact, &SqlView::fact);
        if (part->isSql())
            narrow(part->sqlDimensions());
        else if (view != views.end())
            narrow(namesOf(*view));
    }
    return common.value_or(QStringList());
}

} // namespace

MetricPreview::MetricPreview(Workspace *workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_theme(&Theme::of(ThemeKind::Light))
    , m_period(new QComboBox(this))
    , m_grain(new QComboBox(this))
    , m_split(new QComboBox(this))
    , m_figure(new QLabel(this))
    , m_note(new QLabel(this))
    , m_message(new QLabel(this))
    , m_cancelButton(new QPushButton(tr("Cancel"), this))
    , m_chart(new ChartView(this))
{
    for (const int days : kPeriods)
        m_period->addItem(tr("Last %n day(s)", nullptr, days), days);
    m_period->setCurrentIndex(1);
    for (const auto &[name, grain] : {std::pair(tr("by day"), Grain::Day), std::pair(tr("by week"), Grain::Week),
             std::pair(tr("by month"), Grain::Month), std::pair(tr("by quarter"), Grain::Quarter)})
        m_grain->addItem(name, static_cast<int>(grain));
    m_grain->setCurrentIndex(1);
    m_split->addItem(tr("not split"), QString());
    m_period->setAccessibleName(tr("Period of the preview"));
    m_grain->setAccessibleName(tr("Steps of the preview"));
    m_split->setAccessibleName(tr("Split the preview by"));
    m_figure->setObjectName(u"pageTitle"_s);
    m_note->setObjectName(u"note"_s);
    m_note->setWordWrap(true);
    m_message->setObjectName(u"messageText"_s);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_cancelButton->setAccessibleName(tr("Cancel the preview"));
    m_cancelButton->hide();
    m_chart->setMinimumHeight(180);
    auto *choices = new QHBoxLayout;
    for (QComboBox *box : {m_period, m_grain, m_split}) {
        choices->addWidget(box);
        connect(box, &QComboBox::currentIndexChanged, this, &MetricPreview::ask);
    }
    choices->addStretch();
    auto *head = new QHBoxLayout;
    head->addWidget(m_figure, 1);
    head->addWidget(m_cancelButton);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(choices);
    layout->addLayout(head);
    layout->addWidget(m_message);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_note);
    layout->addStretch();
    connect(m_cancelButton, &QPushButton::clicked, this, &MetricPreview::cancel);
    showNothing({});
}

MetricPreview::~MetricPreview()
{
    m_cancel.cancel();
}

void MetricPreview::setTheme(const Theme &theme)
{
    m_theme = &theme;
    m_chart->setTheme(theme);
}

QString MetricPreview::figure() const
{
    return m_figure->text();
}

QString MetricPreview::note() const
{
    return m_note->text();
}

void MetricPreview::fillSplits(const MetricDefinition &definition)
{
    const QString chosen = m_split->currentData().toString();
    const QSignalBlocker quiet(m_split);
    m_split->clear();
    m_split->addItem(tr("not split"), QString());
    for (const QString &dimension : dimensionsOf(*m_catalog, definition, m_workspace->sqlViews()))
        m_split->addItem(tr("by %1").arg(QString(dimension).replace(u'_', u' ')), dimension);
    m_split->setCurrentIndex(std::max(0, m_split->findData(chosen)));
}

void MetricPreview::show(std::shared_ptr<const MetricCatalog> catalog, const MetricDefinition &definition)
{
    m_catalog = std::move(catalog);
    m_metric = definition.id;
    m_set = definition.set;
    fillSplits(definition);
    ask();
}

void MetricPreview::showNothing(const QString &why)
{
    m_cancel.cancel();
    ++m_request;
    m_running = false;
    m_catalog.reset();
    m_result.reset();
    m_figure->clear();
    m_note->clear();
    m_message->setText(why);
    m_message->setVisible(!why.isEmpty());
    m_chart->hide();
    m_cancelButton->hide();
}

TimeRange MetricPreview::period() const
{
    const QTimeZone zone = m_workspace->calendar().zone;
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_workspace->now().ms(), zone).date();
    return daysBetween(today.addDays(1 - m_period->currentData().toInt()), today, zone);
}

void MetricPreview::ask()
{
    if (!m_catalog)
        return;
    m_cancel.cancel();
    m_cancel = CancelSource();
    MetricQuery query;
    query.metric = m_metric;
    query.set = m_set;
    query.range = period();
    query.grain = static_cast<Grain>(m_grain->currentData().toInt());
    query.compare = CompareWith::PreviousPeriod;
    if (const QString split = m_split->currentData().toString(); !split.isEmpty())
        query.by = {split};
    m_running = true;
    m_cancelButton->show();
    m_clock.start();
    m_workspace->preview(m_catalog, query, m_cancel.token())
        .then(this, [this, asked = ++m_request](const Result<MetricResult> &result) {
            if (asked == m_request)
                take(result);
        });
}

void MetricPreview::cancel()
{
    m_cancel.cancel();
    ++m_request;
    take(fail(ErrorKind::Cancelled, tr("Cancelled. Any change starts it again.")));
}

void MetricPreview::take(const Result<MetricResult> &result)
{
    const qint64 took = m_clock.elapsed();
    m_running = false;
    m_cancelButton->hide();
    m_message->setVisible(!result);
    m_chart->setVisible(result.has_value());
    if (!result) {
        m_result.reset();
        m_figure->clear();
        m_note->clear();
        m_message->setText(result.error().text);
        Q_EMIT finished();
        return;
    }
    m_result = *result;
    qint64 n = 0;
    for (const MetricSeries &series : result->series)
        n += series.total.n;
    const bool single = result->query.by.isEmpty() && !result->series.empty();
    m_figure->setText(single ? formatValue(result->series.front().total.value, result->unit) : tr("Split"));
    QStringList notes{tr("n = %1").arg(countText(n)), tr("took %1 ms").arg(QLocale().toString(took))};
    if (single) {
        const MetricSeries &series = result->series.front();
        const DeltaText delta = describeDelta(series.total.value, series.previous.value, result->unit, result->better,
            comparedWords(result->query.range, result->query.compare, m_workspace->calendar().zone));
        if (!delta.text.isEmpty())
            notes.prepend(delta.text);
    }
    for (const ExcludedCount &excluded : result->excluded) {
        if (excluded.count > 0)
            notes.append(tr("%1 left out: %2").arg(countText(excluded.count), excluded.reason));
    }
    notes += result->notes.first(std::min<qsizetype>(result->notes.size(), kMostNotes));
    m_note->setText(notes.join(u" · "_s));
    WidgetSpec widget;
    widget.form = WidgetForm::Line;
    widget.title = result->title;
    widget.metrics = {m_metric};
    widget.by = result->query.by;
    if (!result->series.empty())
        m_chart->setSpec(chartOf(widget, {&*m_result}, *m_theme, m_workspace->calendar().zone).spec);
    m_chart->setVisible(!result->series.empty());
    Q_EMIT finished();
}

} // namespace leadline
