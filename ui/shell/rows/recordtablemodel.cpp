#include "ui/shell/rows/recordtablemodel.h"

#include "core/base/instant.h"
#include "core/domain/enums.h"
#include "core/metrics/valueformat.h"
#include "ui/shell/frame/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

namespace leadline {

namespace {

constexpr auto kValueKey = "value"_L1;
constexpr auto kExplanationKey = "explanation"_L1;

// What a person looks for first, in this order; the rest of the fields follows.
const QStringList &firstKeys()
{
    static const QStringList keys{u"title"_s, u"name"_s, u"subject"_s, u"repository"_s, u"number"_s, u"key"_s,
        u"author"_s, u"reviewer"_s, u"state"_s, u"status"_s, u"verdict"_s, u"type"_s, u"environment"_s, u"pipeline"_s,
        u"branch"_s, u"result"_s, u"severity"_s, u"tag"_s, u"at"_s, u"created_at"_s, u"opened_at"_s, u"merged_at"_s,
        u"resolved_at"_s, u"started_at"_s, u"finished_at"_s, u"published_at"_s, u"authored_at"_s, u"deployed_at"_s,
        u"additions"_s, u"deletions"_s};
    return keys;
}

// For machines: never shown as columns.
bool isHidden(const QString &key)
{
    static const QSet<QString> hidden{u"external_id"_s, u"url"_s, u"id"_s, u"source"_s, u"merge_sha"_s, u"head_sha"_s,
        u"parents"_s, u"kind"_s, u"deployment"_s, u"change_request"_s, u"value"_s, u"explanation"_s};
    return hidden.contains(key);
}

// Derived durations come in seconds.
bool isDuration(const QString &key)
{
    static const QSet<QString> durations{u"coding"_s, u"pickup"_s, u"review"_s, u"merge"_s, u"deploy"_s, u"lead"_s,
        u"cycle"_s, u"queue"_s, u"duration"_s, u"recovery"_s, u"resolution"_s, u"fix"_s, u"response"_s};
    return durations.contains(key);
}

bool isTime(const QString &key)
{
    return key == "at"_L1 || key.endsWith("_at"_L1);
}

QString wordOf(QString name)
{
    name.replace(u'_', u' ');
    return name;
}

bool isEnumKey(const QString &key)
{
    static const QSet<QString> keys{u"state"_s, u"status"_s, u"verdict"_s, u"type"_s, u"result"_s, u"severity"_s,
        u"priority"_s, u"link"_s, u"actor"_s, u"kind"_s};
    return keys.contains(key);
}

QString jsonText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? RecordTableModel::tr("yes") : RecordTableModel::tr("no");
    case QJsonValue::Double:
        return QLocale().toString(value.toDouble(), 'f', QLocale::FloatingPointShortest);
    case QJsonValue::Array: {
        QStringList parts;
        for (const QJsonValue entry : value.toArray())
            parts.append(jsonText(entry));
        return parts.join(u", "_s);
    }
    default:
        return value.toString();
    }
}

} // namespace

QString fieldTitle(const QString &key)
{
    static const QHash<QString, const char *> titles{{u"at"_s, QT_TRANSLATE_NOOP("Field", "When")},
        {u"created_at"_s, QT_TRANSLATE_NOOP("Field", "Created")},
        {u"cycle"_s, QT_TRANSLATE_NOOP("Field", "Cycle time")}, {u"lead"_s, QT_TRANSLATE_NOOP("Field", "Lead time")},
        {u"head_branch"_s, QT_TRANSLATE_NOOP("Field", "Branch")},
        {u"base_branch"_s, QT_TRANSLATE_NOOP("Field", "Into branch")},
        {u"additions"_s, QT_TRANSLATE_NOOP("Field", "Lines added")},
        {u"deletions"_s, QT_TRANSLATE_NOOP("Field", "Lines deleted")},
        {u"explanation"_s, QT_TRANSLATE_NOOP("Field", "How it came about")},
        {u"type_raw"_s, QT_TRANSLATE_NOOP("Field", "Type in the tool")},
        {u"status_raw"_s, QT_TRANSLATE_NOOP("Field", "Status in the tool")},
        {u"deployment_inferred"_s, QT_TRANSLATE_NOOP("Field", "Deployment inferred")}};
    if (const char *title = titles.value(key))
        return QCoreApplication::translate("Field", title);
    QString words = key;
    if (words.endsWith("_at"_L1))
        words.chop(3);
    words = wordOf(words);
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return QCoreApplication::translate("Field", words.toUtf8().constData());
}

