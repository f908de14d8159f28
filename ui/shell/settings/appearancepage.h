#pragma once

#include "ui/shell/settings/settingspage.h"

namespace leadline {

class Appearance;
class UiState;
class Workspace;

// Light, dark or high contrast, and the edition that the DORA bands are read from.
class AppearancePage final : public SettingsPage {
    Q_OBJECT

public:
    AppearancePage(Workspace *workspace, Appearance *appearance, UiState *state, QWidget *parent = nullptr);
};

} // namespace leadline
