#pragma once

#include "core/base/cancel.h"
#include "core/metrics/metricquery.h"

#include <QMutex>
#include <QWaitCondition>

#include <functional>
#include <list>
#include <memory>

namespace leadline {

// Answers of the metric engine, so that nothing is computed twice: not by widgets that show the same, nor when somebody
// goes back to an earlier filter. An answer is right for the facts and the catalogue it was made of; new facts make all
// earlier ones fall away. Thread-safe.
class ResultCache {
public:
    struct Question {
        MetricQuery query;
        quint64 catalog = 0; // MetricCatalog::version()
        quint64 generation = 0; // of the facts
        Instant now; // answers are kept for a minute of the clock: what is open grows older

        bool operator==(const Question &) const = default;
    };
    using Compute = std::function<Result<MetricResult>(const CancelToken &)>;

    explicit ResultCache(qint64 maxBytes = 32'000'000)
        : m_maxBytes(maxBytes)
    {
    }

    // The kept answer; or that of whoever is computing the same just now, which is waited for; or what `compute` gives,
    // called on this thread. Cancelled when the token says so: the work stops once nobody waits for it any more.
    // Errors are not kept.
    [[nodiscard]] Result<MetricResult> answer(Question question, const CancelToken &cancel, const Compute &compute);

    [[nodiscard]] qint64 bytes() const; // of all kept answers, about
    [[nodiscard]] qsizetype size() const;

private:
    struct Running {
        Question question;
        std::shared_ptr<CancelGroup> wanted = std::make_shared<CancelGroup>();
        std::shared_ptr<Result<MetricResult>> result; // when it is done
    };
    struct Kept {
        Question question;
        MetricResult result;
        qint64 bytes = 0;
    };
    [[nodiscard]] const MetricResult *find(const Question &question);
    [[nodiscard]] Result<MetricResult> run(const std::shared_ptr<Running> &running, const Compute &compute);
    void keep(const Question &question, const MetricResult &result);
    void dropOlderThan(quint64 generation);

    const qint64 m_maxBytes;
    mutable QMutex m_mutex; // guards what follows
    QWaitCondition m_done;
    std::list<Kept> m_kept; // used last first
    std::vector<std::shared_ptr<Running>> m_running;
    qint64 m_bytes = 0;
};

// About how much memory a result takes.
[[nodiscard]] qint64 bytesOf(const MetricResult &result);

} // namespace leadline
