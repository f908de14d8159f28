#include "samplereport.h"

#include "core/report/reportparts.h"
#include "ui/charts/paint.h"

#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace leadline;
using namespace Qt::StringLiterals;

class TestPdf : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatAManagerReads();
    void hasTheAskedSize_data();
    void hasTheAskedSize();
    void tellsAboutItself();
    void embedsItsFonts();
    void paintsEveryPage();
    void staysReadableInGrey();
    void rendersNamesOfAllScripts();
    void breaksLongTables();
    void manyRowsStayQuick();
    void emptyTablesSaySo();
    void sectionsShareARow();
    void chartsGetTheirRoom();
    void chartsTakeWhatIsLeftOfAPage();
    void chartsSideBySideAreLevel();
    void aGroupKeepsItsFirstRow();
    void unevenTablesAndLongWords();
    void emptyReport();
    void leavesTheOldFileWhenItCannotWrite();
    void namesTheReasonWhenItCannotWrite();

private:
    QString write(const Report &report, ReportPageSize size = ReportPageSize::A4);
    static QString run(const QString &program, const QStringList &arguments);
    [[nodiscard]] static QString textOf(const QString &file, const QStringList &options = {u"-layout"_s});
    [[nodiscard]] std::vector<QImage> imagesOf(const QString &file, int dpi);
    [[nodiscard]] static int pagesOf(const QString &file);

    QTemporaryDir m_folder;
    int m_files = 0;
};

QString TestPdf::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qWarning() << program << arguments << process.errorString() << process.readAllStandardError();
    return QString::fromUtf8(process.readAllStandardOutput());
}

QString TestPdf::write(const Report &report, ReportPageSize size)
{
    const QString file = m_folder.filePath(u"%1.pdf"_s.arg(++m_files));
    const Result<void> written = writePdf(report, file, size);
    if (!written)
        qWarning() << written.error().text << written.error().detail;
    return file;
}

QString TestPdf::textOf(const QString &file, const QStringList &options)
{
    return run(u"pdftotext"_s, QStringList(options) << file << u"-"_s);
}

int TestPdf::pagesOf(const QString &file)
{
    static const QRegularExpression pages(u"Pages:\\s+(\\d+)"_s);
    return pages.match(run(u"pdfinfo"_s, {file})).captured(1).toInt();
}

std::vector<QImage> TestPdf::imagesOf(const QString &file, int dpi)
{
    const QString prefix = file + u".page"_s;
    run(u"pdftoppm"_s, {u"-png"_s, u"-r"_s, QString::number(dpi), file, prefix});
    const QFileInfo info(prefix);
    std::vector<QImage> images;
    for (const QString &name : info.dir().entryList({info.fileName() + u"*.png"_s}, QDir::Files, QDir::Name))
        images.emplace_back(info.dir().filePath(name));
    return images;
}

namespace {

// Share of the pixels that are not white.
double inkIn(const QImage &image, const QRect &part)
{
    qint64 dark = 0;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x)
            dark += qGray(image.pixel(x, y)) < 230;
    }
    return static_cast<double>(dark) / (static_cast<double>(part.width()) * part.height());
}

bool holdsPageNumber(const QString &text, int page, int count)
{
    return QRegularExpression(u"\\b%1\\s*/\\s*%2\\b"_s.arg(page).arg(count)).match(text).hasMatch();
}

Report tableReport(int rows)
{
    Report report;
    report.title = u"Merged changes"_s;
    report.period = u"January 2026"_s;
    ReportSection section;
    section.heading = u"All changes"_s;
    section.table = sampleTable(rows);
    report.sections.push_back(section);
    return report;
}

} // namespace

