#pragma once

#include <QColor>
#include <QFont>
#include <QList>

class QPalette;

namespace leadline {

enum class ThemeKind { Light, Dark, HighContrast, Print };

// Every colour and type size of the application, by name: widgets and charts never use literals.
struct Theme {
    ThemeKind kind = ThemeKind::Light;
    QColor window, surface, surfaceRaised, border, text, textMuted, textFaint, accent, accentText, selection;
    QColor better, worse, neutral, warning; // never the only carrier of meaning
    QColor gridLine, axis, hatch, target;
    QList<QColor> series; // neighbours differ by ΔE ≥ 20 in normal, protan, deutan and tritan vision
    QList<QColor> stages; // coding, pickup, review, merge, deploy: the same everywhere, also in the PDF
    QList<QColor> bands; // DORA: elite, high, medium, low

    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QFont titleFont() const; // 15 semibold
    [[nodiscard]] QFont figureFont() const; // 26 semibold, tabular figures
    [[nodiscard]] QFont bodyFont() const; // 13
    [[nodiscard]] QFont noteFont() const; // 11

    [[nodiscard]] static const Theme &of(ThemeKind kind);
};

} // namespace leadline
