#include "core/domain/filemasks.h"

#include <QCryptographicHash>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

// Goes back to the last star where the text does not fit: enough for globs, and never slow.
bool fits(QByteArrayView glob, QByteArrayView text)
{
    qsizetype g = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    bool acrossFolders = false;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            acrossFolders = g + 1 < glob.size() && glob[g + 1] == '*';
            star = g += acrossFolders ? 2 : 1;
            resume = t;
        } else if (g < glob.size() && (glob[g] == text[t] || (glob[g] == '?' && text[t] != '/'))) {
            ++g;
            ++t;
        } else if (star >= 0 && (acrossFolders || text[resume] != '/')) {
            g = star;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

} // namespace

FileMasks::FileMasks(const QStringList &patterns)
{
    for (const QString &text : patterns) {
        Pattern pattern{.glob = text.trimmed().toUtf8(), .kind = Pattern::Kind::File};
        if (pattern.glob.startsWith('/'))
            pattern.kind = Pattern::Kind::Path;
        while (pattern.glob.startsWith('/'))
            pattern.glob.remove(0, 1);
        const bool folder = pattern.glob.endsWith('/');
        if (folder)
            pattern.glob.chop(1);
        if (pattern.glob.isEmpty())
            continue;
        if (pattern.kind == Pattern::Kind::Path || pattern.glob.contains('/')) {
            pattern.kind = Pattern::Kind::Path;
            pattern.glob += folder ? "/**" : "";
        } else if (folder) {
            pattern.kind = Pattern::Kind::Folder;
        }
        m_patterns.push_back(std::move(pattern));
    }
}

QStringList FileMasks::defaults()
{
    return {u"package-lock.json"_s, u"npm-shrinkwrap.json"_s, u"yarn.lock"_s, u"pnpm-lock.yaml"_s, u"bun.lock"_s,
        u"composer.lock"_s, u"Gemfile.lock"_s, u"Cargo.lock"_s, u"poetry.lock"_s, u"Pipfile.lock"_s, u"uv.lock"_s,
        u"go.sum"_s, u"packages.lock.json"_s, u"Podfile.lock"_s, u"mix.lock"_s, u"pubspec.lock"_s, u"flake.lock"_s,
        u"gradle.lockfile"_s, u"vendor/"_s, u"third_party/"_s, u"node_modules/"_s, u"bower_components/"_s, u"Pods/"_s,
        u"*.min.js"_s, u"*.min.css"_s, u"*.js.map"_s, u"*.css.map"_s, u"generated/"_s, u"__generated__/"_s,
        u"*.generated.*"_s, u"*_generated.*"_s, u"*.pb.go"_s, u"*.pb.cc"_s, u"*.pb.h"_s, u"*_pb2.py"_s,
        u"*_pb2_grpc.py"_s, u"*.g.dart"_s, u"*.freezed.dart"_s, u"*.Designer.cs"_s, u"*.snap"_s};
}

bool FileMasks::matches(QByteArrayView path) const
{
    const qsizetype lastSlash = path.lastIndexOf('/');
    const QByteArrayView name = path.sliced(lastSlash + 1);
    for (const Pattern &pattern : m_patterns) {
        if (pattern.kind == Pattern::Kind::File ? fits(pattern.glob, name)
                                                : pattern.kind == Pattern::Kind::Path && fits(pattern.glob, path))
            return true;
        if (pattern.kind != Pattern::Kind::Folder)
            continue;
        for (qsizetype from = 0; from <= lastSlash;) {
            const qsizetype slash = path.indexOf('/', from);
            if (fits(pattern.glob, path.sliced(from, slash - from)))
                return true;
            from = slash + 1;
        }
    }
    return false;
}

QByteArray FileMasks::fingerprint() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Pattern &pattern : m_patterns) {
        hash.addData(pattern.glob);
        hash.addData(QByteArray(1, static_cast<char>('0' + static_cast<int>(pattern.kind))));
        hash.addData(QByteArray(1, '\n'));
    }
    return m_patterns.empty() ? QByteArray() : hash.result().toHex().first(16);
}

} // namespace leadline
