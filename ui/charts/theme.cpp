#include "ui/charts/theme.h"

#include <QPalette>

namespace leadline {

namespace {

QList<QColor> colors(std::initializer_list<QRgb> values)
{
    return {values.begin(), values.end()};
}

// Neighbours alternate between deep and bright, so that they stay apart in any vision and in grey print.
QList<QColor> seriesOnLight()
{
    return colors({0x1f4e8c, 0xd9761a, 0x00584f, 0xcf6ea6, 0x4f3183, 0x3a96c8, 0x7d2727, 0x6b952d});
}

// The same on every surface and on paper: people learn them once.
QList<QColor> stageColors()
{
    return colors({0x4a5fb0, 0xe6a93c, 0x226b66, 0xe59cbb, 0x6b4d9c});
}

Theme light()
{
    Theme t;
    t.kind = ThemeKind::Light;
    t.window = QColor(0xf4f5f7);
    t.surface = QColor(0xffffff);
    t.surfaceRaised = QColor(0xfafbfc);
    t.border = QColor(0xdcdfe5);
    t.text = QColor(0x1b1f27);
    t.textMuted = QColor(0x4b5362);
    t.textFaint = QColor(0x5d6573);
    t.accent = QColor(0x1f5fbf);
    t.accentText = QColor(0xffffff);
    t.selection = QColor(0xd9e6f9);
    t.better = QColor(0x17634a);
    t.worse = QColor(0xa32c23);
    t.neutral = QColor(0x505866);
    t.warning = QColor(0x8a5200);
    t.gridLine = QColor(0xe8eaee);
    t.axis = QColor(0x9aa1ad);
    t.hatch = QColor(0xffffff);
    t.target = QColor(0x5d6573);
    t.series = seriesOnLight();
    t.stages = stageColors();
    t.bands = colors({0x0b4f6c, 0x4fa3d1, 0xe8b04a, 0x9c3a2e});
    return t;
}

Theme dark()
{
    Theme t;
    t.kind = ThemeKind::Dark;
    t.window = QColor(0x14161a);
    t.surface = QColor(0x1d2026);
    t.surfaceRaised = QColor(0x262a32);
    t.border = QColor(0x363b45);
    t.text = QColor(0xeceef2);
    t.textMuted = QColor(0xb6bcc8);
    t.textFaint = QColor(0x9aa2b2);
    t.accent = QColor(0x7db4ff);
    t.accentText = QColor(0x0d1726);
    t.selection = QColor(0x24395a);
    t.better = QColor(0x6fcf9f);
    t.worse = QColor(0xff9c90);
    t.neutral = QColor(0xb6bcc8);
    t.warning = QColor(0xf2c063);
    t.gridLine = QColor(0x2b3039);
    t.axis = QColor(0x6b7280);
    t.hatch = QColor(0x1d2026);
    t.target = QColor(0x9aa2b2);
    t.series = colors({0x4f97e0, 0xf7c578, 0x2c8577, 0xf5aed3, 0x7f62c4, 0x9ad6f5, 0xc2513f, 0xc6e388});
    t.stages = stageColors();
    t.bands = colors({0x2f86b5, 0xa6dcf7, 0xd99a2b, 0xb8493b});
    return t;
}

Theme highContrast()
{
    Theme t;
    t.kind = ThemeKind::HighContrast;
    t.window = t.surface = QColor(Qt::black);
    t.surfaceRaised = QColor(0x141414);
    t.border = QColor(0xffffff);
    t.text = t.textMuted = t.textFaint = QColor(0xffffff);
    t.accent = QColor(0xffe14d);
    t.accentText = QColor(Qt::black);
    t.selection = QColor(0x002f5f);
    t.better = QColor(0x7dffb0);
    t.worse = QColor(0xffb0a6);
    t.neutral = QColor(0xffffff);
    t.warning = QColor(0xffe14d);
    t.gridLine = QColor(0x4d4d4d);
    t.axis = QColor(0xffffff);
    t.hatch = QColor(Qt::black);
    t.target = QColor(0xffffff);
    t.series = colors({0x4497ff, 0xffd84d, 0x009c75, 0xffc4e4, 0x9573f5, 0xb8f0ff, 0xf5603d, 0xe6ff8a});
    t.stages = stageColors();
    t.bands = colors({0x1f86f0, 0xc2ecff, 0xffb52e, 0xc73a24});
    return t;
}

Theme print()
{
    Theme t = light();
    t.kind = ThemeKind::Print;
    t.window = t.surface = t.surfaceRaised = QColor(0xffffff);
    t.border = QColor(0xb8bcc4);
    t.text = QColor(0x111111);
    t.textMuted = QColor(0x3a3f48);
    t.textFaint = QColor(0x50565f);
    t.gridLine = QColor(0xdddfe3);
    t.axis = QColor(0x6c727c);
    t.target = QColor(0x50565f);
    return t;
}

QFont sized(int pixels, QFont::Weight weight)
{
    QFont font;
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting); // so that the paper has the metrics of the screen
    font.setFeature("tnum", 1);
    return font;
}

} // namespace

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, surface);
    p.setColor(QPalette::AlternateBase, surfaceRaised);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, surfaceRaised);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, worse);
    p.setColor(QPalette::Highlight, accent);
    p.setColor(QPalette::HighlightedText, accentText);
    p.setColor(QPalette::Accent, accent);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::PlaceholderText, textFaint);
    p.setColor(QPalette::ToolTipBase, surfaceRaised);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Light, surface);
    p.setColor(QPalette::Midlight, gridLine);
    p.setColor(QPalette::Mid, border);
    p.setColor(QPalette::Dark, axis);
    p.setColor(QPalette::Shadow, QColor(Qt::black));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, textFaint);
    p.setColor(QPalette::Disabled, QPalette::Highlight, selection);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, text);
    return p;
}

QFont Theme::titleFont() const
{
    return sized(15, QFont::DemiBold);
}

QFont Theme::figureFont() const
{
    return sized(26, QFont::DemiBold);
}

QFont Theme::bodyFont() const
{
    return sized(13, QFont::Normal);
}

QFont Theme::noteFont() const
{
    return sized(11, QFont::Normal);
}

const Theme &Theme::of(ThemeKind kind)
{
    static const Theme table[] = {light(), dark(), highContrast(), print()};
    return table[static_cast<int>(kind)];
}

} // namespace leadline
