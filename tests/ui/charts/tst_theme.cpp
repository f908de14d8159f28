#include "ui/charts/theme.h"

#include <QPalette>
#include <QTest>

#include <array>
#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple linearRgb(const QColor &color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
}

Triple times(const Matrix &m, const Triple &v)
{
    Triple result{};
    for (size_t row = 0; row < 3; ++row)
        result[row] = std::clamp(m[row][0] * v[0] + m[row][1] * v[1] + m[row][2] * v[2], 0.0, 1.0);
    return result;
}

// Full colour blindness in linear RGB, after Machado, Oliveira and Fernandes (2009).
const QList<std::pair<QString, Matrix>> &visions()
{
    static const QList<std::pair<QString, Matrix>> all = {
        {u"normal"_s, {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
        {u"protan"_s,
            {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
        {u"deutan"_s,
            {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
        {u"tritan"_s,
            {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}},
    };
    return all;
}

double luminance(const QColor &color)
{
    const Triple rgb = linearRgb(color);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Triple labOf(const Triple &rgb)
{
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
    const double y = f(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
    const double z = f((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

// CIEDE2000.
double difference(const Triple &p, const Triple &q)
{
    const auto rad = [](double degrees) { return degrees * M_PI / 180; };
    const double meanC = (std::hypot(p[1], p[2]) + std::hypot(q[1], q[2])) / 2;
    const double g = 0.5 * (1 - std::sqrt(std::pow(meanC, 7) / (std::pow(meanC, 7) + std::pow(25.0, 7))));
    const double a1 = p[1] * (1 + g);
    const double a2 = q[1] * (1 + g);
    const double c1 = std::hypot(a1, p[2]);
    const double c2 = std::hypot(a2, q[2]);
    const auto hue = [](double a, double b) { return std::fmod(std::atan2(b, a) * 180 / M_PI + 360, 360); };
    const double h1 = hue(a1, p[2]);
    const double h2 = hue(a2, q[2]);
    double turn = c1 * c2 == 0 ? 0 : h2 - h1;
    turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
    double meanH = h1 + h2;
    if (c1 * c2 != 0)
        meanH = std::abs(h1 - h2) <= 180 ? meanH / 2 : meanH < 360 ? (meanH + 360) / 2 : (meanH - 360) / 2;
    const double dH = 2 * std::sqrt(c1 * c2) * std::sin(rad(turn) / 2);
    const double meanL = (p[0] + q[0]) / 2;
    const double mC = (c1 + c2) / 2;
    const double t = 1 - 0.17 * std::cos(rad(meanH - 30)) + 0.24 * std::cos(rad(2 * meanH))
        + 0.32 * std::cos(rad(3 * meanH + 6)) - 0.20 * std::cos(rad(4 * meanH - 63));
    const double sl = 1 + 0.015 * std::pow(meanL - 50, 2) / std::sqrt(20 + std::pow(meanL - 50, 2));
    const double sc = 1 + 0.045 * mC;
    const double sh = 1 + 0.015 * mC * t;
    const double rc = 2 * std::sqrt(std::pow(mC, 7) / (std::pow(mC, 7) + std::pow(25.0, 7)));
    const double rt = -std::sin(rad(60 * std::exp(-std::pow((meanH - 275) / 25, 2)))) * rc;
    const double l = (q[0] - p[0]) / sl;
    const double c = (c2 - c1) / sc;
    const double h = dH / sh;
    return std::sqrt(l * l + c * c + h * h + rt * c * h);
}

double seenDifference(const QColor &a, const QColor &b, const Matrix &vision)
{
    return difference(labOf(times(vision, linearRgb(a))), labOf(times(vision, linearRgb(b))));
}

constexpr ThemeKind kAll[] = {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast, ThemeKind::Print};

} // namespace

class TestTheme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRulerItselfIsRight()
    {
        // Two pairs of the published test data for CIEDE2000 (Sharma, Wu and Dalal 2005).
        QVERIFY(std::abs(difference({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4);
        QVERIFY(std::abs(difference({22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}) - 2.0373) < 1e-4);
        QCOMPARE(std::round(contrast(Qt::black, Qt::white)), 21.0);
    }

    void neighboursStayApartForEveryEye_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("list");
        for (const ThemeKind kind : kAll) {
            for (const QString &list : {u"series"_s, u"stages"_s, u"bands"_s})
                QTest::addRow("%d %s", int(kind), qPrintable(list)) << int(kind) << list;
        }
    }

    void neighboursStayApartForEveryEye()
    {
        QFETCH(int, kind);
        QFETCH(QString, list);
        const Theme &theme = Theme::of(ThemeKind(kind));
        const QList<QColor> colors = list == u"series" ? theme.series : list == u"stages" ? theme.stages : theme.bands;
        const bool ring = list == u"series"; // after the last comes the first again
        QVERIFY(colors.size() >= 4);
        for (qsizetype i = 0; i < (ring ? colors.size() : colors.size() - 1); ++i) {
            const QColor &a = colors[i];
            const QColor &b = colors[(i + 1) % colors.size()];
            for (const auto &[name, vision] : visions()) {
                const double apart = seenDifference(a, b, vision);
                QVERIFY2(apart >= 20,
                    qPrintable(
                        u"%1 and %2 are only %3 apart in %4 vision"_s.arg(a.name(), b.name()).arg(apart).arg(name)));
            }
            if (list == u"bands")
                continue; // four named steps: the ladder beside them tells them apart in grey
            const double grey = std::abs(labOf(linearRgb(a))[0] - labOf(linearRgb(b))[0]);
            QVERIFY2(
                grey >= 18, qPrintable(u"%1 and %2 are only %3 apart in grey"_s.arg(a.name(), b.name()).arg(grey)));
        }
    }

    void textIsReadable_data() { kinds(); }
    void textIsReadable()
    {
        QFETCH(int, kind);
        const Theme &theme = Theme::of(ThemeKind(kind));
        const double least = theme.kind == ThemeKind::HighContrast ? 7.0 : 4.5;
        const QList<QColor> texts = {theme.text, theme.textMuted, theme.textFaint, theme.better, theme.worse,
            theme.neutral, theme.warning, theme.accent, theme.target};
        for (const QColor &text : texts) {
            for (const QColor &ground : {theme.window, theme.surface, theme.surfaceRaised, theme.selection}) {
                const double found = contrast(text, ground);
                QVERIFY2(found >= least,
                    qPrintable(u"%1 on %2 has a contrast of %3"_s.arg(text.name(), ground.name()).arg(found)));
            }
        }
        QVERIFY(contrast(theme.accentText, theme.accent) >= least);
    }

    void marksAreSeen_data() { kinds(); }
    void marksAreSeen()
    {
        QFETCH(int, kind);
        const Theme &theme = Theme::of(ThemeKind(kind));
        for (const QColor &color : theme.series)
            QVERIFY2(contrast(color, theme.surface) >= 3, qPrintable(color.name()));
        for (const QColor &color : theme.stages)
            QVERIFY2(contrast(color, theme.surface) >= 2, qPrintable(color.name()));
        QVERIFY(contrast(theme.gridLine, theme.surface) < 3); // a grid is quiet
    }

    void paletteReadsWell_data() { kinds(); }
    void paletteReadsWell()
    {
        QFETCH(int, kind);
        const QPalette palette = Theme::of(ThemeKind(kind)).palette();
        const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {{QPalette::WindowText, QPalette::Window},
            {QPalette::Text, QPalette::Base}, {QPalette::Text, QPalette::AlternateBase},
            {QPalette::ButtonText, QPalette::Button}, {QPalette::HighlightedText, QPalette::Highlight},
            {QPalette::ToolTipText, QPalette::ToolTipBase}, {QPalette::Link, QPalette::Base},
            {QPalette::PlaceholderText, QPalette::Base}};
        for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
            for (const auto &[text, ground] : pairs)
                QVERIFY2(contrast(palette.color(group, text), palette.color(group, ground)) >= 4.5,
                    qPrintable(u"group %1, role %2"_s.arg(group).arg(text)));
        }
    }

    void stagesAreTheSameEverywhere()
    {
        for (const ThemeKind kind : kAll)
            QCOMPARE(Theme::of(kind).stages, Theme::of(ThemeKind::Light).stages);
    }

    void fontsHaveFourSizes()
    {
        const Theme &theme = Theme::of(ThemeKind::Light);
        QCOMPARE(theme.figureFont().pixelSize(), 26);
        QCOMPARE(theme.titleFont().pixelSize(), 15);
        QCOMPARE(theme.bodyFont().pixelSize(), 13);
        QCOMPARE(theme.noteFont().pixelSize(), 11);
        // Tabular figures: columns of numbers stand below each other.
        const QFontMetricsF metrics(theme.figureFont());
        QCOMPARE(metrics.horizontalAdvance(u"1111"_s), metrics.horizontalAdvance(u"8888"_s));
    }

private:
    static void kinds()
    {
        QTest::addColumn<int>("kind");
        for (const ThemeKind kind : kAll)
            QTest::addRow("%d", int(kind)) << int(kind);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
