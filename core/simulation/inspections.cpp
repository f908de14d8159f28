#include "core/simulation/inspections.h"

#include "core/simulation/texts.h"

#include <array>

namespace leadline::sim {

using namespace Qt::StringLiterals;

namespace {

constexpr Ms kBetweenAnalyses = 14 * kDay;

struct SeverityHabit {
    Severity severity;
    double weight;
    double daysToFix; // median
    int limitDays; // 0 = none
};
constexpr std::array kSeverities = {SeverityHabit{Severity::Critical, 0.08, 4, 7},
    SeverityHabit{Severity::High, 0.27, 18, 30}, SeverityHabit{Severity::Medium, 0.4, 50, 90},
    SeverityHabit{Severity::Low, 0.25, 110, 0}};

constexpr std::array kVulnerable = {"fastserde", "httpkit", "orm-lite", "pixelgrid", "tlsbox", "yamlfox", "zipstream",
    "tokenbucket"};

class Inspector {
public:
    Inspector(World &world, quint64 seed, SimulatedOrganisation &organisation)
        : m_world(world)
        , m_random(seed ^ 0x736f6e61u)
        , m_out(organisation)
    {
    }

    void inspect(int repository)
    {
        m_repository = &m_world.repository(repository);
        m_hasty = m_repository->team == m_world.story.cast.hasty;
        m_improving = m_repository->team == m_world.story.cast.improving;
        m_first = m_out.records.of<Finding>().size();
        find();
        measure(repository);
    }

private:
    // Vulnerabilities come to light at any time and are fixed sooner the worse they are.
    void find()
    {
        const double pause = (m_hasty ? 14 : 24) * static_cast<double>(kDay);
        for (Ms at = m_world.start;;) {
            at += World::round(m_random.exponential(pause));
            if (at >= m_world.queue.end())
                return;
            addFinding(at);
        }
    }

