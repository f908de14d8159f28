#include "samples.h"

#include "ui/charts/chartlayout.h"
#include "ui/charts/cloudlayout.h"
#include "ui/charts/paintutil.h"

#include <QTest>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

const Theme &light()
{
    return Theme::of(ThemeKind::Light);
}

ChartLayout laidOut(const ChartSpec &spec, QSizeF size = {600, 240})
{
    return layOutChart(spec, light(), QRectF(QPointF(0, 0), size), 1);
}

// Where the letters are, not the room they were given.
QRectF inkOf(const PlacedText &text)
{
    const double width = std::min(textWidth(light().noteFont(), text.text), text.rect.width());
    double left = text.rect.left();
    if (text.alignment & Qt::AlignRight)
        left = text.rect.right() - width;
    else if (text.alignment & Qt::AlignHCenter)
        left = text.rect.center().x() - width / 2;
    return QRectF(left, text.rect.center().y() - 5, width, 10);
}

QString firstFault(const std::vector<PlacedText> &texts, const QRectF &area)
{
    for (size_t i = 0; i < texts.size(); ++i) {
        if (!area.adjusted(-2, -2, 14, 2).contains(inkOf(texts[i])))
            return u"'%1' leaves the chart"_s.arg(texts[i].text);
        for (size_t k = i + 1; k < texts.size(); ++k) {
            if (inkOf(texts[i]).intersects(inkOf(texts[k])))
                return u"'%1' and '%2' overlap"_s.arg(texts[i].text, texts[k].text);
        }
    }
    return {};
}

bool isCut(const PlacedText &text)
{
    return textWidth(light().noteFont(), text.text) > text.rect.width() + 1;
}

const PlacedText *find(const std::vector<PlacedText> &texts, const QString &text)
{
    const auto found = std::ranges::find(texts, text, &PlacedText::text);
    return found == texts.end() ? nullptr : &*found;
}

// An ageing chart whose zones end at these days.
CloudSpec ageingWith(std::initializer_list<double> days)
{
    CloudSpec spec = samples::ageingCloud();
    spec.logarithmic = true;
    size_t i = 0;
    for (const double day : days)
        spec.zones[i++].value = day * samples::kDay;
    return spec;
}

// What a reader needs of the zones, wherever there is room to say it.
QString zoneFault(const CloudSpec &spec, const QSizeF &size)
{
    const QRectF area(QPointF(0, 0), size);
    const CloudLayout layout = layOutCloud(spec, light(), area, 1);
    for (const PlacedText &text : layout.texts) {
        if (inkOf(text).adjusted(0, 2, 0, -2).intersects(layout.plot))
            return u"'%1' lies on the points"_s.arg(text.text);
        if (isCut(text))
            return u"'%1' is cut"_s.arg(text.text);
    }
    double above = layout.area.bottom();
    for (const ChartLine &zone : spec.zones) {
        const LineName name = lineName(zone, spec.formatValue);
        const PlacedText *full = find(layout.texts, name.full);
        const PlacedText *brief = find(layout.texts, name.brief);
        if (!full)
            return u"'%1' is not told"_s.arg(name.full);
        const PlacedText *beside = brief ? brief : full;
        if (beside->rect.left() < layout.plot.right())
            return u"'%1' does not stand beside its zone"_s.arg(name.brief);
        if (beside->rect.center().y() >= above)
            return u"'%1' stands under a smaller one"_s.arg(name.brief);
        above = beside->rect.center().y();
    }
    return firstFault(layout.texts, area);
}

} // namespace

Q_DECLARE_METATYPE(leadline::CloudSpec)