RecordTableModel::RecordTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void RecordTableModel::setRows(
    const MetricRows &rows, const QString &valueTitle, MetricUnit unit, const QTimeZone &zone)
{
    beginResetModel();
    m_fact = rows.fact;
    m_rows = rows.rows;
    m_valueTitle = valueTitle;
    m_unit = unit;
    m_zone = zone;
    QSet<QString> present;
    bool explained = false;
    for (const MetricRow &row : m_rows) {
        for (auto it = row.record.begin(); it != row.record.end(); ++it)
            present.insert(it.key());
        explained = explained || !row.explanation.isEmpty();
    }
    m_keys.clear();
    present.removeIf([](const QString &key) { return isHidden(key); });
    for (const QString &key : firstKeys()) {
        if (present.remove(key))
            m_keys.append(key);
    }
    m_keys.insert(std::min<qsizetype>(1, m_keys.size()), kValueKey);
    if (valueTitle.isEmpty())
        m_keys.removeAll(kValueKey);
    if (explained)
        m_keys.append(kExplanationKey);
    QStringList rest(present.begin(), present.end());
    rest.sort();
    m_keys += rest;
    endResetModel();
}

void RecordTableModel::clear()
{
    setRows({}, {}, MetricUnit::Count, m_zone);
}

QString RecordTableModel::urlAt(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].record.value("url"_L1).toString();
}

QStringList RecordTableModel::usualKeys() const
{
    QStringList usual;
    for (const QString &key : m_keys) {
        if (key == kValueKey || key == kExplanationKey || firstKeys().contains(key))
            usual.append(key);
    }
    return usual;
}

int RecordTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RecordTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

QString RecordTableModel::text(const MetricRow &row, const QString &key) const
{
    if (key == kValueKey)
        return row.value != row.value ? QString() : formatValue(row.value, m_unit);
    if (key == kExplanationKey)
        return row.explanation;
    const QJsonValue value = row.record.value(key);
    if (isTime(key))
        return momentText(Instant::fromIso(value.toString()), m_zone);
    if (isDuration(key) && value.isDouble())
        return formatValue(value.toDouble() * 1000, MetricUnit::Duration);
    if (key == "number"_L1 && value.isDouble())
        return QString::number(value.toInteger());
    return isEnumKey(key) ? wordOf(jsonText(value)) : jsonText(value);
}

QVariant RecordTableModel::sortValue(const MetricRow &row, const QString &key) const
{
    if (key == kValueKey)
        return row.value != row.value ? -1.0 : row.value;
    if (key == kExplanationKey)
        return row.explanation;
    const QJsonValue value = row.record.value(key);
    if (isTime(key))
        return Instant::fromIso(value.toString()).ms();
    if (value.isDouble())
        return value.toDouble();
    return jsonText(value).toCaseFolded();
}

QVariant RecordTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const MetricRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const QString &key = m_keys[index.column()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, key);
    case SortRole:
        return sortValue(row, key);
    case KeyRole:
        return key;
    case Qt::TextAlignmentRole:
        return QVariant(
            (key == kValueKey || row.record.value(key).isDouble() ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant RecordTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_keys.size())
        return {};
    const QString &key = m_keys[section];
    if (role == Qt::DisplayRole)
        return key == kValueKey ? m_valueTitle : fieldTitle(key);
    if (role == KeyRole)
        return key;
    if (role == Qt::TextAlignmentRole)
        return QVariant((key == kValueKey ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace leadline