void TestPdf::holdsWhatAManagerReads()
{
    const QString file = write(sampleReport());
    const QString text = textOf(file);
    for (const QString &words : {u"How delivery is going"_s, u"Leadline · Manager"_s, u"Lantern Works"_s,
             u"8 December 2025 to 27 February 2026"_s, u"compared with the 82 days before"_s,
             u"Team: Kestrel, Heron · Service: all"_s, u"GitHub: read on 28 February 2026 at 07:45"_s,
             u"not complete: issues are switched off"_s, u"Change lead time"_s, u"High · DORA 2023"_s, u"2.2 d"_s,
             u"6.4 %"_s, u"n = 412"_s, u"Not counted: bots (31), not deployed yet (12)."_s,
             u"Where the lead time goes"_s, u"Coding"_s, u"Pickup"_s, u"Definitions"_s,
             u"change_lead_time, version 1"_s, u"(none)"_s})
        QVERIFY2(text.contains(words), qPrintable(words + u"\n"_s + text));
    QVERIFY(holdsPageNumber(text, 1, pagesOf(file)));
    QCOMPARE(text.count("change_lead_time, version"_L1), 1); // each definition once
    QVERIFY(!text.contains("nan"_L1) && !text.contains("null"_L1));
}

void TestPdf::hasTheAskedSize_data()
{
    QTest::addColumn<ReportPageSize>("size");
    QTest::addColumn<QString>("words");
    QTest::newRow("A4") << ReportPageSize::A4 << u"595 x 842 pts (A4)"_s;
    QTest::newRow("Letter") << ReportPageSize::Letter << u"612 x 792 pts (letter)"_s;
}

void TestPdf::hasTheAskedSize()
{
    QFETCH(ReportPageSize, size);
    QFETCH(QString, words);
    const QString file = write(sampleReport(), size);
    const QString info = run(u"pdfinfo"_s, {file});
    QVERIFY2(info.contains(words), qPrintable(info));
    // Margins are real: nothing is printed within 14 mm of an edge (the frame lines keep 10 mm above and below).
    for (const QImage &page : imagesOf(file, 50)) {
        const int side = 27;
        QCOMPARE(inkIn(page, QRect(0, 0, side, page.height())), 0.0);
        QCOMPARE(inkIn(page, QRect(page.width() - side, 0, side, page.height())), 0.0);
        QCOMPARE(inkIn(page, QRect(0, 0, page.width(), 19)), 0.0);
        QCOMPARE(inkIn(page, QRect(0, page.height() - 17, page.width(), 17)), 0.0);
    }
}

void TestPdf::tellsAboutItself()
{
    const QString info = run(u"pdfinfo"_s, {write(sampleReport())});
    QVERIFY(QRegularExpression(u"Title:\\s+How delivery is going"_s).match(info).hasMatch());
    QVERIFY(QRegularExpression(u"Creator:\\s+Leadline"_s).match(info).hasMatch());
    QVERIFY(info.contains("Encrypted:       no"_L1));
}

void TestPdf::embedsItsFonts()
{
    const QStringList lines = run(u"pdffonts"_s, {write(sampleReport())}).trimmed().split(u'\n').mid(2);
    QVERIFY(!lines.isEmpty());
    for (const QString &line : lines) // emb sub uni: embedded, with a way back to the letters
        QVERIFY2(QRegularExpression(u"\\byes (yes|no)\\s+yes\\b"_s).match(line).hasMatch(), qPrintable(line));
}

void TestPdf::paintsEveryPage()
{
    const std::vector<QImage> pages = imagesOf(write(sampleReport()), 60);
    QVERIFY(pages.size() >= 2);
    for (const QImage &page : pages)
        QVERIFY(inkIn(page, page.rect()) > 0.01);
    if (const QString folder = qEnvironmentVariable("LEADLINE_KEEP_PAGES"); !folder.isEmpty()) { // to look at
        Report report = sampleReport();
        ReportSection rows;
        rows.heading = u"Merged changes"_s;
        rows.subtitle = u"all of them"_s;
        rows.table = sampleTable(40);
        report.sections.push_back(rows);
        QVERIFY(writePdf(report, folder + u"/report.pdf"_s));
        run(u"pdftoppm"_s, {u"-png"_s, u"-r"_s, u"110"_s, folder + u"/report.pdf"_s, folder + u"/report"_s});
    }
}