    void addFinding(Ms at)
    {
        std::vector<double> weights;
        for (const SeverityHabit &habit : kSeverities)
            weights.push_back(habit.weight);
        const bool secret = m_random.chance(0.04);
        const SeverityHabit &habit = secret ? kSeverities.front() : kSeverities[m_random.weighted(weights)];
        Finding finding;
        finding.externalId = u"finding-%1"_s.arg(m_out.records.of<Finding>().size() + 1);
        finding.project = m_repository->path;
        finding.kind = secret ? FindingKind::Secret : FindingKind::Vulnerability;
        finding.severity = habit.severity;
        finding.rule = secret
            ? u"access-key"_s
            : u"CVE-%1-%2"_s.arg(dateOf(at).year()).arg(m_random.integer(1000, 49'999));
        if (!secret)
            finding.package = QString::fromLatin1(m_random.pick(kVulnerable));
        finding.url = u"https://quality.example/findings/"_s + finding.externalId;
        finding.openedAt = finding.updatedAt = Instant{at};
        finding.state = FindingState::Open;
        const Ms closed = at
            + World::round(m_random.lognormal(habit.daysToFix * (m_hasty ? 1.7 : 1), 0.8) * static_cast<double>(kDay));
        const bool ignored = m_random.chance(0.06);
        TrueFinding truth{
            .externalId = finding.externalId, .repository = m_repository->id, .fixedAt = {}, .late = false};
        if (closed <= m_world.queue.end()) {
            finding.state = ignored ? FindingState::Ignored : FindingState::Fixed;
            finding.closedAt = finding.updatedAt = Instant{closed};
            truth.fixedAt = ignored ? Instant() : finding.closedAt;
            truth.late = !ignored && habit.limitDays > 0 && closed - at > habit.limitDays * kDay;
        }
        m_out.records.add(std::move(finding));
        m_out.findings.push_back(std::move(truth));
    }

    // As SonarQube rates: by the worst open one.
    [[nodiscard]] int securityRating(Ms at) const
    {
        int worst = 0;
        const auto &findings = m_out.records.of<Finding>();
        for (std::size_t i = m_first; i < findings.size(); ++i) {
            const Finding &finding = findings[i];
            if (finding.openedAt.ms() <= at && (!finding.closedAt.isSet() || finding.closedAt.ms() > at))
                worst = std::max(worst, static_cast<int>(finding.severity));
        }
        return 1 + worst;
    }

    void measure(int repository)
    {
        std::vector<std::pair<Ms, qint64>> merges; // lines
        for (const Change &change : m_world.changes) {
            if (change.repository == repository && change.position >= 0)
                merges.emplace_back(m_world.recorder.change(change.record).mergedAt.ms(), change.size);
        }
        std::ranges::sort(merges);
        auto next = merges.cbegin();
        double code = 8'500;
        double covered = m_random.between(0.5, 0.8);
        double duplicated = m_random.between(0.02, 0.07);
        double smells = m_random.between(60, 260);
        const Ms begin = startOf(dateOf(m_world.start)) + 2 * kHour + m_random.integer(0, 9) * kDay;
        for (Ms at = begin; at < m_world.queue.end(); at += kBetweenAnalyses) {
            double added = 0;
            for (; next != merges.cend() && next->first <= at; ++next)
                added += 0.5 * static_cast<double>(next->second);
            code += added;
            const double trend = m_hasty ? -0.004 : m_improving ? 0.005 : 0.0005;
            covered = std::clamp(covered + trend + m_random.between(-0.006, 0.006), 0.2, 0.94);
            duplicated = std::clamp(duplicated + m_random.between(-0.002, 0.002) - trend / 8, 0.005, 0.15);
            const double mended = m_random.between(0.6, m_improving ? 1.5 : 1.1) * (m_hasty ? 0.5 : 1);
            smells = std::max(12.0, smells + added / 110 * (1 - mended) + m_random.between(-2, 3));
            takeDown(at, {.code = code, .covered = covered, .duplicated = duplicated, .smells = smells});
        }
    }

    struct State {
        double code;
        double covered;
        double duplicated;
        double smells;
    };
    void takeDown(Ms at, const State &state)
    {
        const double lines = std::round(state.code * 1.35);
        const double toCover = std::round(state.code * 0.62);
        const double conditions = std::round(toCover * 0.3);
        const double uncoveredLines = std::round(toCover * (1 - state.covered));
        const double uncoveredConditions = std::round(conditions * (1 - state.covered * 0.92));
        const double debt = std::round(state.smells) * 22;
        const double ratio = debt / (30 * std::round(state.code));
        add(at, u"ncloc"_s, std::round(state.code));
        add(at, u"lines"_s, lines);
        add(at, u"lines_to_cover"_s, toCover);
        add(at, u"uncovered_lines"_s, uncoveredLines);
        add(at, u"conditions_to_cover"_s, conditions);
        add(at, u"uncovered_conditions"_s, uncoveredConditions);
        add(at, u"coverage"_s,
            std::round(1000 * (1 - (uncoveredLines + uncoveredConditions) / (toCover + conditions))) / 10);
        add(at, u"duplicated_lines"_s, std::round(lines * state.duplicated));
        add(at, u"code_smells"_s, std::round(state.smells));
        add(at, u"sqale_index"_s, debt);
        add(at, u"sqale_rating"_s, ratio <= 0.05 ? 1 : ratio <= 0.1 ? 2 : ratio <= 0.2 ? 3 : ratio <= 0.5 ? 4 : 5);
        add(at, u"security_rating"_s, securityRating(at));
        add(at, u"security_hotspots_reviewed"_s, std::round(std::min(100.0, 55 + state.covered * 50)));
    }

    void add(Ms at, const QString &metric, double value)
    {
        Measure measure;
        measure.externalId = u"%1/%2/%3"_s.arg(m_repository->path, metric).arg(at);
        measure.project = m_repository->path;
        measure.metric = metric;
        measure.at = measure.updatedAt = Instant{at};
        measure.value = value;
        m_out.records.add(std::move(measure));
    }

    World &m_world;
    Random m_random;
    SimulatedOrganisation &m_out;
    const Repository *m_repository = nullptr;
    std::size_t m_first = 0; // of the repository's findings
    bool m_hasty = false;
    bool m_improving = false;
};

} // namespace

void inspect(World &world, quint64 seed, SimulatedOrganisation &organisation)
{
    Inspector inspector(world, seed, organisation);
    for (int repository = 0; repository < static_cast<int>(world.repositories.size()); ++repository)
        inspector.inspect(repository);
}

} // namespace leadline::sim
