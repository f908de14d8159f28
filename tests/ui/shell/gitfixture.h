#pragma once

#include <QString>

// A Git folder with a history of its own: two people, one of them with two addresses, merges with pull request numbers
// and tags.
[[nodiscard]] bool makeGitFolder(const QString &folder, int commits);
