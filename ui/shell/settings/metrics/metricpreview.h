#pragma once

#include "core/base/cancel.h"
#include "core/metrics/metricquery.h"
#include "ui/charts/theme.h"

#include <QElapsedTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace leadline {

class ChartView;
class MetricCatalog;
class Workspace;
struct MetricDefinition;

// A definition on one's own data: its figure, its course over time, how many records are behind it and how long it
// took. Counts on another thread; a newer draft cancels an older one.
class MetricPreview final : public QWidget {
    Q_OBJECT

public:
    MetricPreview(Workspace *workspace, QWidget *parent = nullptr);
    ~MetricPreview() override;

    void setTheme(const Theme &theme);
    void show(std::shared_ptr<const MetricCatalog> catalog, const MetricDefinition &definition);
    void showNothing(const QString &why);
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QString figure() const;
    [[nodiscard]] QString note() const;

Q_SIGNALS:
    void finished();

private:
    void ask();
    void take(const Result<MetricResult> &result);
    void cancel();
    void fillSplits(const MetricDefinition &definition);
    [[nodiscard]] TimeRange period() const;

    Workspace *m_workspace;
    const Theme *m_theme;
    std::shared_ptr<const MetricCatalog> m_catalog;
    QString m_metric;
    QString m_set;
    std::optional<MetricResult> m_result;
    QComboBox *m_period;
    QComboBox *m_grain;
    QComboBox *m_split;
    QLabel *m_figure;
    QLabel *m_note;
    QLabel *m_message;
    QPushButton *m_cancelButton;
    ChartView *m_chart;
    CancelSource m_cancel;
    QElapsedTimer m_clock;
    quint64 m_request = 0;
    bool m_running = false;
};

} // namespace leadline