void TestPdf::staysReadableInGrey()
{
    // The five stages lie on one another: in grey each must still differ from its neighbours.
    const Theme &theme = Theme::of(ThemeKind::Print);
    ChartSpec chart;
    chart.form = ChartForm::StackedBars;
    for (int i = 0; i < 5; ++i) {
        ChartSeries series;
        series.color = theme.stages.at(i);
        for (int x = 0; x < 3; ++x)
            series.points.push_back({.x = double(x), .y = 10, .n = 30});
        chart.series.push_back(std::move(series));
    }
    chart.timeAxis = false;
    chart.categories = {u"a"_s, u"b"_s, u"c"_s};
    QImage image(600, 300, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintChart(painter, QRectF(0, 0, 600, 300), chart, theme);
    painter.end();
    QList<int> greys; // of the first bar, from the bottom
    for (int x = 60; x < 120 && greys.size() < 5; ++x) {
        greys.clear();
        int run = 0;
        for (int y = 299; y > 0; --y) {
            run = image.pixel(x, y) == image.pixel(x, y - 1) ? run + 1 : 0;
            const int grey = qGray(image.pixel(x, y));
            if (run == 8 && grey < 220 && !greys.contains(grey)) // the legend repeats them
                greys += grey;
        }
    }
    QCOMPARE(greys.size(), 5);
    for (qsizetype i = 1; i < greys.size(); ++i)
        QVERIFY2(qAbs(greys.at(i) - greys.at(i - 1)) > 30, qPrintable(QString::number(i)));
}

void TestPdf::rendersNamesOfAllScripts()
{
    const QString file = write(tableReport(8));
    // A font may draw a letter and a radical with one glyph; the document then names either.
    const QString text = textOf(file).normalized(QString::NormalizationForm_KC);
    for (const QString &name :
        {u"田中 美咲"_s, u"Мария Ковалёва"_s, u"Γιώργος Παππάς"_s, u"김서연"_s, u"Žofie Dvořáková"_s})
        QVERIFY2(text.contains(name), qPrintable(name));
    // A letter that no font has is painted as a box from the font's glyph 0; then several names would look alike.
    const QString fonts = run(u"pdffonts"_s, {file});
    for (const QString &font : {u"CJK"_s, u"Devanagari"_s, u"Arab"_s})
        QVERIFY2(fonts.contains(font), qPrintable(fonts));
}

void TestPdf::breaksLongTables()
{
    const QString file = write(tableReport(230));
    const int count = pagesOf(file);
    QVERIFY(count >= 4);
    QSet<QString> seen;
    static const QRegularExpression change(u"Change (\\d+) of many"_s);
    for (int page = 1; page <= count; ++page) {
        const QString text =
            textOf(file, {u"-layout"_s, u"-f"_s, QString::number(page), u"-l"_s, QString::number(page)});
        QVERIFY(text.contains("Repository"_L1) && text.contains("Author"_L1)); // the header, again on each page
        QVERIFY(holdsPageNumber(text, page, count));
        QCOMPARE(text.contains("Merged changes"_L1), true); // title, then the running head
        for (auto it = change.globalMatch(text); it.hasNext();) {
            const QString number = it.next().captured(1);
            QVERIFY2(!seen.contains(number), qPrintable(number));
            seen.insert(number);
        }
    }
    QCOMPARE(seen.size(), 230);
}

void TestPdf::manyRowsStayQuick()
{
    const QString file = write(tableReport(5'000));
    QVERIFY(pagesOf(file) > 90);
    QVERIFY(QFileInfo(file).size() < 8'000'000);
    QVERIFY(textOf(file, {u"-layout"_s, u"-l"_s, QString::number(pagesOf(file))}).contains("Change 5000 of many"_L1));
}

void TestPdf::emptyTablesSaySo()
{
    Report report = tableReport(0);
    QVERIFY(textOf(write(report)).contains("Nothing in this period."_L1));
    report.sections.front().table.emptyText = u"No incident was opened."_s;
    const QString text = textOf(write(report));
    QVERIFY(
        text.contains("No incident was opened."_L1) && text.contains("All changes"_L1) && !text.contains("Author"_L1));
}

void TestPdf::sectionsShareARow()
{
    Report report;
    report.title = u"Halves"_s;
    for (const QString &name : {u"Left half"_s, u"Right half"_s, u"Whole"_s}) {
        ReportSection section;
        section.heading = name;
        section.columns = name == "Whole"_L1 ? 12 : 6;
        section.text = u"Some text."_s;
        report.sections.push_back(section);
    }
    const QStringList lines = textOf(write(report)).split(u'\n');
    QVERIFY(std::ranges::any_of(
        lines, [](const QString &line) { return line.contains("Left half"_L1) && line.contains("Right half"_L1); }));
    QVERIFY(std::ranges::none_of(
        lines, [](const QString &line) { return line.contains("Whole"_L1) && line.contains("half"_L1); }));
}

void TestPdf::chartsGetTheirRoom()
{
    Report report;
    report.title = u"Charts"_s;
    QRectF whole;
    QRectF half;
    for (const int columns : {12, 6}) {
        ReportSection section;
        section.heading = u"Chart"_s;
        section.columns = columns;
        section.chartHeight = 140;
        section.chart = [&area = columns == 12 ? whole : half](QPainter &painter, const QRectF &given) {
            area = given;
            painter.fillRect(given, Qt::black);
        };
        report.sections.push_back(section);
    }
    const std::vector<QImage> pages = imagesOf(write(report), 72);
    QCOMPARE(whole.height(), 200.0); // 140 points in units of 0.7 points
    QVERIFY(whole.width() > 700 && whole.width() < 710);
    QVERIFY(half.width() > 340 && half.width() < 348);
    QCOMPARE(pages.size(), 1U);
    const double expected = 140.0 * 493 + 140.0 * 238;
    QVERIFY(qAbs(inkIn(pages.front(), pages.front().rect()) * 595 * 842 / expected - 1) < 0.1);
}

void TestPdf::chartsTakeWhatIsLeftOfAPage()
{
    Report report;
    report.title = u"Charts"_s;
    std::vector<double> heights;
    for (int i = 0; i < 6; ++i) {
        ReportSection section;
        section.heading = u"Chart"_s;
        section.chartHeight = 140;
        section.chart = [&heights](QPainter &painter, const QRectF &given) {
            heights.push_back(given.height());
            painter.fillRect(given, Qt::black);
        };
        report.sections.push_back(section);
    }
    const std::vector<QImage> pages = imagesOf(write(report), 72);
    QCOMPARE(pages.size(), 2U);
    // Three or four of them fill the first page down to its foot; the others keep their height.
    const QImage &first = pages.front();
    QVERIFY(inkIn(first, QRect(100, first.height() - 64, 300, 6)) > 0.9);
    QVERIFY(heights.front() > 200 && heights.front() < 1.5 * 200);
    QCOMPARE(heights.back(), 200.0);
}

void TestPdf::chartsSideBySideAreLevel()
{
    Report report;
    report.title = u"Charts"_s;
    std::vector<double> tops;
    for (const QString &subtitle :
        {u"short"_s, u"a subtitle of so many words that it breaks into a second line here"_s}) {
        ReportSection section;
        section.heading = u"Chart"_s;
        section.subtitle = subtitle;
        section.columns = 6;
        section.chart = [&tops](QPainter &painter, const QRectF &given) {
            tops.push_back(painter.combinedTransform().map(given.topLeft()).y());
        };
        report.sections.push_back(section);
    }
    QCOMPARE(pagesOf(write(report)), 1);
    QCOMPARE(tops.size(), 2U);
    QCOMPARE(tops[0], tops[1]);
}

void TestPdf::aGroupKeepsItsFirstRow()
{
    Report report = tableReport(0);
    ReportTable &table = report.sections.front().table;
    for (int i = 0; i < 160; ++i) {
        const bool isGroup = i % 7 == 0;
        table.groups.push_back(isGroup);
        table.rows.push_back(
            {isGroup ? u"Rule %1 with a name that is much longer than its column"_s.arg(i / 7) : u"case %1"_s.arg(i)});
    }
    const QString file = write(report);
    const int count = pagesOf(file);
    QVERIFY(count >= 3);
    int groups = 0;
    for (int page = 1; page <= count; ++page) {
        const QString number = QString::number(page);
        const QString text = textOf(file, {u"-layout"_s, u"-f"_s, number, u"-l"_s, number});
        groups += int(text.count("with a name that is much longer than its column"_L1)); // in one line
        const qsizetype lastRule = text.lastIndexOf("Rule "_L1);
        QVERIFY2(text.lastIndexOf("case "_L1) > lastRule, qPrintable(text));
    }
    QCOMPARE(groups, 23);
}

void TestPdf::unevenTablesAndLongWords()
{
    Report report = tableReport(3);
    ReportTable &table = report.sections.front().table;
    table.rows.push_back({u"only one cell"_s});
    table.rows.push_back({QString(4'000, u'W'), QString(), u"line\nbreak"_s});
    table.headings += u"A heading that is far too long for the few letters under it"_s;
    for (int i = 0; i < 12; ++i)
        table.headings += u"Column%1"_s.arg(i);
    const QString file = write(report);
    QCOMPARE(pagesOf(file), 1);
    const std::vector<QImage> pages = imagesOf(file, 50);
    QCOMPARE(inkIn(pages.front(), QRect(pages.front().width() - 27, 0, 27, pages.front().height())), 0.0);
}

void TestPdf::emptyReport()
{
    Report report;
    report.title = u"Nothing yet"_s;
    const QString file = write(report);
    QCOMPARE(pagesOf(file), 1);
    QVERIFY(textOf(file).contains("Nothing yet"_L1));
    QVERIFY(writePdf(Report{}, m_folder.filePath(u"untitled.pdf"_s)));
}

void TestPdf::leavesTheOldFileWhenItCannotWrite()
{
    const QString file = m_folder.filePath(u"kept.pdf"_s);
    QFile old(file);
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("the report of last month");
    old.close();
    // A disk that is full after two kilobytes.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 2'000;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<void> written = writePdf(sampleReport(), file);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Storage);
    QVERIFY(written.error().text.contains("kept.pdf"_L1));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), "the report of last month");
    QCOMPARE(QDir(m_folder.path()).entryList({u"kept.pdf*"_s}).size(), 1); // and no half-written one beside it
}

void TestPdf::namesTheReasonWhenItCannotWrite()
{
    const Result<void> nowhere = writePdf(sampleReport(), m_folder.filePath(u"no such folder/report.pdf"_s));
    QVERIFY(!nowhere);
    QVERIFY(nowhere.error().text.contains("does not exist"_L1));
    const Result<void> folder = writePdf(sampleReport(), m_folder.path());
    QVERIFY(!folder);
    QVERIFY(folder.error().text.contains("is a folder"_L1));
    QVERIFY(QFile::exists(u"/proc/version"_s));
    const Result<void> readOnly = writePdf(sampleReport(), u"/proc/report.pdf"_s);
    QVERIFY(!readOnly);
    QVERIFY(readOnly.error().kind == ErrorKind::Storage && readOnly.error().text.contains("/proc/report.pdf"_L1));
}

QTEST_MAIN(TestPdf)
#include "tst_pdf.moc"
