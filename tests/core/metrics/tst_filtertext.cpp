#include "core/metrics/filtertext.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

// Filters as text: what is understood, what is refused, and that both directions agree.
class TestFilterText final : public QObject {
    Q_OBJECT

private:
    using Join = MetricFilter::Join;

    static QString again(const QString &text)
    {
        const auto filter = filterFromText(text);
        return filter ? filterText(*filter) : filter.error().text;
    }

private Q_SLOTS:
    void plainConditions()
    {
        QCOMPARE(*filterFromText(u"team=Otter"_s), (MetricFilter{.column = u"team"_s, .values = {u"Otter"_s}}));
        QCOMPARE(*filterFromText(u" team != Otter | Sea Heron "_s),
            (MetricFilter{.column = u"team"_s, .values = {u"Otter"_s, u"Sea Heron"_s}, .exclude = true}));
        QCOMPARE(*filterFromText(u"team="_s), (MetricFilter{.column = u"team"_s, .values = {QString()}}));
        QCOMPARE(*filterFromText(u"team=Ops (EU)"_s), (MetricFilter{.column = u"team"_s, .values = {u"Ops (EU)"_s}}));
        QCOMPARE(*filterFromText(u"team='a|b'"_s), (MetricFilter{.column = u"team"_s, .values = {u"a|b"_s}}));
    }

    void namesInAnyScript()
    {
        for (const QString &name : {u"Équipe Ünïcode"_s, u"команда А"_s, u"海獭 队"_s, u"צוות"_s, u"🦦"_s, u"a=b"_s,
                 u"x != y"_s, u"say \"hi\""_s, u"back\\slash"_s, u"rock and roll"_s, u"AND"_s, u"Oregon"_s,
                 u"this or that"_s, u"(half"_s, u"half)"_s, u"a|b"_s, u" padded "_s, QString()}) {
            const MetricFilter filter{.column = u"team"_s, .values = {name, u"Otter"_s}};
            const auto read = filterFromText(filterText(filter));
            QVERIFY2(read, qPrintable(filterText(filter)));
            QCOMPARE(*read, filter);
        }
    }

    void precedence()
    {
        const auto filter = filterFromText(u"a=1 or b=2 and not c=3"_s);
        QVERIFY(filter);
        QCOMPARE(filter->join, Join::Any);
        QCOMPARE(filter->parts.size(), 2);
        QCOMPARE(filter->parts.at(1).join, Join::All);
        QVERIFY(filter->parts.at(1).parts.at(1).exclude);
        QCOMPARE(again(u"a=1 or b=2 and not c=3"_s), u"a=1 or b=2 and c!=3"_s);
        QCOMPARE(again(u"( a=1 OR b=2 ) AND c=3"_s), u"(a=1 or b=2) and c=3"_s);
        QCOMPARE(again(u"not(team=A and not (type=bug))"_s), u"not (team=A and type!=bug)"_s);
        QCOMPARE(again(u"not not team=A"_s), u"team=A"_s);
        QCOMPARE(again(u"notes=x and order=y"_s), u"notes=x and order=y"_s);
    }

    void mistakesSayWhereTheyAre_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << u""_s << u"at character 1: A condition such as team=Otter is expected."_s;
        QTest::newRow("no value") << u"team"_s << u"at character 5: '=' or '!='"_s;
        QTest::newRow("no joint") << u"(team=A) team=B"_s << u"at character 10: Put 'and' or 'or'"_s;
        QTest::newRow("open bracket") << u"(team=A"_s << u"A closing bracket is missing."_s;
        QTest::newRow("closed bracket") << u"team=A)"_s << u"at character 7"_s;
        QTest::newRow("quotation") << u"team=\"A"_s << u"A closing quotation mark is missing."_s;
        QTest::newRow("dangling") << u"team=A and "_s << u"at character 12: A condition"_s;
        QTest::newRow("deep") << QString(1000, u'(') << u"too many brackets"_s;
        QTest::newRow("nots") << u"not "_s.repeated(10'000) << u"too many brackets"_s;
    }

    void mistakesSayWhereTheyAre()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto filter = filterFromText(text);
        QVERIFY(!filter);
        QCOMPARE(filter.error().kind, ErrorKind::Config);
        QVERIFY2(filter.error().text.contains(expected), qPrintable(filter.error().text));
    }

    void wordsForPeople()
    {
        const auto words = [](const QString &text) { return filterWords(*filterFromText(text)); };
        QCOMPARE(words(u"team=Otter|Heron"_s), u"team is Otter, Heron"_s);
        QCOMPARE(words(u"author_class!="_s), u"author class is not none"_s);
        QCOMPARE(words(u"(a=1 or b=2) and not (c=3 or d=4)"_s), u"(a is 1 or b is 2) and not (c is 3 or d is 4)"_s);
    }

    void filtersOfFiles()
    {
        const QJsonObject json = QJsonDocument::fromJson(R"({"any": [{"column": "team", "values": ["@me", "B"]},
            {"exclude": true, "all": [{"column": "type", "values": ["bug"], "exclude": true}]}]})")
                                     .object();
        std::vector<MetricFilter> filters = {metricFilterFromJson(json)};
        QCOMPARE(filterText(filters.front()), u"team=@me|B or not (type!=bug)"_s);
        QCOMPARE(filterColumns(filters.front()), (QStringList{u"team"_s, u"type"_s}));
        QVERIFY(!putPerson(filters, {}));
        filters = {metricFilterFromJson(json)};
        QVERIFY(putPerson(filters, u"Ann"_s));
        QCOMPARE(filterText(filters.front()), u"team=Ann|B or not (type!=bug)"_s);
    }
};

QTEST_APPLESS_MAIN(TestFilterText)
#include "tst_filtertext.moc"
