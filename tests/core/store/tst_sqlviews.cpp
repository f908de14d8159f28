#include "core/domain/enums.h"
#include "core/store/sql/sqlviews.h"

#include <QFile>
#include <QTest>

using namespace leadline;

namespace {

QString pageOf(const std::vector<SqlView> &views)
{
    QString page =
        u"# Views for SQL\n\nWhat a SELECT may ask, in metrics and with `leadline-cli sql`: see "
        u"[metrics.md](metrics.md#metrics-in-sql). "
        "This page is made from the program;\nafter a change of columns `LEADLINE_UPDATE_DOCS=1 ./dev test sqlviews` "
        "writes it anew.\n"_s;
    for (const SqlView &view : views) {
        page += u"\n## %1\n\n%2\n\n| column | type | meaning |\n|---|---|---|\n"_s.arg(view.name, view.description);
        for (const SqlViewColumn &column : view.columns)
            page += u"| %1 | %2 | %3 |\n"_s.arg(column.name, column.type, column.description);
    }
    return page;
}

} // namespace

class TestSqlViews final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The page in docs/ says what the program has.
    void thePageIsUpToDate()
    {
        std::vector<SqlView> views = sqlViews();
        // A record's plural is only another name of the same view.
        std::erase_if(
            views, [](const SqlView &view) { return view.fact.isEmpty() && !view.name.endsWith(u"_records"_s); });
        const QByteArray expected = pageOf(views).toUtf8();
        QFile file(qEnvironmentVariable("LEADLINE_SOURCE_DIR") + u"/docs/sql-views.md"_s);
        if (qEnvironmentVariableIsSet("LEADLINE_UPDATE_DOCS")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(expected), expected.size());
            file.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll() == expected,
            "docs/sql-views.md is not what the program has: run LEADLINE_UPDATE_DOCS=1 ./dev test sqlviews");
    }

    void namesAreClear()
    {
        QStringList names;
        for (const SqlView &view : sqlViews()) {
            QVERIFY2(!names.contains(view.name), qPrintable(view.name));
            names += view.name;
            QStringList columns;
            for (const SqlViewColumn &column : view.columns) {
                QVERIFY2(!columns.contains(column.name), qPrintable(view.name + u'.' + column.name));
                columns += column.name;
            }
        }
        QVERIFY(names.contains(u"changes"_s) && names.contains(u"change_requests"_s)
            && names.contains(u"deployment_records"_s) && names.contains(u"repositories"_s));
    }
};

QTEST_GUILESS_MAIN(TestSqlViews)
#include "tst_sqlviews.moc"
