#pragma once

#include <QUrl>

#include <functional>

namespace leadline {

class Appearance;
class UiState;

// What the whole window shares. All outlive it.
struct ShellParts {
    Appearance *appearance = nullptr;
    UiState *state = nullptr;
    std::function<void(const QUrl &)> openUrl; // the desktop's browser; tests listen here
};

} // namespace leadline
