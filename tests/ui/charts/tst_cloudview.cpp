#include "samples.h"

#include "ui/charts/cloudlayout.h"
#include "ui/charts/cloudview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

CloudLayout layoutOf(const CloudView &view)
{
    return layOutCloud(view.spec(), Theme::of(ThemeKind::Light), QRectF(view.rect()).adjusted(4, 2, -4, -2), 1);
}

void present(CloudView &view, CloudSpec spec)
{
    view.resize(600, 300);
    view.setSpec(std::move(spec));
    view.show();
    (void)QTest::qWaitForWindowExposed(&view);
}

// A point that no other hides.
int lonelyPoint(const CloudLayout &layout)
{
    for (size_t i = 0; i < layout.points.size(); ++i) {
        const auto near = [&](const QPointF &other) { return (other - layout.points[i]).manhattanLength() < 14; };
        if (std::ranges::count_if(layout.points, near) == 1)
            return int(i);
    }
    return -1;
}

} // namespace

class TestCloudView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hoverAndClickFindThePoint()
    {
        CloudView view;
        present(view, samples::cycleTimeCloud(300));
        const CloudLayout layout = layoutOf(view);
        const int point = lonelyPoint(layout);
        QVERIFY(point >= 0);
        QSignalSpy activated(&view, &CloudView::pointActivated);
        QTest::mouseMove(&view, layout.points[size_t(point)].toPoint() + QPoint(2, 2));
        QCOMPARE(view.hoverText(), view.spec().describe(view.spec().points[size_t(point)]));
        QTest::mouseClick(&view, Qt::LeftButton, {}, layout.points[size_t(point)].toPoint());
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toLongLong(), view.spec().points[size_t(point)].id);
        QTest::mouseClick(&view, Qt::LeftButton, {}, {2, 298});
        QCOMPARE(activated.size(), 1);
    }

    void theGridFindsTheNearestOfMany()
    {
        CloudView view;
        present(view, samples::cycleTimeCloud(20'000));
        const CloudLayout layout = layoutOf(view);
        for (int step = 0; step < 200; ++step) {
            const QPointF at(layout.plot.left() + step * layout.plot.width() / 200,
                layout.plot.top() + (step * 37 % 200) * layout.plot.height() / 200);
            double nearest = 8;
            for (const QPointF &point : layout.points)
                nearest = std::min(nearest, std::hypot(point.x() - at.x(), point.y() - at.y()));
            const int found = layout.pointAt(at, 8);
            QCOMPARE(found >= 0, nearest < 8);
            if (found >= 0) {
                const QPointF away = layout.points[size_t(found)] - at;
                QVERIFY(std::abs(std::hypot(away.x(), away.y()) - nearest) < 1e-9);
            }
        }
    }

    void dragSelectsARectangle()
    {
        CloudView view;
        present(view, samples::cycleTimeCloud(300));
        const CloudLayout layout = layoutOf(view);
        QSignalSpy range(&view, &CloudView::rangeSelected);
        const QPoint from = layout.plot.center().toPoint();
        const QPoint to = from + QPoint(100, 60);
        QTest::mousePress(&view, Qt::LeftButton, {}, to);
        QTest::mouseMove(&view, from + QPoint(3, 3));
        QTest::mouseMove(&view, from);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from);
        QCOMPARE(range.size(), 1);
        QVERIFY(std::abs(range[0][0].toDouble() - layout.xAt(from.x())) < 1);
        QVERIFY(std::abs(range[0][1].toDouble() - layout.xAt(to.x())) < 1);
        QVERIFY(std::abs(range[0][2].toDouble() - layout.yAt(to.y())) < 1);
        QVERIFY(std::abs(range[0][3].toDouble() - layout.yAt(from.y())) < 1);
        QVERIFY(range[0][2].toDouble() < range[0][3].toDouble());
    }

    void aFewOutliersDoNotPressTheRestFlat()
    {
        CloudSpec spec = samples::cycleTimeCloud(300);
        spec.points.push_back({7777, samples::kFirstMonday + samples::kWeek, 900 * samples::kDay, 0});
        CloudView view;
        present(view, spec);
        const CloudLayout layout = layoutOf(view);
        QVERIFY(layout.scale.high < 100 * samples::kDay);
        QVERIFY(layout.beyond >= 1);
        QVERIFY(std::ranges::any_of(layout.texts, [](const PlacedText &text) { return text.text.contains(u"above"); }));
        QCOMPARE(layout.points.back().y(), layout.plot.top());
        QSignalSpy activated(&view, &CloudView::pointActivated);
        QTest::mouseClick(&view, Qt::LeftButton, {}, layout.points.back().toPoint() + QPoint(0, 2));
        QCOMPARE(activated.size(), 1); // it can still be opened
        QSignalSpy range(&view, &CloudView::rangeSelected);
        QTest::mousePress(&view, Qt::LeftButton, {}, layout.plot.center().toPoint());
        QTest::mouseMove(&view, {300, 1});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {200, 1});
        QCOMPARE(range.size(), 1);
        QCOMPARE(range[0][3].toDouble(), 900 * samples::kDay); // and is selected with the upper edge
    }

    void keysWalkAlongBothAxes()
    {
        CloudView view;
        present(view, samples::cycleTimeCloud(40));
        QSignalSpy activated(&view, &CloudView::pointActivated);
        const auto reached = [&] {
            QTest::keyClick(&view, Qt::Key_Return);
            const qint64 id = activated.takeFirst()[0].toLongLong();
            return *std::ranges::find(view.spec().points, id, &CloudPoint::id);
        };
        QTest::keyClick(&view, Qt::Key_Home);
        CloudPoint before = reached();
        for (int i = 0; i < 39; ++i) {
            QTest::keyClick(&view, Qt::Key_Right);
            const CloudPoint now = reached();
            QVERIFY(now.x >= before.x);
            before = now;
        }
        QTest::keyClick(&view, Qt::Key_Escape);
        QCOMPARE(view.hoverText(), QString());
        QTest::keyClick(&view, Qt::Key_Down); // from the top
        const double top = reached().y;
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(reached().y <= top);
    }

    void doubleClickBesidePointsResets()
    {
        CloudView view;
        present(view, samples::ageingCloud());
        QSignalSpy reset(&view, &CloudView::resetRequested);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {2, 298});
        QCOMPARE(reset.size(), 1);
    }

    void columnsSpreadTheirDotsTheSameWayEveryTime()
    {
        const CloudSpec spec = samples::ageingCloud();
        const Theme &theme = Theme::of(ThemeKind::Light);
        const CloudLayout layout = layOutCloud(spec, theme, QRectF(0, 0, 600, 300), 1);
        for (size_t i = 0; i < spec.points.size(); ++i) {
            QVERIFY(layout.points[i].x() > layout.pixelX(spec.points[i].x - 0.5) + 4);
            QVERIFY(layout.points[i].x() < layout.pixelX(spec.points[i].x + 0.5) - 4);
        }
        QCOMPARE(layOutCloud(spec, theme, QRectF(0, 0, 600, 300), 1).points, layout.points);
        double sum = 0;
        for (qint64 id = 0; id < 1000; ++id) {
            QVERIFY(std::abs(jitterOf(id)) <= 1);
            sum += jitterOf(id);
        }
        QVERIFY(std::abs(sum / 1000) < 0.1);
        // Each column says how many it holds.
        QVERIFY(std::ranges::any_of(layout.texts, [&](const PlacedText &text) {
            return text.text == QString::number(std::ranges::count(spec.points, 0.0, &CloudPoint::x));
        }));
    }

    void zonesGrowWarmer()
    {
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast, ThemeKind::Print}) {
            const Theme &theme = Theme::of(kind);
            const auto fromSurface = [&](const QColor &color) {
                return std::abs(color.red() - theme.surface.red()) + std::abs(color.green() - theme.surface.green())
                    + std::abs(color.blue() - theme.surface.blue());
            };
            int before = 0;
            for (int zone = 0; zone < 5; ++zone) {
                const QColor color = zoneColor(theme, zone, 5);
                const int warmth = (color.red() - color.blue()) - (theme.surface.red() - theme.surface.blue());
                QVERIFY(zone == 0 ? warmth >= 0 : warmth > 0);
                QVERIFY(fromSurface(color) > before);
                before = fromSurface(color);
            }
        }
        const CloudLayout layout =
            layOutCloud(samples::ageingCloud(), Theme::of(ThemeKind::Light), QRectF(0, 0, 600, 300), 1);
        QCOMPARE(layout.zones.size(), size_t(5));
        for (size_t i = 1; i < layout.zones.size(); ++i)
            QCOMPARE(layout.zones[i].bottom(), layout.zones[i - 1].top());
        QCOMPARE(layout.zones.back().top(), layout.plot.top());
    }

    void logarithmKeepsZeroOnTheEdge()
    {
        CloudSpec spec = samples::cycleTimeCloud(100);
        spec.points.push_back({1, samples::kFirstMonday, 0, 0});
        spec.logarithmic = true;
        const CloudLayout layout = layOutCloud(spec, Theme::of(ThemeKind::Light), QRectF(0, 0, 600, 300), 1);
        QVERIFY(layout.scale.logarithmic);
        QCOMPARE(layout.points.back().y(), layout.plot.bottom());
    }

    void manyPointsAreOnTheScreenAndStaySmallOnPaper()
    {
        CloudView view;
        present(view, samples::cycleTimeCloud(200'000));
        const QImage image = view.grab().toImage();
        const CloudLayout layout = layoutOf(view);
        QVERIFY(image.pixelColor((layout.plot.bottomLeft() + QPointF(100, -6)).toPoint()).lightness() < 160);
        const QByteArray svg = view.toSvg({600, 300}, Theme::of(ThemeKind::Print));
        QVERIFY(!svg.contains("<image"));
        QVERIFY(svg.contains("p85"));
        QVERIFY2(svg.size() < 20'000'000, qPrintable(QString::number(svg.size())));
        QVERIFY(svg.size() > 1'000'000);
    }

    void textsForReadersAndSpreadsheets()
    {
        CloudView view;
        present(view, samples::ageingCloud());
        QCOMPARE(view.accessibleName(), u"Age of open pull requests"_s);
        QVERIFY(view.accessibleDescription().contains(u"70 point"));
        QTest::keySequence(&view, QKeySequence::Copy);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 71);
        QCOMPARE(lines[0], u"id,category,value,group,text"_s);
    }

    void emptyIsHarmless()
    {
        CloudView view;
        present(view, CloudSpec());
        view.grab();
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::mouseMove(&view, {50, 50});
        QTest::mouseClick(&view, Qt::LeftButton, {}, {50, 50});
        QCOMPARE(view.hoverText(), QString());
    }
};

QTEST_MAIN(TestCloudView)
#include "tst_cloudview.moc"
