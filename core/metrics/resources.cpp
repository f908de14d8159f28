#include "core/metrics/resources.h"

#include <QFile>

// The macro must stand outside of namespaces; a static library's resources are dropped by the linker without it.
static void initMetricResources()
{
    Q_INIT_RESOURCE(metrics);
}

namespace leadline {

QByteArray metricResource(const QString &path)
{
    initMetricResources();
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList builtInMetricFiles()
{
    using namespace Qt::StringLiterals;
    QStringList paths;
    for (const QString &name : {u"dora"_s, u"stages"_s, u"changes"_s, u"delivery"_s, u"planning"_s, u"quality"_s,
             u"ci"_s, u"communication"_s, u"knowledge"_s, u"devlake"_s})
        paths.append(u":/leadline/metrics/%1.json"_s.arg(name));
    return paths;
}

} // namespace leadline
