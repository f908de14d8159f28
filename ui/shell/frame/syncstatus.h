#pragma once

#include "core/domain/source.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace leadline {

struct SourceStatus;

// The right end of the status bar: how fresh the data is, and where a running sync stands.
class SyncStatus final : public QWidget {
    Q_OBJECT

public:
    explicit SyncStatus(QWidget *parent = nullptr);

    void showFreshness(const std::vector<SourceStatus> &sources, Instant now);
    void showProgress(const SyncProgress &progress);
    void showFinished(); // nothing runs any more

Q_SIGNALS:
    void cancelRequested();
    void detailsRequested();

private:
    QHash<QString, SyncProgress> m_running; // the newest of each source
    QLabel *m_freshness;
    QLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_cancel;
};

// "GitHub: Pull requests of acme/api · 12 pages, 1,180 records · 4,210 of 5,000 requests left · about 3 min left"
[[nodiscard]] QString progressText(const SyncProgress &progress);

} // namespace leadline
