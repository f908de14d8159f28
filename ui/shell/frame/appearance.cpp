#include "ui/shell/frame/appearance.h"

#include "core/domain/enums.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>
#include <QStyleHints>
#include <QThreadPool>

namespace leadline {

namespace {

constexpr std::array kNames{"system"_L1, "light"_L1, "dark"_L1, "high_contrast"_L1};

ThemeKind kindOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return ThemeKind::Light;
    case ThemeChoice::Dark:
        return ThemeKind::Dark;
    case ThemeChoice::HighContrast:
        return ThemeKind::HighContrast;
    case ThemeChoice::System:
        break;
    }
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark ? ThemeKind::Dark : ThemeKind::Light;
}

QString fontRule(const QFont &font)
{
    const QString size = font.pixelSize() > 0 ? QStringLiteral("%1px").arg(font.pixelSize())
                                              : QStringLiteral("%1pt").arg(font.pointSizeF());
    return QStringLiteral("font-size: %1; font-weight: %2;").arg(size).arg(font.weight());
}

// The style sheet names colours as @surface; the longest names first, so that @text does not eat @textMuted.
// `isStark`: a theme without shades, where what is disabled needs another line.
QString styleSheetOf(const Theme &theme, bool isStark)
{
    QFile file(QStringLiteral(":/leadline/style/shell.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::vector<std::pair<QLatin1StringView, QString>> tokens{{"@surfaceRaised"_L1, theme.surfaceRaised.name()},
        {"@accentText"_L1, theme.accentText.name()}, {"@textMuted"_L1, theme.textMuted.name()},
        {"@textFaint"_L1, theme.textFaint.name()}, {"@selection"_L1, theme.selection.name()},
        {"@surface"_L1, theme.surface.name()}, {"@window"_L1, theme.window.name()}, {"@border"_L1, theme.border.name()},
        {"@accent"_L1, theme.accent.name()}, {"@warning"_L1, theme.warning.name()}, {"@worse"_L1, theme.worse.name()},
        {"@better"_L1, theme.better.name()}, {"@text"_L1, theme.text.name()},
        {"@tick"_L1, theme.accentText.lightness() > 127 ? QStringLiteral("light") : QStringLiteral("dark")},
        {"@disabledLine"_L1, isStark ? QStringLiteral("dashed") : QStringLiteral("solid")},
        {"@titleFont;"_L1, fontRule(theme.titleFont())}, {"@figureFont;"_L1, fontRule(theme.figureFont())},
        {"@noteFont;"_L1, fontRule(theme.noteFont())}, {"@bodyFont;"_L1, fontRule(theme.bodyFont())}};
    for (const auto &[token, value] : tokens)
        sheet.replace(token, value);
    return sheet;
}

} // namespace

Appearance::Appearance(QApplication &application, ThemeChoice choice)
    : m_application(application)
    , m_choice(choice)
{
    // The first text waits until all fonts of the computer are known: look at them while the window is being built.
    QThreadPool::globalInstance()->start([] { (void)QFontDatabase::hasFamily(QString()); });
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_choice == ThemeChoice::System && kindOf(m_choice) != m_kind)
            apply();
    });
    apply();
}

const Theme &Appearance::theme() const
{
    return Theme::of(m_kind);
}

void Appearance::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
}

void Appearance::apply()
{
    m_kind = kindOf(m_choice);
    const Theme &now = theme();
    QApplication::setPalette(now.palette());
    // The style outlines a radio button in a darker shade of the window, which nobody sees on a dark one.
    QPalette rounds = now.palette();
    rounds.setColor(QPalette::Window, now.textFaint.lighter(140));
    QApplication::setPalette(rounds, "QRadioButton");
    QApplication::setFont(now.bodyFont());
    m_application.setStyleSheet(styleSheetOf(now, m_kind == ThemeKind::HighContrast));
    Q_EMIT themeChanged();
}

QString themeChoiceName(ThemeChoice choice)
{
    return kNames[static_cast<std::size_t>(choice)];
}

ThemeChoice themeChoiceFromName(const QString &name)
{
    const auto it = std::ranges::find_if(kNames, [&name](QLatin1StringView candidate) { return candidate == name; });
    return it == kNames.end() ? ThemeChoice::System : static_cast<ThemeChoice>(it - kNames.begin());
}

} // namespace leadline
