#pragma once

#include "ui/charts/theme.h"
#include "ui/present/dashboardspec.h"
#include "ui/shell/dashboard/tilecontext.h"

#include <QFrame>
#include <QFuture>

class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace leadline {

class SkeletonView;

// A widget of a dashboard: title, subtitle, menu and footer around a body, with the states that every widget has:
// loading (a skeleton of the final size), empty (why, and the fix), error and stale. A kind of widget loads its data
// and fills its body.
class Tile : public QFrame {
    Q_OBJECT

public:
    ~Tile() override;

    [[nodiscard]] const WidgetSpec &spec() const { return m_spec; }
    void refresh(); // asks again, with the filter of now
    virtual void setTheme(const Theme &theme);

    // Cells of height that it needs beyond those of its spec at this width.
    [[nodiscard]] virtual int extraCells(int width) const;

    enum class State { Loading, Ready, Empty, Failed };
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString toText() const; // title, subtitle and values, for the clipboard

    [[nodiscard]] QString toCsv() const;
    [[nodiscard]] virtual QByteArray toSvg() const { return {}; } // empty = cannot be saved so

Q_SIGNALS:
    void rowsRequested(const leadline::RowsRequest &request);
    void itemRequested(const QString &fact, qint64 id);
    void fixRequested(leadline::EmptyReason::Fix fix);
    void stateChanged();

protected:
    Tile(WidgetSpec spec, TileContext context, QWidget *body, QWidget *parent);

    // Asks for the data of the period; ends in one of the show…() calls, unless request() has moved on meanwhile.
    virtual void load(const FilterState &filter, const TimeRange &period) = 0;
    // All rows behind the widget; none when it has none.
    [[nodiscard]] virtual std::optional<RowsRequest> allRows() const { return {}; }
    [[nodiscard]] virtual std::vector<QStringList> values() const = 0; // the table behind the picture; headings first
    [[nodiscard]] virtual QString explanation() const = 0; // rich text: definition, version, filters, excluded

    void showReady();
    void showEmpty(const EmptyReason &reason);
    void showError(const Error &error);
    void setSubtitle(const QString &text);
    void setFooter(
        qint64 n, const std::vector<Freshness> &freshness, const QStringList &notes); // n < 0 = not counted here

    [[nodiscard]] const TileContext &context() const { return m_context; }
    [[nodiscard]] const Theme &theme() const { return *m_theme; }
    [[nodiscard]] quint64 request() const { return m_request; }
    [[nodiscard]] TimeRange period() const { return m_period; }
    [[nodiscard]] QWidget *body() const { return m_body; }

private:
    void buildHeader();
    void buildMessage();
    void fillMenu(QMenu *menu);
    void setState(State state);
    void save(const QString &ending);
    void explain();

    WidgetSpec m_spec;
    TileContext m_context;
    const Theme *m_theme;
    QWidget *m_body;
    QWidget *m_header;
    QLabel *m_title;
    QLabel *m_subtitle;
    QToolButton *m_menuButton;
    QStackedWidget *m_stack;
    SkeletonView *m_skeleton;
    QWidget *m_message = nullptr; // made when there is something to tell
    QLabel *m_messageTitle = nullptr;
    QLabel *m_messageText = nullptr;
    QPushButton *m_fixButton = nullptr;
    QLabel *m_footer;
    EmptyReason::Fix m_fix = EmptyReason::Fix::None;
    State m_state = State::Loading;
    quint64 m_request = 0;
    TimeRange m_period;
};

// The right kind for the form.
[[nodiscard]] Tile *makeTile(const WidgetSpec &spec, const TileContext &context, QWidget *parent);

} // namespace leadline
