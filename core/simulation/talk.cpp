#include "core/simulation/talk.h"

namespace leadline::sim {

using namespace Qt::StringLiterals;

namespace {

class Talk {
public:
    Talk(World &world, quint64 seed, SimulatedOrganisation &organisation)
        : m_world(world)
        , m_random(seed ^ 0x63686174u)
        , m_out(organisation)
    {
    }

    // A person writes a few times a week, at work.
    void writeFor(int index)
    {
        const Engineer &engineer = m_world.engineer(index);
        Ms at = std::max(m_world.start, engineer.joinedAt);
        for (;;) {
            at = engineer.work.after(at, World::round(m_random.exponential(11 * static_cast<double>(kHour))));
            // Some look into their messages again in the evening.
            const Ms written = m_random.chance(0.06) ? at + World::round(m_random.between(2, 9) * kHour) : at;
            if (at >= kNever || written >= std::min(m_world.queue.end(), engineer.leftAt))
                return;
            const double where = m_random.uniform();
            const QString channel = where < 0.65 ? m_world.squad(engineer.team).name.toLower().replace(u' ', u'-')
                : where < 0.87                   ? u"help"_s
                                                 : u"general"_s;
            begin(channel, index, written, where < 0.65);
        }
    }

    // Alerts come from a program; who is on duty takes them up.
    void announceIncidents()
    {
        for (const Incident &incident : m_out.records.of<Incident>())
            add(u"alerts"_s, QString::fromLatin1(kActionsBot), incident.openedAt.ms(), {}, 0);
    }

private:
    void begin(const QString &channel, int author, Ms at, bool ofTeam)
    {
        const Engineer &asker = m_world.engineer(author);
        const bool liked = m_random.chance(0.3);
        const std::size_t root = add(channel, asker.login, at, {}, liked ? m_random.integer(1, 6) : 0);
        TrueMessage truth{
            .externalId = idOf(root), .answeredAt = {}, .unanswered = false};
        const double answered = ofTeam ? 0.78 : channel == "help"_L1 ? 0.66 : 0.35;
        qint64 replies = 0;
        for (int i = 0; i < 4 && m_random.chance(i == 0 ? answered : 0.45); ++i) {
            // Now and then somebody adds to their own question.
            const int who = m_random.chance(i == 0 ? 0.1 : 0.35) ? author : answererFor(author, at, ofTeam);
            if (who < 0)
                break;
            const Engineer &person = m_world.engineer(who);
            const Ms waited = World::round(m_random.lognormal(who == author ? 4 : 24, 1.1) * kMinute);
            const Ms replied = person.work.after(at + kMinute, waited);
            if (replied >= std::min(m_world.queue.end(), person.leftAt))
                continue;
            add(channel, person.login, replied, idOf(root), 0);
            ++replies;
            if (who != author && (!truth.answeredAt.isSet() || Instant{replied} < truth.answeredAt))
                truth.answeredAt = Instant{replied};
        }
        m_out.records.of<Message>()[root].replies = replies;
        truth.unanswered = !truth.answeredAt.isSet() && !liked;
        m_out.messages.push_back(std::move(truth));
    }

    [[nodiscard]] int answererFor(int author, Ms at, bool ofTeam)
    {
        std::vector<int> present;
        for (int i = 0; i < static_cast<int>(m_world.engineers.size()); ++i) {
            const Engineer &engineer = m_world.engineer(i);
            if (i != author && engineer.joinedAt <= at && at < engineer.leftAt
                && (!ofTeam || engineer.team == m_world.engineer(author).team))
                present.push_back(i);
        }
        return present.empty() ? -1 : m_random.pick(present);
    }

    [[nodiscard]] const QString &idOf(std::size_t message) const
    {
        return m_out.records.of<Message>()[message].externalId;
    }

    std::size_t add(const QString &channel, const QString &author, Ms at, const QString &thread, qint64 reactions)
    {
        Message message;
        message.externalId = u"%1/%2.%3"_s.arg(channel).arg(at / kSecond).arg(QString::number(++m_written).rightJustified(6, u'0'));
        message.channel = channel;
        message.author = {author};
        message.at = message.updatedAt = Instant{at};
        message.thread = thread;
        message.replies = 0;
        message.reactions = reactions;
        m_out.records.add(std::move(message));
        return m_out.records.of<Message>().size() - 1;
    }

    World &m_world;
    Random m_random;
    SimulatedOrganisation &m_out;
    int m_written = 0;
};

} // namespace

void talk(World &world, quint64 seed, SimulatedOrganisation &organisation)
{
    Talk talk(world, seed, organisation);
    for (int engineer = 0; engineer < static_cast<int>(world.engineers.size()); ++engineer)
        talk.writeFor(engineer);
    talk.announceIncidents();
}

} // namespace leadline::sim
