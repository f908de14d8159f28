#include "core/store/derived/people.h"

#include "core/store/database.h"
#include "core/store/derived/sqlread.h"

#include <QSet>

#include <sqlite3.h>

#include <algorithm>
#include <numeric>

namespace leadline {

namespace {

// People made by matching, so that they can be removed by matching.
constexpr auto kMadePrefix = "identity:"_L1;

struct Account {
    qint64 id = 0;
    qint64 source = 0;
    QString externalId;
    QString sourceName;
    QString login;
    QString name;
    QString email;
    qint64 person = 0;
    QString personName;
    bool program = false;
    bool pinned = false;
};

Result<std::vector<Account>> readAccounts(Database &database)
{
    std::vector<Account> accounts;
    auto read = forEachRow(database,
        "SELECT i.id, i.source, i.external_id, o.name, i.login, i.name, i.email, ifnull(p.id, 0), ifnull(c.actor, "
        "i.actor), ifnull(c.pinned, 0), p.name "
        "FROM identity i JOIN source o ON o.id = i.source LEFT JOIN person p ON p.id = i.person "
        "LEFT JOIN identity_decision c ON c.identity = i.id ORDER BY "
        "i.id",
        [&accounts](const Statement &row) {
            const auto actor = static_cast<ActorClass>(row.integer(8));
            accounts.push_back({.id = row.integer(0),
                .source = row.integer(1),
                .externalId = row.text(2),
                .sourceName = row.text(3),
                .login = row.text(4),
                .name = row.text(5),
                .email = row.text(6).trimmed().toCaseFolded(),
                .person = row.integer(7),
                .personName = row.text(10),
                .program = actor == ActorClass::Bot || actor == ActorClass::AiReviewer,
                .pinned = row.integer(9) != 0});
        });
    if (!read)
        return std::unexpected(read.error());
    return accounts;
}

// GitHub's "12345+login@users.noreply…" stands for the login; other no-reply addresses stand for nobody.
QString loginOfNoReply(const QString &email)
{
    const qsizetype at = email.indexOf(u'@');
    if (at < 0 || !QStringView(email).sliced(at + 1).startsWith(u"users.noreply."))
        return {};
    return email.sliced(email.indexOf(u'+') < at ? email.indexOf(u'+') + 1 : 0, at).section(u'@', 0, 0);
}

bool tellsAPerson(const QString &email)
{
    static constexpr auto shared =
        std::to_array<QLatin1StringView>({"noreply"_L1, "no-reply"_L1, "donotreply"_L1, "root@"_L1, "nobody@"_L1});
    const qsizetype at = email.indexOf(u'@');
    if (at <= 0 || at + 1 == email.size() || email.endsWith("@localhost"_L1))
        return false;
    return std::ranges::none_of(shared, [&email](QLatin1StringView word) { return email.contains(word); });
}

// Sets of accounts that belong to one person; two decided people are never joined.
class Groups {
public:
    explicit Groups(const std::vector<Account> &accounts)
        : m_parent(accounts.size())
        , m_decided(accounts.size())
    {
        std::iota(m_parent.begin(), m_parent.end(), std::size_t{0});
        for (std::size_t i = 0; i < accounts.size(); ++i)
            m_decided[i] = accounts[i].pinned ? accounts[i].person : 0;
    }
    std::size_t find(std::size_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b)
    {
        a = find(a);
        b = find(b);
        if (a == b || (m_decided[a] != 0 && m_decided[b] != 0 && m_decided[a] != m_decided[b]))
            return;
        const auto [first, second] = std::minmax(a, b);
        m_parent[second] = first;
        if (m_decided[first] == 0)
            m_decided[first] = m_decided[second];
    }
    [[nodiscard]] qint64 decided(std::size_t root) const { return m_decided[root]; }

private:
    std::vector<std::size_t> m_parent;
    std::vector<qint64> m_decided; // the person somebody chose, by root
};

// E-mail first, login afterwards: what the stronger sign has joined, the weaker one cannot tear apart.
Groups groupsOf(const std::vector<Account> &accounts)
{
    Groups groups(accounts);
    QHash<QString, std::size_t> byEmail;
    QHash<QString, std::vector<std::size_t>> byLogin;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const Account &account = accounts[i];
        if (account.program)
            continue;
        if (tellsAPerson(account.email)) {
            const auto known = byEmail.constFind(account.email);
            if (known == byEmail.cend())
                byEmail.insert(account.email, i);
            else
                groups.join(*known, i);
        }
        const QString login = account.login.isEmpty() ? loginOfNoReply(account.email) : account.login.toCaseFolded();
        if (!login.isEmpty())
            byLogin[login].push_back(i);
    }
    for (const std::vector<std::size_t> &same : std::as_const(byLogin)) {
        for (std::size_t k = 1; k < same.size(); ++k) {
            if (accounts[same[k]].source != accounts[same.front()].source)
                groups.join(same.front(), same[k]);
        }
    }
    return groups;
}

QString nameOf(const Account &account)
{
    if (!account.name.isEmpty())
        return account.name;
    if (!account.login.isEmpty())
        return account.login;
    return account.email.isEmpty() ? account.externalId : account.email.section(u'@', 0, 0);
}

// Accounts are often heard of by login first and told by name later.
bool isNamedLater(const Account &account)
{
    return account.person != 0 && !account.name.isEmpty() && account.personName != account.name
        && (account.personName == account.login || account.personName == account.externalId);
}

Result<void> setPerson(Database &database, qint64 identity, qint64 person)
{
    auto statement = Statement::prepare(database, "UPDATE identity SET person = ?1 WHERE id = ?2");
    if (!statement)
        return std::unexpected(statement.error());
    bindReference(*statement, 1, person);
    statement->bind(2, identity);
    return statement->run();
}

// The person of each group: the decided one, else the one its oldest account has, else a new one.
Result<QHash<std::size_t, qint64>> peopleOf(Database &database, const std::vector<Account> &accounts, Groups &groups)
{
    QHash<std::size_t, qint64> people;
    QHash<std::size_t, std::size_t> namers; // the account that gives a new person its name
    QSet<qint64> used;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        if (accounts[i].program)
            continue;
        const std::size_t root = groups.find(i);
        if (const qint64 decided = groups.decided(root); decided != 0)
            people.insert(root, decided);
        if (!namers.contains(root) || (accounts[namers.value(root)].name.isEmpty() && !accounts[i].name.isEmpty()))
            namers.insert(root, i);
    }
    for (const qint64 person : std::as_const(people))
        used.insert(person);
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const std::size_t root = groups.find(i);
        const qint64 person = accounts[i].person;
        if (accounts[i].program || people.value(root) != 0 || person == 0 || used.contains(person))
            continue;
        people.insert(root, person);
        used.insert(person);
    }
    for (std::size_t root = 0; root < accounts.size(); ++root) {
        if (!namers.contains(root) || people.value(root) != 0)
            continue;
        const Account &oldest = accounts[root];
        auto made = makePerson(
            database, kMadePrefix + oldest.sourceName + u':' + oldest.externalId, nameOf(accounts[namers.value(root)]));
        if (!made)
            return std::unexpected(made.error());
        people.insert(root, *made);
    }
    return people;
}

