#include "core/metrics/formula.h"

#include <QTest>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestFormula final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void calculates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("expected"); // with a = 6, b = 3, gap = nothing, zero = 0
        const auto gap = std::nan("");
        QTest::newRow("product before sum") << u"a + b * 2"_s << 12.0;
        QTest::newRow("parentheses") << u"(a + b) * 2"_s << 18.0;
        QTest::newRow("from left to right") << u"a - b - 1"_s << 2.0;
        QTest::newRow("division from left to right") << u"a / b / 2"_s << 1.0;
        QTest::newRow("sign") << u"-a + -(-b)"_s << -3.0;
        QTest::newRow("numbers") << u".5 * a + 1.25"_s << 4.25;
        QTest::newRow("functions") << u"max(a, min(b, 1)) + min(1,2)"_s << 7.0;
        QTest::newRow("division by zero is a gap") << u"a / zero"_s << gap;
        QTest::newRow("zero by zero is a gap") << u"zero / zero"_s << gap;
        QTest::newRow("a gap stays a gap") << u"a + gap"_s << gap;
        QTest::newRow("a gap is not passed over") << u"max(a, gap)"_s << gap;
        QTest::newRow("even times zero") << u"gap * 0"_s << gap;
    }

    void calculates()
    {
        QFETCH(QString, text);
        QFETCH(double, expected);
        const auto formula = Formula::parse(text);
        QVERIFY(formula);
        std::vector<double> values;
        for (const QString &name : formula->metrics())
            values.push_back(name == "a"_L1 ? 6 : name == "b"_L1 ? 3 : name == "zero"_L1 ? 0 : std::nan(""));
        const double result = formula->evaluate(values);
        if (std::isnan(expected))
            QVERIFY(std::isnan(result));
        else
            QCOMPARE(result, expected);
    }

    void namesEachMetricOnce() { QCOMPARE(Formula::parse(u"b / (a + b)"_s)->metrics(), (QStringList{u"b"_s, u"a"_s})); }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position");
        QTest::newRow("empty") << QString() << 0;
        QTest::newRow("open end") << u"a +"_s << 3;
        QTest::newRow("no operator") << u"a b"_s << 2;
        QTest::newRow("parenthesis") << u"(a + b"_s << 6;
        QTest::newRow("second closes nothing") << u"a)"_s << 1;
        QTest::newRow("number") << u"a * 1.2.3"_s << 4;
        QTest::newRow("one argument") << u"min(a)"_s << 5;
        QTest::newRow("other function") << u"exec(a)"_s << 4;
        QTest::newRow("text") << u"a + \"b\""_s << 4;
        QTest::newRow("power") << u"a ** 2"_s << 3;
    }

    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(int, position);
        const auto formula = Formula::parse(text);
        QVERIFY(!formula);
        QCOMPARE(formula.error().position, position);
        QVERIFY(formula.error().message.endsWith(u'.'));
    }
};

QTEST_APPLESS_MAIN(TestFormula)
#include "tst_formula.moc"
