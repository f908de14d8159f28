#pragma once

#include "ui/charts/theme.h"

#include <QObject>

class QApplication;

namespace leadline {

enum class ThemeChoice { System, Light, Dark, HighContrast };

// Dresses the whole application in one of the themes, and follows the system when asked to.
class Appearance final : public QObject {
    Q_OBJECT

public:
    explicit Appearance(QApplication &application, ThemeChoice choice = ThemeChoice::System);

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    [[nodiscard]] const Theme &theme() const;
    void setChoice(ThemeChoice choice);

Q_SIGNALS:
    void themeChanged();

private:
    void apply();

    QApplication &m_application;
    ThemeChoice m_choice;
    ThemeKind m_kind = ThemeKind::Light;
};

[[nodiscard]] QString themeChoiceName(ThemeChoice choice); // "system", "light", … as kept in the settings
[[nodiscard]] ThemeChoice themeChoiceFromName(const QString &name);

} // namespace leadline
