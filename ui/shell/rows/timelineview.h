#pragma once

#include "core/domain/timeline.h"

#include <QTimeZone>
#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace leadline {

// Everything that happened to one item, oldest first, with the way to the tool.
class TimelineView final : public QWidget {
    Q_OBJECT

public:
    explicit TimelineView(QWidget *parent = nullptr);

    void setTimeline(const Timeline &timeline, const QTimeZone &zone);
    void setMessage(const QString &text); // while loading, or what went wrong
    [[nodiscard]] const QString &url() const { return m_url; }

Q_SIGNALS:
    void openRequested(const QString &url);

protected:
    void focusInEvent(QFocusEvent *event) override;

private:
    QString m_url;
    QLabel *m_title;
    QLabel *m_message;
    QTreeWidget *m_events;
    QPushButton *m_open;
};

} // namespace leadline