class TestChartLayout final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsNeitherOverlapNorLeaveTheChart()
    {
        for (const ChartSpec &spec : {samples::leadTimeLine(26), samples::teamLines(13), samples::stageBars(13),
                 samples::throughputBars(104), samples::workTypeBars(), samples::flowArea(90)}) {
            for (double width = 240; width < 1500; width += 61) {
                for (const double height : {150.0, 240.0, 500.0}) {
                    const QRectF area(0, 0, width, height);
                    const QString fault = firstFault(laidOut(spec, area.size()).texts, area);
                    QVERIFY2(fault.isEmpty(),
                        qPrintable(u"%1 at %2×%3: %4"_s.arg(spec.accessibleName).arg(width).arg(height).arg(fault)));
                }
            }
        }
        for (const CloudSpec &spec : {samples::cycleTimeCloud(300), samples::ageingCloud()}) {
            for (double width = 280; width < 1500; width += 61) {
                const QRectF area(0, 0, width, 280);
                const QString fault = firstFault(layOutCloud(spec, light(), area, 1).texts, area);
                QVERIFY2(fault.isEmpty(), qPrintable(u"%1 at %2: %3"_s.arg(spec.accessibleName).arg(width).arg(fault)));
            }
        }
    }

    void zonesAreNamedBesideThePointsInTheirOrder_data()
    {
        QTest::addColumn<CloudSpec>("spec");
        QTest::newRow("apart") << ageingWith({1.6, 3, 5.2, 9});
        QTest::newRow("close") << ageingWith({2, 2.1, 2.2, 2.3});
        QTest::newRow("two alike") << ageingWith({1, 4, 4, 5});
        QTest::newRow("all alike") << ageingWith({3, 3, 3, 3});
        QTest::newRow("under every point") << ageingWith({0.0001, 0.0002, 0.0003, 0.0004});
        QTest::newRow("at the top") << ageingWith({13, 13.5, 13.8, 14});
        CloudSpec linear = samples::ageingCloud();
        QTest::newRow("without logarithm") << linear;
        CloudSpec scatter = samples::cycleTimeCloud(300);
        scatter.logarithmic = true;
        scatter.zones = std::exchange(scatter.lines, {});
        QTest::newRow("on a time axis") << scatter;
    }

    void zonesAreNamedBesideThePointsInTheirOrder()
    {
        QFETCH(CloudSpec, spec);
        for (double width = 260; width < 1500; width += 23) {
            for (const double height : {180.0, 220.0, 280.0, 500.0}) {
                const QString fault = zoneFault(spec, {width, height});
                QVERIFY2(fault.isEmpty(), qPrintable(u"%1×%2: %3"_s.arg(width).arg(height).arg(fault)));
            }
        }
    }

    void aNameThatMovedIsLedToItsLine()
    {
        const CloudLayout layout = layOutCloud(ageingWith({2, 2.1, 5, 9}), light(), QRectF(0, 0, 480, 280), 1);
        QCOMPARE(layout.leaders.size(), size_t(2)); // the two that were pushed apart
        for (const QLineF &leader : layout.leaders) {
            QCOMPARE(leader.x1(), layout.plot.right());
            QVERIFY(std::ranges::any_of(
                layout.zones, [&](const QRectF &zone) { return std::abs(zone.top() - leader.y1()) < 0.01; }));
        }
    }

    void namesOfStepsAreBrokenBetweenWords()
    {
        const CloudSpec spec = samples::ageingCloud();
        for (double width = 260; width < 1500; width += 23) {
            const CloudLayout layout = layOutCloud(spec, light(), QRectF(0, 0, width, 220), 1);
            for (int step = 0; step < spec.categories.size(); ++step) {
                QStringList words;
                for (const PlacedText &text : layout.texts) {
                    const bool below = text.rect.top() > layout.plot.bottom();
                    if (below && std::abs(text.rect.center().x() - layout.pixelX(step)) < 1)
                        words += text.text;
                }
                QVERIFY(!words.isEmpty());
                words.removeLast(); // how many
                QCOMPARE(words.join(u' '), spec.categories[step]);
            }
        }
    }

    void gapsAreNotJoined()
    {
        ChartSpec spec = samples::leadTimeLine(12); // week 4 has no value
        const ChartLayout layout = laidOut(spec);
        const double gap = layout.columns[4].centre();
        QVERIFY(std::isnan(spec.series[0].points[4].y));
        QVERIFY(!layout.strokes.empty());
        for (const ChartStroke &stroke : layout.strokes)
            QVERIFY(stroke.path.first().x() > gap || stroke.path.last().x() < gap);
        for (const ChartFill &fill : layout.fills)
            QVERIFY(fill.polygon.boundingRect().left() > gap || fill.polygon.boundingRect().right() < gap);
    }

    void aMissingPeriodIsAGapToo()
    {
        ChartSpec spec = samples::leadTimeLine(12);
        spec.series[0].points.erase(spec.series[0].points.begin() + 2);
        const ChartLayout layout = laidOut(spec);
        for (const ChartStroke &stroke : layout.strokes)
            QVERIFY(stroke.path.first().x() > layout.columns[1].centre()
                || stroke.path.last().x() < layout.columns[2].centre());
    }

    void aLonelyValueIsADot()
    {
        ChartSpec spec = samples::leadTimeLine(3);
        spec.series[0].points[1].y = NAN;
        const ChartLayout layout = laidOut(spec);
        QVERIFY(layout.strokes.empty());
        QCOMPARE(layout.dots.size(), size_t(2));
    }

    void barsStandOnZeroAndStackUp()
    {
        const ChartSpec bars = samples::throughputBars(26);
        const ChartLayout layout = laidOut(bars);
        QCOMPARE(layout.bars.size(), size_t(25)); // one week has no value
        for (const ChartBar &bar : layout.bars)
            QVERIFY(std::abs(bar.rect.bottom() - layout.pixelY(0)) <= 0.5);

        const ChartSpec stack = samples::stageBars(4);
        const ChartLayout stacked = laidOut(stack);
        QCOMPARE(stacked.bars.size(), size_t(20));
        for (size_t i = 1; i < 5; ++i)
            QCOMPARE(stacked.bars[i].rect.bottom(), stacked.bars[i - 1].rect.top());
        double total = 0;
        for (const ChartSeries &series : stack.series)
            total += series.points[0].y;
        QVERIFY(std::abs(stacked.bars[4].rect.top() - stacked.pixelY(total)) <= 0.5);
    }

    void aLineNeedNotStartAtZeroButBarsMust()
    {
        ChartSpec spec = samples::teamLines(8);
        for (ChartSeries &series : spec.series) {
            for (ChartPoint &point : series.points)
                point.y += 200 * samples::kDay;
        }
        spec.zeroBased = false;
        QVERIFY(laidOut(spec).scale.low > 100 * samples::kDay);
        spec.form = ChartForm::Bars;
        QCOMPARE(laidOut(spec).scale.low, 0.0);
    }

    void neverMoreThanTwoPointsAPixel()
    {
        ChartSpec spec;
        spec.formatValue = samples::countText;
        spec.series.resize(1);
        for (int i = 0; i < 100'000; ++i)
            spec.series[0].points.push_back(
                {double(i), i == 51'234 ? 900.0 : double(i % 7), double(i % 7) - 1, double(i % 7) + 1, 9, false});
        for (const ChartForm form : {ChartForm::Line, ChartForm::Area, ChartForm::Bars}) {
            spec.form = form;
            const ChartLayout layout = laidOut(spec);
            const double most = 2 * (layout.plot.width() + 2);
            double highest = layout.plot.bottom();
            for (const ChartStroke &stroke : layout.strokes) {
                QVERIFY(double(stroke.path.size()) <= most);
                for (const QPointF &at : stroke.path)
                    highest = std::min(highest, at.y());
            }
            for (const ChartFill &fill : layout.fills)
                QVERIFY(double(fill.polygon.size()) <= 2 * most);
            QVERIFY(double(layout.bars.size()) <= most);
            for (const ChartBar &bar : layout.bars)
                highest = std::min(highest, bar.rect.top());
            QVERIFY(std::abs(highest - layout.pixelY(900)) < 1); // the peak is not lost
        }
    }

    void namesStandBesideLinesWhereThereIsRoom()
    {
        const ChartSpec spec = samples::teamLines(13);
        const ChartLayout wide = laidOut(spec, {700, 260});
        QCOMPARE(wide.swatches.size(), spec.series.size());
        for (const Swatch &swatch : wide.swatches)
            QVERIFY(swatch.rect.left() >= wide.plot.right());
        const ChartLayout narrow = laidOut(spec, {300, 200});
        QCOMPARE(narrow.swatches.size(), spec.series.size());
        for (const Swatch &swatch : narrow.swatches)
            QVERIFY(swatch.rect.bottom() <= narrow.plot.top());
    }

    void aFarTargetDoesNotFlattenTheData()
    {
        ChartSpec spec = samples::leadTimeLine(12);
        spec.lines = {{u"limit"_s, 400 * samples::kDay, false}};
        const ChartLayout layout = laidOut(spec);
        QVERIFY(layout.scale.high < 10 * samples::kDay);
        QVERIFY(layout.annotations.front().offScale);
        QVERIFY(std::ranges::none_of(layout.texts, isCut));
        QVERIFY(std::ranges::any_of(
            layout.texts, [](const PlacedText &text) { return text.text.startsWith(u"\u2191 limit"); }));
    }

    void monthsHaveTheirOwnLengths()
    {
        ChartSpec spec = samples::throughputBars(0);
        spec.periodMs = 30.4 * samples::kDay;
        for (int month = 1; month <= 6; ++month) {
            const QDateTime start(QDate(2026, month, 1), QTime(0, 0), QTimeZone::utc());
            spec.series[0].points.push_back({double(start.toMSecsSinceEpoch()), 5.0 + month, NAN, NAN, 9, false});
        }
        const ChartLayout layout = laidOut(spec);
        for (size_t i = 1; i < layout.columns.size(); ++i)
            QCOMPARE(layout.columns[i].left, layout.columns[i - 1].right);
        QVERIFY(layout.columns[0].right - layout.columns[0].left
            > layout.columns[1].right - layout.columns[1].left); // January, February
    }

    void emptyAndOddInputIsHarmless()
    {
        QVERIFY(laidOut(ChartSpec()).isEmpty);
        ChartSpec nothing = samples::leadTimeLine(4);
        for (ChartPoint &point : nothing.series[0].points)
            point.y = NAN;
        QVERIFY(laidOut(nothing).isEmpty);
        ChartSpec one = samples::leadTimeLine(1);
        one.series[0].points[0].y = std::numeric_limits<double>::infinity();
        QVERIFY(laidOut(one).isEmpty);
        for (const QSizeF size : {QSizeF(0, 0), QSizeF(1, 1), QSizeF(20, 500), QSizeF(500, 10)}) {
            QVERIFY(!laidOut(samples::stageBars(9), size).isEmpty);
            QVERIFY(!laidOut(samples::teamLines(9), size).isEmpty);
            QVERIFY(!layOutCloud(samples::ageingCloud(), light(), QRectF(QPointF(), size), 1).points.empty());
        }
    }
};

QTEST_MAIN(TestChartLayout)
#include "tst_chartlayout.moc"
