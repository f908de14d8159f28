// The page of the metrics, and its editor: with figures, with a mistake, with the columns.
#include "tests/screenshots/camera.h"
#include "tests/screenshots/screens.h"
#include "ui/shell/settings/metrics/metriceditor.h"
#include "ui/shell/settings/metrics/metricpreview.h"
#include "ui/shell/settings/metrics/metricspage.h"
#include "ui/shell/settings/metrics/metrictemplates.h"
#include "ui/shell/settings/settingsdialog.h"

#include <QTabWidget>
#include <QTest>

#include <cstdio>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

void settle(const MetricEditor *editor)
{
    const bool settled = QTest::qWaitFor(
        [editor] { return editor->isChecked() && !editor->preview()->isRunning(); }, Camera::kPatienceMs);
    if (!settled)
        std::fprintf(stderr, "the preview of a metric never came\n");
    Camera::pause(50);
}

} // namespace

void shootMetrics(Camera &camera)
{
    camera.controller().showSettings(u"metrics"_s);
    Camera::pause(100);
    SettingsDialog *dialog = camera.controller().settings();
    auto *page = static_cast<MetricsPage *>(dialog->page(u"metrics"_s));
    page->select(u"Leadline 1/change_lead_time"_s);
    camera.shoot(u"settings-metrics-chosen"_s, dialog);
    const QString select = metricTemplates().last().text;
    MetricEditor *editor = page->write(select, {});
    settle(editor);
    camera.shoot(u"metric-editor"_s, editor);
    editor->setText(QString(select).replace(u"FROM changes"_s, u"FROM chnges"_s));
    settle(editor);
    camera.shoot(u"metric-editor-problem"_s, editor);
    editor->findChild<QTabWidget *>()->setCurrentIndex(1);
    camera.shoot(u"metric-editor-columns"_s, editor);
    editor->setText(select);
    editor->reject();
    dialog->close();
    Camera::pause(50);
}

} // namespace leadline
