#pragma once

#include "core/report/report.h"
#include "ui/present/dashboarddata.h"

namespace leadline {

// The dashboard as pages: the same pictures as on screen in the print theme, tables of what was asked about, an
// appendix of definitions. `records` names the changes of the attention list, by id; those missing are left unnamed.
[[nodiscard]] Report reportOf(
    const DashboardData &data, const Workspace &workspace, const QHash<qint64, QJsonObject> &records = {});

// Asks, names the cases of the attention list, and makes the report.
[[nodiscard]] QFuture<Result<Report>> makeDashboardReport(Workspace *workspace, const DashboardRequest &request);

} // namespace leadline
