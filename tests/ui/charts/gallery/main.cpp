#include "../samples.h"

#include "ui/charts/chartview.h"
#include "ui/charts/cloudview.h"
#include "ui/charts/metriccard.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QMouseEvent>
#include <QPainter>

#include <cstdio>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

QString themeName(ThemeKind kind)
{
    static const QString names[] = {u"light"_s, u"dark"_s, u"contrast"_s, u"print"_s};
    return names[static_cast<int>(kind)];
}

// A page of cells, each painted by its own callback.
class Page {
public:
    Page(QSize size, double ratio, const Theme &theme)
        : m_image(QSizeF(QSizeF(size) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied)
        , m_theme(theme)
    {
        m_image.setDevicePixelRatio(ratio);
        m_image.fill(theme.window);
        m_painter.begin(&m_image);
    }

    void chart(const QRectF &cell, const ChartSpec &spec)
    {
        m_painter.fillRect(cell, m_theme.surface);
        paintChart(m_painter, cell.adjusted(12, 10, -12, -10), spec, m_theme);
    }

    void cloud(const QRectF &cell, const CloudSpec &spec)
    {
        m_painter.fillRect(cell, m_theme.surface);
        paintCloud(m_painter, cell.adjusted(12, 10, -12, -10), spec, m_theme);
    }

    void card(const QRectF &cell, const CardSpec &spec) { paintCard(m_painter, cell, spec, m_theme); }

    void save(const QString &path)
    {
        m_painter.end();
        m_image.save(path);
    }

private:
    QImage m_image;
    const Theme &m_theme;
    QPainter m_painter;
};

double cardHeight()
{
    return MetricCard().sizeHint().height();
}

void paintForms(Page &page)
{
    page.chart(QRectF(16, 16, 620, 240), samples::leadTimeLine(26));
    page.chart(QRectF(652, 16, 620, 240), samples::teamLines(26));
    page.chart(QRectF(16, 272, 620, 240), samples::stageBars(13));
    page.chart(QRectF(652, 272, 620, 240), samples::throughputBars(26));
    page.chart(QRectF(16, 528, 620, 240), samples::workTypeBars());
    page.chart(QRectF(652, 528, 620, 240), samples::flowArea(90));
    page.cloud(QRectF(16, 784, 620, 280), samples::cycleTimeCloud(900));
    page.cloud(QRectF(652, 784, 620, 280), samples::ageingCloud());
    double x = 16;
    for (const CardSpec &card : samples::cards()) {
        page.card(QRectF(x, 1080, 300, cardHeight()), card);
        x += 318;
    }
}

void paintNarrow(Page &page)
{
    page.chart(QRectF(16, 16, 300, 180), samples::leadTimeLine(26));
    page.chart(QRectF(332, 16, 300, 180), samples::teamLines(13));
    page.chart(QRectF(648, 16, 300, 180), samples::stageBars(8));
    page.chart(QRectF(16, 212, 300, 180), samples::workTypeBars());
    page.chart(QRectF(332, 212, 300, 180), samples::flowArea(30));
    page.chart(QRectF(648, 212, 300, 180), samples::throughputBars(104));
    CloudSpec logarithmic = samples::cycleTimeCloud(3000);
    logarithmic.logarithmic = true;
    page.cloud(QRectF(16, 408, 460, 220), logarithmic);
    page.cloud(QRectF(492, 408, 456, 220), samples::ageingCloud());
    double x = 16;
    for (const CardSpec &card : samples::cards()) {
        page.card(QRectF(x, 644, 240, cardHeight()), card);
        x += 248;
    }
}

void hover(QWidget &widget, QPointF at)
{
    QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &move);
}

void grabHover(const QString &folder, const Theme &theme)
{
    QImage sheet(1140, 520, QImage::Format_ARGB32_Premultiplied);
    sheet.fill(theme.window);
    QPainter painter(&sheet);
    QPointF corner(0, 0);
    const auto save = [&](QWidget &widget) {
        painter.drawPixmap(corner, widget.grab());
        corner = corner.x() > 0 ? QPointF(0, 260) : QPointF(580, corner.y());
    };
    const auto chart = [&](const ChartSpec &spec, QPointF at) {
        ChartView view;
        view.resize(560, 240);
        view.setTheme(theme);
        view.setSpec(spec);
        view.show();
        view.grab();
        hover(view, at);
        save(view);
    };
    chart(samples::leadTimeLine(26), {478, 90});
    chart(samples::teamLines(26), {200, 130});
    chart(samples::stageBars(13), {300, 150});
    CloudView cloud;
    cloud.resize(560, 260);
    cloud.setTheme(theme);
    cloud.setSpec(samples::cycleTimeCloud(200'000));
    cloud.show();
    cloud.grab();
    QKeyEvent key(QEvent::KeyPress, Qt::Key_Home, Qt::NoModifier);
    QCoreApplication::sendEvent(&cloud, &key);
    save(cloud);
    painter.end();
    sheet.save(u"%1/hover-%2.png"_s.arg(folder, themeName(theme.kind)));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 2) {
        std::fputs("usage: chart-gallery DIR\n", stderr);
        return 2;
    }
    const QString folder = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(folder);
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast, ThemeKind::Print}) {
        const Theme &theme = Theme::of(kind);
        for (const double ratio : {1.0, 1.5}) {
            Page forms(QSize(1288, 1252), ratio, theme);
            paintForms(forms);
            forms.save(u"%1/forms-%2-%3.png"_s.arg(folder, themeName(kind)).arg(ratio));
            Page narrow(QSize(1008, 816), ratio, theme);
            paintNarrow(narrow);
            narrow.save(u"%1/narrow-%2-%3.png"_s.arg(folder, themeName(kind)).arg(ratio));
        }
        grabHover(folder, theme);
    }
    return 0;
}
