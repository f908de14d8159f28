#include "ui/present/dashboardspec.h"

#include "core/metrics/filtertext.h"

#include "core/domain/enums.h"

#include <QCoreApplication>
#include <QSet>

namespace leadline {

namespace {

constexpr std::array kForms{"cards"_L1, "line"_L1, "bars"_L1, "stacked_bars"_L1, "area"_L1, "scatter"_L1, "ageing"_L1,
    "attention"_L1, "table"_L1};

QString translated(const QJsonValue &value)
{
    const QByteArray text = value.toString().toUtf8();
    return text.isEmpty() ? QString() : QCoreApplication::translate("Dashboard", text.constData());
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue entry : value.toArray())
        list.append(entry.toString());
    return list;
}

std::unexpected<Error> wrong(const QString &widget, const QString &what)
{
    return fail(ErrorKind::Config,
        QCoreApplication::translate("Dashboard", "The dashboard's widget “%1” cannot be shown: %2").arg(widget, what));
}

Result<WidgetSpec> widgetFromJson(const QJsonObject &object)
{
    WidgetSpec widget;
    widget.id = object.value("id"_L1).toString();
    const QString form = object.value("form"_L1).toString();
    const auto known = std::ranges::find_if(kForms, [&form](QLatin1StringView name) { return name == form; });
    if (widget.id.isEmpty())
        return wrong(u"?"_s, u"it has no id."_s);
    if (known == kForms.end())
        return wrong(widget.id, u"its form “%1” is not known."_s.arg(form));
    widget.form = static_cast<WidgetForm>(known - kForms.begin());
    widget.page = object.value("page"_L1).toString();
    widget.title = translated(object.value("title"_L1));
    widget.subtitle = translated(object.value("subtitle"_L1));
    widget.metrics = strings(object.value("metrics"_L1));
    widget.by = strings(object.value("by"_L1));
    widget.about = object.value("about"_L1).toString();
    widget.stageColors = object.value("stage_colors"_L1).toBool();
    widget.series = object.value("series"_L1).toInt(widget.series);
    for (const QJsonValue entry : object.value("where"_L1).toArray())
        widget.where.push_back(metricFilterFromJson(entry.toObject()));
    const QJsonArray cells = object.value("cells"_L1).toArray();
    widget.cells = QRect(cells.at(0).toInt(), cells.at(1).toInt(), cells.at(2).toInt(), cells.at(3).toInt());
    if (cells.size() != 4 || widget.cells.width() < 1 || widget.cells.height() < 1 || widget.cells.left() < 0
        || widget.cells.top() < 0 || widget.cells.left() + widget.cells.width() > kGridColumns)
        return wrong(widget.id, u"“cells” must be [column, row, width, height] inside %1 columns."_s.arg(kGridColumns));
    const bool fromRecords =
        widget.form == WidgetForm::Scatter || widget.form == WidgetForm::Ageing || widget.form == WidgetForm::Attention;
    if (widget.metrics.isEmpty() && !fromRecords)
        return wrong(widget.id, u"it names no metric."_s);
    return widget;
}

} // namespace

Result<DashboardSpec> dashboardFromJson(const QJsonObject &object)
{
    DashboardSpec dashboard{.role = object.value("role"_L1).toString(),
        .title = translated(object.value("title"_L1)),
        .note = translated(object.value("note"_L1)),
        .pages = {},
        .widgets = {}};
    for (const QJsonValue entry : object.value("pages"_L1).toArray()) {
        const QJsonObject page = entry.toObject();
        dashboard.pages.push_back(
            {page.value("id"_L1).toString(), translated(page.value("title"_L1)), page.value("icon"_L1).toString()});
    }
    QSet<QString> ids;
    for (const QJsonValue entry : object.value("widgets"_L1).toArray()) {
        auto widget = widgetFromJson(entry.toObject());
        if (!widget)
            return std::unexpected(widget.error());
        if (ids.contains(widget->id))
            return wrong(widget->id, u"another widget has the same id."_s);
        if (std::ranges::none_of(dashboard.pages, [&widget](const PageSpec &page) { return page.id == widget->page; }))
            return wrong(widget->id, u"its page “%1” is not in the list of pages."_s.arg(widget->page));
        ids.insert(widget->id);
        dashboard.widgets.push_back(std::move(*widget));
    }
    if (dashboard.widgets.empty())
        return fail(ErrorKind::Config, QCoreApplication::translate("Dashboard", "The dashboard has no widgets."));
    return dashboard;
}

} // namespace leadline
