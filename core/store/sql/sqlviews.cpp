#include "core/store/sql/sqlviews.h"

#include "core/domain/enums.h"
#include "core/domain/recordexport.h"
#include "core/store/database.h"
#include "core/store/derived/factcolumns.h"
#include "core/store/recordviews.h"
#include "core/store/sql/factmodule.h"

#include <QCoreApplication>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SqlViews)
};

QString factViewName(QString fact)
{
    if (fact.endsWith(u'y')) {
        fact.chop(1);
        return fact + u"ies"_s;
    }
    return fact + u's';
}

QString wordsOf(RecordKind kind)
{
    return QString(enumName(kind)).replace(u'_', u' ');
}

struct RecordName {
    QString name;
    RecordKind kind;
};

std::vector<RecordName> recordNames()
{
    QStringList taken;
    for (const QString &fact : factNames())
        taken += factViewName(fact);
    std::vector<RecordName> names;
    for (int i = 0; i < kRecordKindCount; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        names.push_back({QString(enumName(kind)) + u"_records"_s, kind});
        if (const QString plural = pluralName(kind); !taken.contains(plural))
            names.push_back({plural, kind});
    }
    return names;
}

SqlView factView(const QString &fact)
{
    SqlView view{.name = factViewName(fact),
        .fact = fact,
        .description = Words::tr("Facts that metrics count, one row a %1.").arg(QString(fact).replace(u'_', u' ')),
        .columns = {}};
    for (const FactViewColumn &column : factViewColumns(fact)) {
        QString words = column.info.description;
        if (column.milliseconds)
            words = Words::tr("The same in ms since 1970.");
        else if (column.info.type == FactColumnInfo::Type::Time)
            words += u' ' + Words::tr("ISO 8601, UTC.");
        view.columns.push_back(
            {.name = column.name(), .type = QString::fromLatin1(column.type()).toLower(), .description = words});
    }
    return view;
}

SqlView recordView(const RecordName &record)
{
    SqlView view{.name = record.name,
        .fact = {},
        .description = Words::tr("Records as the tools told them, one row a %1.").arg(wordsOf(record.kind)),
        .columns = {}};
    for (const RecordViewColumn &column : recordViewColumns(record.kind, true))
        view.columns.push_back(
            {.name = QString::fromUtf8(column.name), .type = column.type, .description = column.description});
    return view;
}

} // namespace

std::vector<SqlView> sqlViews()
{
    std::vector<SqlView> views;
    for (const QString &fact : factNames())
        views.push_back(factView(fact));
    for (const RecordName &record : recordNames())
        views.push_back(recordView(record));
    return views;
}

Result<void> makeSqlViews(Database &database, FactModule &facts)
{
    for (const QString &fact : factNames()) {
        if (auto made = facts.addTable(database, factViewName(fact).toUtf8(), fact); !made)
            return made;
    }
    for (const RecordName &record : recordNames()) {
        const QByteArray sql =
            "CREATE TEMP VIEW \"" + record.name.toUtf8() + "\" AS " + recordViewSelect(record.kind, true);
        if (auto made = database.execute(QString::fromUtf8(sql)); !made)
            return made;
    }
    return {};
}

} // namespace leadline
