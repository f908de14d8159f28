#pragma once

class QCoreApplication;

namespace leadline {

// The texts of Leadline and of Qt in the language of the system; English where there is no other.
void installTranslations(QCoreApplication &application);

} // namespace leadline
