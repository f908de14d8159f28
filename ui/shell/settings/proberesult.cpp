#include "ui/shell/settings/proberesult.h"

#include "ui/shell/frame/words.h"

#include <QCoreApplication>

namespace leadline {

namespace {

struct Probe {
    Q_DECLARE_TR_FUNCTIONS(Probe)
};

QString accessText(EntityProbe::Access access)
{
    switch (access) {
    case EntityProbe::Access::Yes:
        return u"✓"_s;
    case EntityProbe::Access::No:
        return u"✕"_s;
    case EntityProbe::Access::NotEnabled:
        return u"–"_s;
    case EntityProbe::Access::Unknown:
        break;
    }
    return u"?"_s;
}

} // namespace

QString probeText(const ProbeReport &report)
{
    QStringList lines;
    if (!report.account.isEmpty())
        lines.append(report.server.isEmpty() ? Probe::tr("Signed in as %1").arg(report.account)
                                             : Probe::tr("Signed in as %1 at %2").arg(report.account, report.server));
    else if (!report.server.isEmpty())
        lines.append(report.server);
    if (report.tokenExpiresAt.isSet())
        lines.append(
            Probe::tr("The token is valid until %1").arg(dayText(report.tokenExpiresAt, QTimeZone::systemTimeZone())));
    if (!lines.isEmpty() && !report.entities.empty())
        lines.append(QString());
    for (const EntityProbe &entity : report.entities) {
        QString line = accessText(entity.access) + u' ' + entity.entity;
        if (!entity.explanation.isEmpty())
            line += u": "_s + entity.explanation;
        lines.append(line);
    }
    for (const QString &warning : report.warnings)
        lines.append(u"⚠ "_s + warning);
    return lines.join(u'\n');
}

} // namespace leadline
