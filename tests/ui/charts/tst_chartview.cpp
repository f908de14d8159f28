#include "samples.h"

#include "ui/charts/chartlayout.h"
#include "ui/charts/chartview.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSignalSpy>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

// A shown view together with the layout it paints.
struct Shown {
    explicit Shown(ChartSpec spec, ThemeKind kind = ThemeKind::Light, QSize size = {600, 260})
    {
        view.resize(size);
        view.setTheme(Theme::of(kind));
        view.setSpec(std::move(spec));
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        layout = layOutChart(view.spec(), view.theme(), QRectF(view.rect()).adjusted(4, 2, -4, -2), 1);
        image = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
    }

    [[nodiscard]] QPoint at(int series, int column) const
    {
        return layout.pointAt(view.spec(), series, column).toPoint();
    }
    [[nodiscard]] QPoint inColumn(int column, double y) const
    {
        return QPointF(layout.columns[size_t(column)].centre(), y).toPoint();
    }

    [[nodiscard]] int pixels(const QRectF &rect, const QColor &color) const
    {
        int found = 0;
        const QRect whole = rect.toRect();
        for (int y = whole.top(); y <= whole.bottom(); ++y) {
            for (int x = whole.left(); x <= whole.right(); ++x)
                found += image.rect().contains(x, y) && image.pixelColor(x, y).rgb() == color.rgb() ? 1 : 0;
        }
        return found;
    }

    ChartView view;
    ChartLayout layout;
    QImage image;
};

// Elements and attributes of the SVG by name.
struct SvgParts {
    explicit SvgParts(const QByteArray &svg)
    {
        QXmlStreamReader reader(svg);
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement)
                ++elements[reader.name().toString()];
            else if (reader.isCharacters())
                text += reader.text();
        }
        error = reader.errorString();
    }

    QHash<QString, int> elements;
    QString text;
    QString error;
};

} // namespace

