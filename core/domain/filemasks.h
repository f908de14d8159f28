#pragma once

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace leadline {

// Key of the workspace's list of patterns (JSON array of texts).
inline constexpr QStringView kGeneratedFilesSetting = u"generated_files";

// Which files are generated, by patterns: a name ("yarn.lock", "*.min.js") is that of a file anywhere, one that ends
// with a slash ("vendor/") that of a folder anywhere, one with a slash inside ("docs/api/**") a path from the root.
// "*" and "?" stay within a name, "**" does not.
class FileMasks {
public:
    FileMasks() = default; // none
    explicit FileMasks(const QStringList &patterns);

    // Lock files, vendored folders, minified and generated code.
    [[nodiscard]] static QStringList defaults();

    [[nodiscard]] bool isEmpty() const { return m_patterns.empty(); }
    [[nodiscard]] bool matches(QByteArrayView path) const; // UTF-8, "/" between folders
    // The same for equal patterns: to notice that they were changed.
    [[nodiscard]] QByteArray fingerprint() const;

private:
    struct Pattern {
        enum class Kind { File, Folder, Path };
        QByteArray glob;
        Kind kind = Kind::File;
    };
    std::vector<Pattern> m_patterns;
};

} // namespace leadline
