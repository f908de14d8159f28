#include "samples.h"

#include "ui/charts/chartlayout.h"
#include "ui/charts/chartview.h"
#include "ui/charts/cloudview.h"

#include <QApplication>
#include <QImage>
#include <QTest>

using namespace leadline;

// The same views on a screen at 150 %.
class TestScaled final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theGridIsOneDevicePixelThin()
    {
        ChartView view;
        view.resize(600, 260);
        view.setSpec(samples::throughputBars(26));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage image = view.grab().toImage();
        QCOMPARE(image.devicePixelRatio(), 1.5);
        QCOMPARE(image.size(), QSize(900, 390));
        const Theme &theme = Theme::of(ThemeKind::Light);
        const ChartLayout layout = layOutChart(view.spec(), theme, QRectF(view.rect()).adjusted(4, 2, -4, -2), 1.5);
        const double gap = layout.columns[5].centre(); // a week without a bar: only the grid is there
        for (const ValueTick &tick : layout.scale.ticks) {
            if (tick.value == 0)
                continue;
            int lines = 0;
            int blurred = 0;
            const int middle = qRound(layout.pixelY(tick.value) * 1.5);
            for (int y = middle - 4; y <= middle + 4; ++y) {
                const QRgb pixel = image.pixel(qRound(gap * 1.5), y);
                lines += pixel == theme.gridLine.rgb() ? 1 : 0;
                blurred += pixel != theme.gridLine.rgb() && pixel != theme.surface.rgb() ? 1 : 0;
            }
            QCOMPARE(lines, 1);
            QCOMPARE(blurred, 0);
        }
    }

    void barsHaveSharpEdges()
    {
        ChartView view;
        view.resize(600, 260);
        view.setSpec(samples::throughputBars(26));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage image = view.grab().toImage();
        const Theme &theme = Theme::of(ThemeKind::Light);
        const ChartLayout layout = layOutChart(view.spec(), theme, QRectF(view.rect()).adjusted(4, 2, -4, -2), 1.5);
        const int y = qRound(layout.bars[2].rect.center().y() * 1.5);
        for (int x = qRound(layout.columns[2].left * 1.5) + 1; x < qRound(layout.columns[2].right * 1.5) - 1; ++x) {
            const QRgb pixel = image.pixel(x, y);
            QVERIFY(
                pixel == theme.series.first().rgb() || pixel == theme.surface.rgb() || pixel == theme.gridLine.rgb());
        }
    }

    void hoverFindsTheSamePlaces()
    {
        ChartView view;
        view.resize(600, 260);
        view.setSpec(samples::stageBars(9));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const ChartLayout layout =
            layOutChart(view.spec(), Theme::of(ThemeKind::Light), QRectF(view.rect()).adjusted(4, 2, -4, -2), 1.5);
        QTest::mouseMove(&view, layout.bars[15].rect.center().toPoint());
        QVERIFY(view.hoverText().contains(QStringLiteral("week of 26 Jan 2026")));
    }

    void cloudsAreSharp()
    {
        CloudView view;
        view.resize(600, 260);
        view.setSpec(samples::cycleTimeCloud(500));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(view.grab().toImage().size(), QSize(900, 390));
    }
};

int main(int argc, char **argv)
{
    qputenv("QT_SCALE_FACTOR", "1.5");
    QApplication app(argc, argv);
    TestScaled test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_scaled.moc"