class TestChartView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hoverTellsValueBandCountAndCompleteness()
    {
        Shown shown(samples::leadTimeLine(12));
        QCOMPARE(shown.view.hoverText(), QString());
        QTest::mouseMove(&shown.view, shown.at(0, 2));
        const ChartPoint &point = shown.view.spec().series[0].points[2];
        QCOMPARE(shown.view.hoverText(),
            u"week of 19 Jan 2026\nChange lead time: %1 (%2 to %3), n = %4"_s.arg(samples::durationText(point.y),
                samples::durationText(point.low), samples::durationText(point.high), QString::number(point.n)));
        QTest::mouseMove(&shown.view, shown.inColumn(4, 100));
        QVERIFY(shown.view.hoverText().contains(u"no data"));
        QTest::mouseMove(&shown.view, shown.at(0, 7));
        QVERIFY(shown.view.hoverText().contains(u"Greyed: fewer than 5 records"));
        QTest::mouseMove(&shown.view, shown.at(0, 11));
        QVERIFY(shown.view.hoverText().contains(u"Incomplete period"));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&shown.view, &leave);
        QCOMPARE(shown.view.hoverText(), QString());
    }

    void hoverUsesTheCallersNames()
    {
        ChartSpec spec = samples::leadTimeLine(12);
        spec.formatX = [](double) { return u"sprint 14"_s; };
        Shown shown(spec);
        QTest::mouseMove(&shown.view, shown.at(0, 2));
        QVERIFY(shown.view.hoverText().startsWith(u"sprint 14\n"));
    }

    void hoverNamesADeployment()
    {
        Shown shown(samples::leadTimeLine(12)); // "New pipeline" is in week 4
        QTest::mouseMove(&shown.view, shown.inColumn(4, 100));
        QVERIFY(shown.view.hoverText().contains(u"New pipeline"));
    }

    void clickActivatesThePointOrTheSegment()
    {
        Shown line(samples::teamLines(12));
        QSignalSpy activated(&line.view, &ChartView::pointActivated);
        QTest::mouseClick(&line.view, Qt::LeftButton, {}, line.at(2, 5));
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toInt(), 2);
        QCOMPARE(activated[0][1].toInt(), 5);
        QTest::mouseClick(&line.view, Qt::RightButton, {}, line.at(2, 5));
        QCOMPARE(activated.size(), 1);

        Shown stack(samples::stageBars(9));
        QSignalSpy segment(&stack.view, &ChartView::pointActivated);
        const QPointF middle = stack.layout.bars[size_t(3 * 5 + 2)].rect.center(); // week 3, review
        QTest::mouseClick(&stack.view, Qt::LeftButton, {}, middle.toPoint());
        QCOMPARE(segment.size(), 1);
        QCOMPARE(segment[0][0].toInt(), 2);
        QCOMPARE(segment[0][1].toInt(), 3);
    }

    void clickBesideAMarkDoesNothing()
    {
        Shown shown(samples::teamLines(12));
        QSignalSpy activated(&shown.view, &ChartView::pointActivated);
        QSignalSpy range(&shown.view, &ChartView::rangeSelected);
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, {3, 255});
        QCOMPARE(activated.size() + range.size(), 0);
    }

    void pointIndexIsThatOfTheSeries()
    {
        ChartSpec spec = samples::teamLines(12);
        spec.series[1].points.erase(spec.series[1].points.begin(), spec.series[1].points.begin() + 4); // a younger team
        Shown shown(spec);
        QSignalSpy activated(&shown.view, &ChartView::pointActivated);
        QTest::mouseClick(&shown.view, Qt::LeftButton, {}, shown.at(1, 6));
        QCOMPARE(activated[0][0].toInt(), 1);
        QCOMPARE(activated[0][1].toInt(), 2);
    }

    void dragSelectsWholePeriods()
    {
        Shown shown(samples::throughputBars(10));
        QSignalSpy range(&shown.view, &ChartView::rangeSelected);
        QSignalSpy activated(&shown.view, &ChartView::pointActivated);
        const QPoint from = shown.inColumn(2, 60);
        const QPoint to = shown.inColumn(4, 150);
        QTest::mousePress(&shown.view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&shown.view, (from + to) / 2);
        const QColor band = shown.view.grab().toImage().pixelColor((from + to) / 2 - QPoint(20, 0));
        QVERIFY(band != Theme::of(ThemeKind::Light).surface); // a rubber band is seen
        QTest::mouseMove(&shown.view, to);
        QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, to);
        QCOMPARE(activated.size(), 0);
        QCOMPARE(range.size(), 1);
        const double weeks[] = {samples::kFirstMonday + 2 * samples::kWeek, samples::kFirstMonday + 5 * samples::kWeek};
        QVERIFY(std::abs(range[0][0].toDouble() - weeks[0]) < 1);
        QVERIFY(std::abs(range[0][1].toDouble() - weeks[1]) < 1);
    }

    void dragBackwardsOnCategoriesGivesIndexes()
    {
        Shown shown(samples::workTypeBars());
        QSignalSpy range(&shown.view, &ChartView::rangeSelected);
        QTest::mousePress(&shown.view, Qt::LeftButton, {}, shown.inColumn(3, 60));
        QTest::mouseMove(&shown.view, shown.inColumn(1, 60));
        QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, shown.inColumn(1, 60));
        QCOMPARE(range.size(), 1);
        QCOMPARE(range[0][0].toDouble(), 1.0);
        QCOMPARE(range[0][1].toDouble(), 3.0);
    }

    void escapeGivesUpADrag()
    {
        Shown shown(samples::throughputBars(10));
        QSignalSpy range(&shown.view, &ChartView::rangeSelected);
        QTest::mousePress(&shown.view, Qt::LeftButton, {}, shown.inColumn(2, 60));
        QTest::mouseMove(&shown.view, shown.inColumn(5, 60));
        QTest::keyClick(&shown.view, Qt::Key_Escape);
        QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, shown.inColumn(5, 60));
        QCOMPARE(range.size(), 0);
    }

    void doubleClickBesideTheMarksResets()
    {
        Shown shown(samples::throughputBars(10));
        QSignalSpy reset(&shown.view, &ChartView::resetRequested);
        QTest::mouseDClick(&shown.view, Qt::LeftButton, {}, shown.inColumn(5, 100)); // the week without a value
        QCOMPARE(reset.size(), 1);
        QTest::mouseDClick(&shown.view, Qt::LeftButton, {}, shown.at(0, 2) + QPoint(0, 10));
        QCOMPARE(reset.size(), 1); // its first click has already opened something
    }

    void keysWalkAlongThePointsAndOverGaps()
    {
        Shown shown(samples::leadTimeLine(12));
        QSignalSpy activated(&shown.view, &ChartView::pointActivated);
        const auto press = [&](Qt::Key key) { QTest::keyClick(&shown.view, key); };
        press(Qt::Key_Return);
        QCOMPARE(activated.size(), 0); // nothing is reached yet
        press(Qt::Key_Home);
        QVERIFY(shown.view.hoverText().startsWith(u"week of 5 Jan 2026"));
        for (int i = 0; i < 4; ++i)
            press(Qt::Key_Right);
        QVERIFY(shown.view.hoverText().startsWith(u"week of 9 Feb 2026")); // week 4 is a gap
        press(Qt::Key_Left);
        QVERIFY(shown.view.hoverText().startsWith(u"week of 26 Jan 2026"));
        press(Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][1].toInt(), 3);
        press(Qt::Key_End);
        press(Qt::Key_Right); // stays at the end
        QVERIFY(shown.view.hoverText().startsWith(u"week of 23 Mar 2026"));
        press(Qt::Key_Escape);
        QCOMPARE(shown.view.hoverText(), QString());
    }

    void keysClimbThroughTheSeries()
    {
        Shown shown(samples::stageBars(4));
        QSignalSpy activated(&shown.view, &ChartView::pointActivated);
        QTest::keyClick(&shown.view, Qt::Key_Home);
        for (const int expected : {0, 1, 2, 3, 4, 4}) {
            QTest::keyClick(&shown.view, Qt::Key_Enter);
            QCOMPARE(activated.takeFirst()[0].toInt(), expected);
            QTest::keyClick(&shown.view, Qt::Key_Up);
        }
        QTest::keyClick(&shown.view, Qt::Key_Down);
        QTest::keyClick(&shown.view, Qt::Key_Space);
        QCOMPARE(activated.takeFirst()[0].toInt(), 3);
    }

    void theFocusIsSeen()
    {
        Shown shown(samples::teamLines(12));
        QTest::keyClick(&shown.view, Qt::Key_Home);
        QTest::keyClick(&shown.view, Qt::Key_Right);
        shown.image = shown.view.grab().toImage().convertToFormat(QImage::Format_RGB32);
        const QPointF point = shown.at(0, 1);
        QVERIFY(shown.pixels(QRectF(point.x() - 10, point.y() - 10, 20, 20), Theme::of(ThemeKind::Light).accent) > 8);
    }

    void incompletePeriodsAreHatched()
    {
        const Shown shown(samples::throughputBars(10));
        const QColor color = Theme::of(ThemeKind::Light).series.first();
        const QRectF whole = shown.layout.bars[2].rect.adjusted(2, 2, -3, -3);
        const QRectF last = shown.layout.bars.back().rect.adjusted(3, 3, -4, -4);
        QCOMPARE(shown.pixels(whole, color), int(whole.toRect().width() * whole.toRect().height()));
        const int area = last.toRect().width() * last.toRect().height();
        const int inked = shown.pixels(last, color);
        QVERIFY2(inked < area / 2, qPrintable(QString::number(inked)));
        // Along a row ink and ground take turns.
        int changes = 0;
        const int y = int(last.center().y());
        for (int x = int(last.left()) + 1; x < int(last.right()); ++x) {
            const bool dark = shown.image.pixelColor(x, y).lightness() < 150;
            const bool darkBefore = shown.image.pixelColor(x - 1, y).lightness() < 150;
            changes += dark != darkBefore ? 1 : 0;
        }
        QVERIFY2(changes >= 6, qPrintable(QString::number(changes)));
    }

    void gapsStayEmptyOnTheScreen()
    {
        const Shown shown(samples::leadTimeLine(12)); // week 4 has no value
        const double x = shown.layout.columns[4].centre();
        const QColor color = Theme::of(ThemeKind::Light).series.first();
        QCOMPARE(shown.pixels(QRectF(x - 6, shown.layout.plot.top(), 12, shown.layout.plot.height()), color), 0);
        const QPointF beside = shown.at(0, 2);
        QVERIFY(shown.pixels(QRectF(beside.x() - 3, beside.y() - 3, 6, 6), color) > 0);
    }

    void thinDataIsGreyed()
    {
        const Shown shown(samples::stageBars(9)); // week 2 has n = 3
        const QColor coding = Theme::of(ThemeKind::Light).stages.first();
        QVERIFY(shown.image.pixelColor(shown.layout.bars[0].rect.center().toPoint()) == coding);
        const QColor thin = shown.image.pixelColor(shown.layout.bars[10].rect.center().toPoint());
        QVERIFY(thin.hslSaturation() < coding.hslSaturation());
        QVERIFY(thin.lightness() > coding.lightness() + 40);
    }

    void csvHasEveryValue()
    {
        ChartSpec spec = samples::leadTimeLine(5);
        spec.series[0].name = u"=HYPERLINK(\"x\"), lead"_s;
        ChartView view;
        view.setSpec(spec);
        const QStringList lines = view.toCsv().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 6);
        QCOMPARE(lines[0], u"period,series,value,low,high,n,incomplete,text"_s);
        const ChartPoint &first = spec.series[0].points[0];
        QCOMPARE(lines[1],
            u"2026-01-05T00:00:00Z,\"'=HYPERLINK(\"\"x\"\"), lead\",%1,%2,%3,%4,no,%5"_s.arg(
                QString::number(first.y, 'g', QLocale::FloatingPointShortest),
                QString::number(first.low, 'g', QLocale::FloatingPointShortest),
                QString::number(first.high, 'g', QLocale::FloatingPointShortest), QString::number(first.n),
                samples::durationText(first.y)));
        QVERIFY(lines[5].contains(u",,,,")); // a gap is empty, not zero
        QVERIFY(lines[5].endsWith(u",yes,"));
    }

    void csvOfCategories()
    {
        ChartView view;
        view.setSpec(samples::workTypeBars());
        QVERIFY(view.toCsv().startsWith(
            u"category,series,value,low,high,n,incomplete,text\ncheckout-api,90 days before,0.08,,,60,no,8.0 %\n"));
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), view.toCsv());
    }

    void svgIsVectorAndSaysTheSame()
    {
        for (const ChartSpec &spec : {samples::leadTimeLine(26), samples::teamLines(13), samples::stageBars(13),
                 samples::throughputBars(26), samples::workTypeBars(), samples::flowArea(60)}) {
            ChartView view;
            view.setSpec(spec);
            for (const ThemeKind kind : {ThemeKind::Print, ThemeKind::Dark}) {
                const SvgParts svg(view.toSvg({640, 300}, Theme::of(kind)));
                QCOMPARE(svg.error, QString());
                QCOMPARE(svg.elements.value(u"image"_s), 0);
                QCOMPARE(svg.elements.value(u"pattern"_s), 0);
                QVERIFY(svg.elements.value(u"text"_s) > 4);
                for (const PlacedText &text : layOutChart(spec, Theme::of(kind), QRectF(8, 8, 624, 284), 1).texts) {
                    if (text.rect.width() > 40)
                        QVERIFY2(svg.text.contains(text.text.left(6)), qPrintable(text.text));
                }
            }
        }
    }

    void pdfIsVectorToo()
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        {
            QPdfWriter writer(&buffer);
            writer.setResolution(96);
            QPainter painter(&writer);
            paintChart(painter, QRectF(0, 0, 600, 240), samples::stageBars(13), Theme::of(ThemeKind::Print));
            paintChart(painter, QRectF(0, 260, 600, 240), samples::leadTimeLine(13), Theme::of(ThemeKind::Print));
        }
        QVERIFY(buffer.data().startsWith("%PDF"));
        QVERIFY(!buffer.data().contains("/Subtype /Image"));
        QVERIFY(buffer.data().size() < 200'000);
    }

    void screenReadersGetASummary()
    {
        ChartView view;
        ChartSpec spec = samples::workTypeBars();
        view.setSpec(spec);
        QCOMPARE(view.accessibleName(), u"Change fail rate by service"_s);
        QVERIFY(view.accessibleDescription().contains(u"Last 90 days: last 2.0 %, lowest 2.0 %, highest 19 %."));
    }

    void anEmptyChartSaysSo()
    {
        const Shown shown{ChartSpec()};
        int inked = 0;
        for (int y = 0; y < shown.image.height(); ++y) {
            for (int x = 0; x < shown.image.width(); ++x)
                inked += shown.image.pixelColor(x, y).lightness() < 128 ? 1 : 0;
        }
        QVERIFY(inked > 50);
        ChartView view;
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::mouseClick(&view, Qt::LeftButton, {}, {20, 20});
        QCOMPARE(view.hoverText(), QString());
    }

    void aNewSpecForgetsTheOldPlace()
    {
        Shown shown(samples::throughputBars(10));
        QTest::keyClick(&shown.view, Qt::Key_End);
        QVERIFY(!shown.view.hoverText().isEmpty());
        shown.view.setSpec(samples::throughputBars(2));
        QCOMPARE(shown.view.hoverText(), QString());
        shown.view.grab();
        QTest::mouseMove(&shown.view, {300, 150});
        QTest::keyClick(&shown.view, Qt::Key_Right);
        QVERIFY(!shown.view.hoverText().isEmpty());
    }
};

QTEST_MAIN(TestChartView)
#include "tst_chartview.moc"
