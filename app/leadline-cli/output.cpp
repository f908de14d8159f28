#include "output.h"

#include "core/domain/recordexport.h"

#include <QJsonDocument>
#include <QLocale>

#include <cstdio>

namespace leadline::cli {

using namespace Qt::StringLiterals;

std::optional<Format> formatFromName(const QString &name)
{
    if (name == u"table")
        return Format::Table;
    if (name == u"json")
        return Format::Json;
    if (name == u"csv")
        return Format::Csv;
    return {};
}

void print(const QString &text)
{
    std::fputs((text + u'\n').toUtf8().constData(), stdout);
}

void complain(const QString &text)
{
    std::fputs((text + u'\n').toUtf8().constData(), stderr);
}

QString cellText(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        return number == std::floor(number) && std::abs(number) < 1e15 ? QString::number(value.toInteger())
                                                                       : QString::number(number, 'g', 6);
    }
    if (value.isBool())
        return value.toBool() ? u"yes"_s : u"no"_s;
    if (value.isArray()) {
        QStringList parts;
        const QJsonArray array = value.toArray();
        for (const auto part : array)
            parts += cellText(part);
        return parts.join(u", "_s);
    }
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return value.toString();
}

static void printTable(const QList<Column> &columns, const QJsonArray &rows)
{
    static constexpr qsizetype kWidest = 60;
    QList<QStringList> cells;
    QList<qsizetype> widths;
    for (const Column &column : columns)
        widths += column.heading.size();
    for (const auto row : rows) {
        QStringList line;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            QString text = cellText(row.toObject().value(columns[i].key)).simplified();
            if (text.size() > kWidest)
                text = text.first(kWidest - 1) + u'…';
            widths[i] = std::max(widths[i], text.size());
            line += text;
        }
        cells += line;
    }
    const auto printLine = [&](const QStringList &line) {
        QString text;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const int width = int(widths[i]);
            text += columns[i].number ? line[i].rightJustified(width) : line[i].leftJustified(width);
            text += u"  "_s;
        }
        while (text.endsWith(u' '))
            text.chop(1);
        print(text);
    };
    QStringList headings;
    for (const Column &column : columns)
        headings += column.heading;
    printLine(headings);
    for (const QStringList &line : std::as_const(cells))
        printLine(line);
}

void Output::rows(const QList<Column> &columns, const QJsonArray &rows) const
{
    switch (m_format) {
    case Format::Json:
        print(QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Indented).trimmed()));
        return;
    case Format::Csv: {
        QStringList headings;
        for (const Column &column : columns)
            headings += column.key;
        print(headings.join(u','));
        for (const auto row : rows)
            print(csvLine(row.toObject(), headings));
        return;
    }
    case Format::Table:
        printTable(columns, rows);
        return;
    }
}

void Output::object(const QJsonObject &object) const
{
    if (m_format == Format::Json) {
        print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented).trimmed()));
        return;
    }
    if (m_format == Format::Csv) {
        print(object.keys().join(u','));
        print(csvLine(object, object.keys()));
        return;
    }
    for (auto it = object.begin(); it != object.end(); ++it)
        print(it.key() + u": "_s + cellText(it.value()));
}

void Output::line(const QString &text) const
{
    if (m_format == Format::Table)
        print(text);
}

} // namespace leadline::cli
