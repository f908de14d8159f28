#pragma once

#include "ui/shell/settings/settingspage.h"

namespace leadline {

class Workspace;

// What is kept, where, who sees it, and the proof that nobody changed the record of it.
class PrivacyPage final : public SettingsPage {
    Q_OBJECT

public:
    PrivacyPage(Workspace *workspace, QWidget *parent = nullptr);
};

} // namespace leadline
