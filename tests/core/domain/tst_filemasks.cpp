#include "core/domain/filemasks.h"

#include <QTest>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestFileMasks final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void patterns_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("masked");
        const auto row = [](const char *pattern, const char *path, bool masked) {
            QTest::addRow("%s %s", pattern, path) << QString::fromUtf8(pattern) << QByteArray(path) << masked;
        };
        row("yarn.lock", "yarn.lock", true);
        row("yarn.lock", "web/yarn.lock", true);
        row("yarn.lock", "web/yarn.lock.txt", false);
        row("yarn.lock", "yarn.lock/readme", false);
        row("*.min.js", "site/js/shop.min.js", true);
        row("*.min.js", "shop.min.json", false);
        row("*.min.js", ".min.js", true);
        row("*_generated.*", "api_generated.go", true);
        row("*.?", "main.c", true);
        row("*.?", "main.cc", false);
        row("vendor/", "vendor/lib/a.go", true);
        row("vendor/", "src/vendor/a.go", true);
        row("vendor/", "vendor", false);
        row("vendor/", "vendors/a.go", false);
        row("*-gen/", "src/api-gen/deep/a.ts", true);
        row("docs/api/**", "docs/api/v1/index.html", true);
        row("docs/api/**", "other/docs/api/v1/index.html", false);
        row("docs/*.html", "docs/index.html", true);
        row("docs/*.html", "docs/api/index.html", false);
        row("**/snapshots/*.txt", "a/b/snapshots/x.txt", true);
        row("docs/api/", "docs/api/index.html", true);
        row("/build.txt", "build.txt", true);
        row("/build.txt", "sub/build.txt", false);
        row("/out/", "out/a/b", true);
        row("/out/", "sub/out/a", false);
        row("  spaced.txt ", "spaced.txt", true);
        row("größe.txt", "größe.txt", true);
        row("*a*b*c*", "xxaxxbxxcxx", true);
        row("*a*b*c*", "xxaxxcxxbxx", false);
        row("", "a", false);
        row("/", "a", false);
    }
    void patterns()
    {
        QFETCH(QString, pattern);
        QFETCH(QByteArray, path);
        QTEST(FileMasks({pattern}).matches(path), "masked");
    }

    void defaultsKnowTheUsualOnes()
    {
        const FileMasks masks(FileMasks::defaults());
        for (const char *path : {"package-lock.json", "web/pnpm-lock.yaml", "go.sum", "vendor/github.com/x/y.go",
                 "web/node_modules/a/index.js", "static/app.min.css", "api/v1/shop.pb.go", "model.g.dart"})
            QVERIFY2(masks.matches(path), path);
        for (const char *path : {"package.json", "src/lock.cpp", "vendor.go", "generator/main.py", "docs/minutes.md"})
            QVERIFY2(!masks.matches(path), path);
        QVERIFY(!FileMasks().matches("yarn.lock"));
    }

    void fingerprintsTellChanges()
    {
        QCOMPARE(FileMasks({u"a"_s, u"b/"_s}).fingerprint(), FileMasks({u" a"_s, u"b/ "_s}).fingerprint());
        QVERIFY(FileMasks({u"a"_s}).fingerprint() != FileMasks({u"a/"_s}).fingerprint());
        QVERIFY(FileMasks({u"a"_s, u"b"_s}).fingerprint() != FileMasks({u"ab"_s}).fingerprint());
        QCOMPARE(FileMasks().fingerprint(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestFileMasks)
#include "tst_filemasks.moc"