QString comparableName(const QString &name)
{
    QString plain;
    for (const QChar c : name.normalized(QString::NormalizationForm_KD).toCaseFolded()) {
        if (c.isLetterOrNumber())
            plain += c;
        else if (c.isSpace() || c == u'-' || c == u'.')
            plain += u' ';
    }
    return plain.simplified();
}

} // namespace

Result<qint64> makePerson(Database &database, const QString &externalId, const QString &name)
{
    auto made = runOnce(database,
        "INSERT INTO person (source, external_id, name) VALUES (0, ?1, ?2) ON CONFLICT(source, external_id) DO NOTHING",
        QStringView(externalId), QStringView(name));
    if (!made)
        return std::unexpected(made.error());
    auto found = Statement::prepare(database, "SELECT id FROM person WHERE source = 0 AND external_id = ?1");
    if (!found)
        return std::unexpected(found.error());
    found->bind(1, QStringView(externalId));
    if (const auto row = found->step(); !row)
        return std::unexpected(row.error());
    return found->integer(0);
}

Result<bool> matchIdentities(Database &database)
{
    const qint64 before = rowsWritten(database);
    auto accounts = readAccounts(database);
    if (!accounts)
        return std::unexpected(accounts.error());
    Groups groups = groupsOf(*accounts);
    auto people = peopleOf(database, *accounts, groups);
    if (!people)
        return std::unexpected(people.error());
    for (std::size_t i = 0; i < accounts->size(); ++i) {
        const Account &account = (*accounts)[i];
        const qint64 person = account.program ? 0 : people->value(groups.find(i));
        if (isNamedLater(account)) {
            if (auto named = runOnce(
                    database, "UPDATE person SET name = ?1 WHERE id = ?2", QStringView(account.name), account.person);
                !named)
                return std::unexpected(named.error());
        }
        if (person == account.person || (account.pinned && account.person != 0 && !account.program))
            continue;
        if (auto set = setPerson(database, account.id, person); !set)
            return std::unexpected(set.error());
    }
    // With no account and no team left, nobody would miss a person that only matching had made.
    if (auto removed = runOnce(database,
            "DELETE FROM person WHERE source = 0 AND external_id LIKE 'identity:%' AND id NOT IN (SELECT person FROM "
            "identity WHERE person IS NOT NULL) "
            "AND id NOT IN (SELECT person FROM membership WHERE person IS NOT NULL)");
        !removed)
        return std::unexpected(removed.error());
    return rowsWritten(database) != before;
}

Result<std::vector<MergeSuggestion>> suggestMerges(Database &database)
{
    static constexpr std::size_t kMost = 200;
    QSet<std::pair<qint64, qint64>> dismissed;
    if (auto read = forEachRow(database, "SELECT keep, merge FROM dismissed_suggestion",
            [&dismissed](const Statement &row) { dismissed.insert({row.integer(0), row.integer(1)}); });
        !read)
        return std::unexpected(read.error());
    QHash<QString, std::vector<qint64>> byName;
    std::vector<QString> names; // in the order of the oldest person
    auto read = forEachRow(
        database, "SELECT id, name FROM person WHERE name IS NOT NULL ORDER BY id", [&](const Statement &row) {
            const QString name = comparableName(row.text(1));
            if (!name.contains(u' ')) // one word says too little
                return;
            if (!byName.contains(name))
                names.push_back(name);
            byName[name].push_back(row.integer(0));
        });
    if (!read)
        return std::unexpected(read.error());
    std::vector<MergeSuggestion> suggestions;
    for (const QString &name : names) {
        const std::vector<qint64> &same = byName[name];
        for (std::size_t k = 1; k < same.size() && suggestions.size() < kMost; ++k) {
            if (!dismissed.contains({same.front(), same[k]}))
                suggestions.push_back({.keep = same.front(), .merge = same[k], .reason = u"same name"_s});
        }
    }
    return suggestions;
}

} // namespace leadline
