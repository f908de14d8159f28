#include "core/metrics/resultcache.h"

#include <QCoreApplication>

#include <algorithm>

namespace leadline {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MetricEngine)
};

constexpr int kLookAgainMs = 20; // whether a waiting thread has been cancelled meanwhile

qint64 bytesOf(const QStringList &texts)
{
    qint64 bytes = 0;
    for (const QString &text : texts)
        bytes += static_cast<qint64>(sizeof(QString)) + 2 * text.size();
    return bytes;
}

Error cancelled()
{
    return {.kind = ErrorKind::Cancelled,
        .text = Words::tr("The calculation was cancelled."),
        .detail = {},
        .httpStatus = 0,
        .retryAfterMs = {}};
}

} // namespace

qint64 bytesOf(const MetricResult &result)
{
    auto bytes = static_cast<qint64>(sizeof(MetricResult)) + 2 * (result.title.size() + result.definition.size());
    for (const MetricSeries &series : result.series) {
        bytes += static_cast<qint64>(sizeof(MetricSeries) + series.points.size() * sizeof(MetricPoint));
        bytes += bytesOf(series.key);
    }
    return bytes + bytesOf(result.notes) + bytesOf(result.warnings);
}

Result<MetricResult> ResultCache::answer(Question question, const CancelToken &cancel, const Compute &compute)
{
    question.now = Instant{question.now.ms() / 60'000 * 60'000};
    QMutexLocker lock(&m_mutex);
    for (;;) {
        if (cancel.isCancelled())
            return std::unexpected(cancelled());
        if (const MetricResult *known = find(question))
            return *known;
        const auto same = std::ranges::find(m_running, question, [](const auto &one) { return one->question; });
        if (same == m_running.end()) {
            auto running = std::make_shared<Running>();
            running->question = question;
            running->wanted->join(cancel);
            m_running.push_back(running);
            lock.unlock();
            auto result = run(running, compute);
            // The work went on because others wanted it.
            return cancel.isCancelled() ? Result<MetricResult>(std::unexpected(cancelled())) : result;
        }
        const std::shared_ptr<Running> running = *same;
        running->wanted->join(cancel);
        while (!running->result && !cancel.isCancelled())
            m_done.wait(&m_mutex, kLookAgainMs);
        // It may have been given up just before this one joined; then it is asked again.
        if (running->result && (*running->result || running->result->error().kind != ErrorKind::Cancelled))
            return *running->result;
    }
}

Result<MetricResult> ResultCache::run(const std::shared_ptr<Running> &running, const Compute &compute)
{
    auto result = compute(CancelToken(running->wanted));
    const QMutexLocker lock(&m_mutex);
    std::erase(m_running, running);
    if (result)
        keep(running->question, *result);
    running->result = std::make_shared<Result<MetricResult>>(result);
    m_done.wakeAll();
    return result;
}

const MetricResult *ResultCache::find(const Question &question)
{
    const auto found = std::ranges::find(m_kept, question, &Kept::question);
    if (found == m_kept.end())
        return nullptr;
    m_kept.splice(m_kept.begin(), m_kept, found);
    return &found->result;
}

void ResultCache::keep(const Question &question, const MetricResult &result)
{
    dropOlderThan(question.generation);
    const qint64 bytes = bytesOf(result);
    if (bytes > m_maxBytes || (!m_kept.empty() && m_kept.front().question.generation > question.generation))
        return;
    m_kept.push_front({.question = question, .result = result, .bytes = bytes});
    m_bytes += bytes;
    while (m_bytes > m_maxBytes) {
        m_bytes -= m_kept.back().bytes;
        m_kept.pop_back();
    }
}

void ResultCache::dropOlderThan(quint64 generation)
{
    std::erase_if(m_kept, [&](const Kept &kept) {
        const bool old = kept.question.generation < generation;
        m_bytes -= old ? kept.bytes : 0;
        return old;
    });
}

qint64 ResultCache::bytes() const
{
    const QMutexLocker lock(&m_mutex);
    return m_bytes;
}

qsizetype ResultCache::size() const
{
    const QMutexLocker lock(&m_mutex);
    return static_cast<qsizetype>(m_kept.size());
}

} // namespace leadline
