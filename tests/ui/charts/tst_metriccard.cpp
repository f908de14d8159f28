#include "samples.h"

#include "ui/charts/metriccard.h"

#include <QBuffer>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

QByteArray svgOf(const CardSpec &spec, double width)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(QSize(int(width), 160));
    QPainter painter(&generator);
    paintCard(painter, QRectF(0, 0, width, 160), spec, Theme::of(ThemeKind::Light));
    painter.end();
    return buffer.data();
}

} // namespace

class TestMetricCard final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysEverything()
    {
        const QByteArray svg = svgOf(samples::cards()[0], 360);
        for (const char *text : {"Change lead time", "median, commit to production", ">2.4<", ">d<",
                 "Better: 18 % shorter than the 90 days before", "High · DORA 2023", "n = 412"})
            QVERIFY2(svg.contains(text), text);
        QVERIFY(!svg.contains("<image"));
        QVERIFY(svgOf(samples::cards()[1], 360).contains("Worse: 4 points more"));
        const QByteArray neither = svgOf(samples::cards()[2], 360);
        QVERIFY(!neither.contains("Better") && !neither.contains("Worse"));
    }

    void withoutAFigureTheReasonTakesItsPlace()
    {
        const QByteArray svg = svgOf(samples::cards()[3], 360);
        QVERIFY(svg.contains("No deployments were found."));
    }

    void narrowCardsCutWordsNotFigures()
    {
        const QByteArray svg = svgOf(samples::cards()[0], 200);
        QVERIFY(svg.contains(">2.4<"));
        QVERIFY(svg.contains("\u2026")); // the subtitle
        QVERIFY(svg.contains("n = 412"));
    }

    void aVeryNarrowCardStillSaysAll()
    {
        CardSpec card = samples::cards()[0];
        card.subtitle = u"median"_s;
        const QByteArray svg = svgOf(card, 184); // the band and n have no room side by side
        for (const char *text : {">2.4<", "High · DORA 2023", "n = 412", "days before"})
            QVERIFY2(svg.contains(text), text);
        QVERIFY(!svg.contains("\u2026"));
    }

    void onlyTheUnitIsSmall_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("duration") << u"2.4 d"_s << QStringList{u"2.4"_s, u"d"_s};
        QTest::newRow("rate") << u"107 per week"_s << QStringList{u"107"_s, u"per week"_s};
        QTest::newRow("count") << u"1,305"_s << QStringList{u"1,305"_s};
        QTest::newRow("thousands parted by a space") << u"1 305"_s << QStringList{u"1 305"_s};
        QTest::newRow("both") << u"1 305 lines"_s << QStringList{u"1 305"_s, u"lines"_s};
    }

    void onlyTheUnitIsSmall()
    {
        QFETCH(const QString, value);
        QFETCH(const QStringList, parts);
        CardSpec card = samples::cards()[0];
        card.value = value;
        const QString svg = QString::fromUtf8(svgOf(card, 360));
        for (const QString &part : parts)
            QVERIFY2(svg.contains(u'>' + part + u'<'), qPrintable(svg));
    }

    void clickAndKeysActivate()
    {
        MetricCard card;
        card.resize(280, card.sizeHint().height());
        card.setSpec(samples::cards()[0]);
        card.show();
        QSignalSpy activated(&card, &MetricCard::activated);
        QTest::mouseClick(&card, Qt::LeftButton);
        QTest::keyClick(&card, Qt::Key_Return);
        QTest::keyClick(&card, Qt::Key_Space);
        QCOMPARE(activated.size(), 3);
        QTest::mousePress(&card, Qt::LeftButton, {}, {10, 10});
        QTest::mouseRelease(&card, Qt::LeftButton, {}, {1000, 10});
        QTest::mouseClick(&card, Qt::RightButton);
        QCOMPARE(activated.size(), 3);
    }

    void screenReadersHearTheSameWords()
    {
        MetricCard card;
        card.setSpec(samples::cards()[1]);
        QCOMPARE(card.accessibleName(), u"Change fail rate"_s);
        QCOMPARE(card.accessibleDescription(),
            u"deployments that needed a fix, 16 %, Worse: 4 points more than the 90 days before, Medium · DORA 2023, n = 87"_s);
    }

    void focusIsSeenAndThinFiguresAreGreyed()
    {
        MetricCard card;
        card.resize(280, card.sizeHint().height());
        card.setSpec(samples::cards()[0]);
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        card.activateWindow();
        card.setFocus();
        QTRY_VERIFY(card.hasFocus());
        const Theme &theme = Theme::of(ThemeKind::Light);
        QCOMPARE(card.grab().toImage().pixelColor(1, card.height() / 2).rgb(), theme.accent.rgb());

        const auto darkest = [&](bool thin) {
            CardSpec spec = samples::cards()[0];
            spec.thin = thin;
            card.setSpec(spec);
            const QImage image = card.grab().toImage();
            int lowest = 255;
            for (int y = 50; y < 85; ++y) {
                for (int x = 16; x < 60; ++x)
                    lowest = std::min(lowest, image.pixelColor(x, y).lightness());
            }
            return lowest;
        };
        QVERIFY(darkest(true) > darkest(false) + 30);
    }
};

QTEST_MAIN(TestMetricCard)
#include "tst_metriccard.moc"
