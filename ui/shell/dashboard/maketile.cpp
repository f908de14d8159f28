#include "ui/shell/dashboard/attentiontile.h"
#include "ui/shell/dashboard/cardstile.h"
#include "ui/shell/dashboard/charttile.h"
#include "ui/shell/dashboard/cloudtile.h"
#include "ui/shell/dashboard/tabletile.h"

namespace leadline {

Tile *makeTile(const WidgetSpec &spec, const TileContext &context, QWidget *parent)
{
    switch (spec.form) {
    case WidgetForm::Cards:
        return new CardsTile(spec, context, parent);
    case WidgetForm::Scatter:
    case WidgetForm::Ageing:
        return new CloudTile(spec, context, parent);
    case WidgetForm::Attention:
        return new AttentionTile(spec, context, parent);
    case WidgetForm::Table:
        return new TableTile(spec, context, parent);
    default:
        return new ChartTile(spec, context, parent);
    }
}

} // namespace leadline
