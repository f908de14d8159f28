// Precompiled: only what nearly every source needs.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <algorithm>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <vector>
