#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

// The house as docs/architecture.md draws it: which layer may include which. A layer that is not listed may not be
// included by anyone.
class TestLayers final : public QObject {
    Q_OBJECT

private:
    struct Layer {
        QString folder;
        QStringList mayInclude;
        QStringList forbiddenHeaders;
    };

    static QList<Layer> layers()
    {
        const QStringList widgets{u"QWidget"_s, u"QApplication"_s, u"QtWidgets"_s, u"QtCharts"_s};
        const QStringList sql{u"QSql"_s, u"QtSql"_s, u"sqlite3.h"_s};
        const QStringList network{u"QNetwork"_s, u"QtNetwork"_s};
        return {
            {u"core/base"_s, {}, widgets + sql + network},
            {u"core/domain"_s, {u"core/base"_s}, widgets + sql + network},
            {u"core/secrets"_s, {u"core/base"_s}, widgets + sql},
            {u"core/net"_s, {u"core/base"_s, u"core/secrets"_s}, widgets + sql},
            {u"core/connectors"_s, {u"core/base"_s, u"core/domain"_s, u"core/net"_s}, widgets + sql},
            {u"core/store"_s, {u"core/base"_s, u"core/domain"_s}, widgets + network},
            {u"core/sync"_s, {u"core/base"_s, u"core/domain"_s, u"core/net"_s, u"core/connectors"_s, u"core/store"_s},
                widgets},
            {u"core/metrics"_s, {u"core/base"_s, u"core/domain"_s}, widgets + sql + network},
            {u"core/report"_s, {u"core/base"_s, u"core/domain"_s, u"core/metrics"_s}, widgets + sql + network},
            {u"core/simulation"_s, {u"core/base"_s, u"core/domain"_s}, widgets + sql + network},
            {u"core/workspace"_s, {u"core"_s}, widgets + network},
            {u"ui/charts"_s, {u"core/base"_s}, sql + network},
            {u"ui"_s,
                {u"core/base"_s, u"core/domain"_s, u"core/metrics"_s, u"core/workspace"_s, u"core/report"_s, u"ui"_s},
                sql + network},
            {u"ui/present"_s,
                {u"core/base"_s, u"core/domain"_s, u"core/metrics"_s, u"core/workspace"_s, u"core/report"_s,
                    u"ui/charts"_s},
                widgets + sql + network},
            {u"app/leadline-cli"_s, {u"core"_s, u"ui/present"_s}, widgets + sql + network},
        };
    }

    static QString root() { return qEnvironmentVariable("LEADLINE_SOURCE_DIR"); }

    static QStringList sources(const QString &folder)
    {
        QStringList files;
        QDirIterator iterator(
            root() + u'/' + folder, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (iterator.hasNext())
            files += iterator.next();
        return files;
    }

    static QString read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

    static bool isInside(const QString &include, const QString &folder) { return include.startsWith(folder + u'/'); }

    // The faults of one file, as "file includes x".
    static QStringList faultsOf(const QString &path, const QString &text, const Layer &layer)
    {
        static const QRegularExpression own(
            u"^\\s*#\\s*include\\s+\"([^\"]+)\""_s, QRegularExpression::MultilineOption);
        static const QRegularExpression system(
            u"^\\s*#\\s*include\\s+<([^>]+)>"_s, QRegularExpression::MultilineOption);
        QStringList faults;
        for (const auto &match : own.globalMatch(text)) {
            const QString include = match.captured(1);
            if (!include.contains(u'/') || isInside(include, layer.folder))
                continue;
            const bool allowed =
                std::ranges::any_of(layer.mayInclude, [&](const QString &folder) { return isInside(include, folder); });
            if (!allowed)
                faults += u"%1 includes %2"_s.arg(path, include);
        }
        for (const auto &match : system.globalMatch(text)) {
            for (const QString &forbidden : layer.forbiddenHeaders) {
                if (match.captured(1).startsWith(forbidden))
                    faults += u"%1 includes <%2>"_s.arg(path, match.captured(1));
            }
        }
        return faults;
    }

private Q_SLOTS:
    void everyLayerIncludesOnlyWhatItMay()
    {
        QVERIFY2(!root().isEmpty(), "LEADLINE_SOURCE_DIR is not set");
        QStringList faults;
        for (const Layer &layer : layers()) {
            const QStringList files = sources(layer.folder);
            QVERIFY2(!files.isEmpty(), qPrintable(layer.folder));
            for (const QString &file : files) {
                if (layer.folder == u"ui" && (file.contains(u"/ui/charts/") || file.contains(u"/ui/present/")))
                    continue; // stricter rules of their own
                faults += faultsOf(file, read(file), layer);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void theRuleFindsAFault()
    {
        const Layer metrics{u"core/metrics"_s, {u"core/base"_s, u"core/domain"_s}, {u"QSql"_s}};
        QCOMPARE(
            faultsOf(u"x.cpp"_s, u"#include \"core/store/database.h\"\n#include \"core/domain/facts.h\"\n"_s, metrics)
                .size(),
            1);
        QCOMPARE(faultsOf(u"x.cpp"_s, u"#include <QSqlQuery>\n#include <QString>\n"_s, metrics).size(), 1);
    }

    void everyLayerIsKnown()
    {
        const QDir core(root() + u"/core"_s);
        for (const QString &folder : core.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (sources(u"core/"_s + folder).isEmpty())
                continue;
            const bool known =
                std::ranges::any_of(layers(), [&](const Layer &layer) { return layer.folder == u"core/"_s + folder; });
            QVERIFY2(known, qPrintable(folder));
        }
    }

    void filesKeepTheirSize()
    {
        QStringList faults;
        for (const QString &folder : {u"core"_s, u"ui"_s, u"app"_s, u"tests"_s}) {
            for (const QString &file : sources(folder)) {
                const qsizetype lines = read(file).count(u'\n');
                if (lines > (file.endsWith(u".h") ? 300 : 800))
                    faults += u"%1 has %2 lines"_s.arg(file).arg(lines);
                if (file.endsWith(u"/mainwindow.cpp") && lines > 400)
                    faults += u"%1 has %2 lines"_s.arg(file).arg(lines);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void theHabitsHold()
    {
        // Nested event loops, blocking calls between threads and global look-ups make programs that hang: none in our
        // code.
        static const QRegularExpression forbidden(u"\\bQEventLoop\\b|\\bBlockingQueuedConnection\\b|\\bqApp\\b"_s);
        QStringList faults;
        for (const QString &folder : {u"core"_s, u"ui"_s, u"app"_s}) {
            for (const QString &file : sources(folder)) {
                const QString text = read(file);
                if (const auto match = forbidden.match(text); match.hasMatch())
                    faults += u"%1 uses %2"_s.arg(file, match.captured());
                if (file.endsWith(u".h") && !text.contains(u"#pragma once"))
                    faults += u"%1 has no #pragma once"_s.arg(file);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }
};

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
