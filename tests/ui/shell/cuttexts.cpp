#include "tests/ui/shell/cuttexts.h"

#include "ui/charts/chartlayout.h"
#include "ui/charts/chartview.h"
#include "ui/charts/cloudlayout.h"
#include "ui/charts/cloudview.h"
#include "ui/charts/paintutil.h"
#include "ui/shell/frame/elidedlabel.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QLabel>
#include <QTextDocument>

namespace leadline {

namespace {

bool isWhole(const QLabel &label)
{
    const QRect room = label.contentsRect();
    if (label.text().isEmpty())
        return true;
    if (qobject_cast<const ElidedLabel *>(&label))
        return label.fontMetrics().horizontalAdvance(label.text()) <= room.width();
    if (label.wordWrap())
        return label.heightForWidth(label.width()) <= label.height();
    return label.sizeHint().width() <= label.width() && label.sizeHint().height() <= label.height();
}

// The theme only gives colours and the font here.
void addTexts(QStringList &cut, const QWidget &view, const std::vector<PlacedText> &texts)
{
    const QFont font = Theme::of(ThemeKind::Light).noteFont();
    for (const PlacedText &text : texts) {
        if (textWidth(font, text.text) > text.rect.width() + 1)
            cut += view.accessibleName() + QStringLiteral(": ") + text.text;
    }
}

QRectF areaOf(const QWidget &view)
{
    return QRectF(view.rect()).adjusted(4, 2, -4, -2);
}

// Where headings may break into lines, each word must have its room, and all lines theirs.
bool fitsHeading(const QHeaderView &header, const QString &text, int width)
{
    constexpr int kPadding = 24; // of the style sheet, left and right
    QFont font = header.font();
    font.setWeight(QFont::DemiBold);
    const QRect room(0, 0, width - kPadding, header.height());
    const int flags = (header.defaultAlignment() & Qt::TextWordWrap) ? int(Qt::TextWordWrap) : int(Qt::TextSingleLine);
    const QRect needed = QFontMetrics(font).boundingRect(room, flags, text);
    return needed.width() <= room.width() && needed.height() <= room.height();
}

void addHeadings(QStringList &cut, const QHeaderView &header)
{
    if (header.orientation() == Qt::Vertical || !header.model())
        return;
    for (int section = 0; section < header.count(); ++section) {
        const QString text = header.model()->headerData(section, Qt::Horizontal).toString();
        if (!header.isSectionHidden(section) && !fitsHeading(header, text, header.sectionSize(section)))
            cut += text;
    }
}

} // namespace

QStringList cutTexts(const QWidget *root)
{
    QStringList cut;
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(root)) // what can be scrolled to counts, too
            continue;
        if (const auto *label = qobject_cast<const QLabel *>(widget); label && !isWhole(*label))
            cut += label->text();
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget);
            button && !button->text().isEmpty() && button->sizeHint().width() > button->width())
            cut += button->text();
        else if (const auto *header = qobject_cast<const QHeaderView *>(widget))
            addHeadings(cut, *header);
        else if (const auto *chart = qobject_cast<const ChartView *>(widget))
            addTexts(cut, *chart, layOutChart(chart->spec(), Theme::of(ThemeKind::Light), areaOf(*chart), 1).texts);
        else if (const auto *cloud = qobject_cast<const CloudView *>(widget))
            addTexts(cut, *cloud, layOutCloud(cloud->spec(), Theme::of(ThemeKind::Light), areaOf(*cloud), 1).texts);
    }
    return cut;
}

} // namespace leadline
