#include "core/simulation/texts.h"

#include <QLatin1StringView>

#include <array>

namespace leadline::sim {

using namespace Qt::StringLiterals;

const std::vector<NameSpec> &nameSpecs()
{
    // Zones: 0 Berlin, 1 London, 2 Warsaw, 3 Athens, 4 New York, 5 São Paulo, 6 Kolkata, 7 Tokyo. The first of each
    // eight leads a team.
    static const std::vector<NameSpec> specs = {
        {"Hannah Osterkamp", "hosterkamp", 0},
        {"Ingrid Solheim", "ingrid-solheim", 0},
        {"Tomasz Wiśniewski", "twisniewski", 2},
        {"Maya Okonkwo", "mayaok", 1},
        {"प्रिया नायर", "priya-nair", 6},
        {"Rafael Monteiro", "rmonteiro", 5},
        {"田中 美咲", "misaki-tanaka", 7},
        {"Grace Whitfield", "gwhitfield", 4},
        {"Jonas Brandt", "jonasbrandt", 0},
        {"Astrid Lindqvist", "alindqvist", 0},
        {"Zofia Kamińska", "zkaminska", 2},
        {"Oliver Pemberton", "opemberton", 1},
        {"अर्जुन मेहता", "arjun-mehta", 6},
        {"Beatriz Carvalho", "bcarvalho", 5},
        {"佐藤 健", "ken-sato", 7},
        {"Marcus Delaney", "mdelaney", 4},
        {"Lena Vogelsang", "lenavo", 0},
        {"Eirik Haugen", "eirikh", 0},
        {"Piotr Zając", "pzajac", 2},
        {"Siobhán Gallagher", "sgallagher", 1},
        {"Kavya Raghunathan", "kavya-r", 6},
        {"Thiago Falcão", "tfalcao", 5},
        {"김서연", "seoyeon-kim", 7},
        {"Dolores Ibarra", "dibarra", 4},
        {"Мария Ковалёва", "mkovaleva", 2},
        {"Γιώργος Παππάς", "gpappas", 3},
        {"Katarzyna Nowicka", "knowicka", 2},
        {"Idris Bello", "idrisb", 1},
        {"Rohan Deshpande", "rohan-d", 6},
        {"Camila Figueiredo", "camilaf", 5},
        {"王思远", "siyuan-wang", 7},
        {"Trevor Lindgren", "tlindgren", 4},
        {"עדי לוין", "adi-levin", 3},
        {"Ελένη Δημητρίου", "edimitriou", 3},
        {"Jürgen Möller", "jmoeller", 0},
        {"Aoife Ní Bhriain", "aoifenb", 1},
        {"سارة الحداد", "sara-haddad", 3},
        {"Mateus Antunes", "mantunes", 5},
        {"陳怡君", "yichun-chen", 7},
        {"Naomi Castellanos", "ncastellanos", 4},
        {"Олександр Шевчук", "oshevchuk", 2},
        {"Fatma Yıldırım", "fyildirim", 3},
        {"Pauline Mercier", "pmercier", 0},
        {"Callum Rutherford", "crutherford", 1},
        {"Ananya Iyer", "ananya-iyer", 6},
        {"Luiza Sardinha", "lsardinha", 5},
        {"鈴木 大輔", "daisuke-suzuki", 7},
        {"Winston Achebe", "wachebe", 4},
        {"Nikola Petrović", "npetrovic", 0},
        {"Žofie Dvořáková", "zdvorakova", 0},
        {"Emīls Bērziņš", "eberzins", 3},
        {"Harriet Cole", "hcole", 1},
        {"Vikram Chauhan", "vchauhan", 6},
        {"Joaquín Herrera", "jherrera", 5},
        {"Nguyễn Thị Hương", "huong-nguyen", 7},
        {"Abigail Stroud", "astroud", 4},
        {"László Szabó", "lszabo", 0},
        {"أمين بوزيد", "amine-bouzid", 1},
        {"Sindre Aas", "sindreaas", 0},
        {"Rukmini Banerjee", "rbanerjee", 6},
        {"Tatiana Reznik", "treznik", 2},
        {"สมชาย ใจดี", "somchai-j", 7},
        {"Owen Tanaka-Reyes", "otreyes", 4},
        {"Ngozi Adeyemi", "nadeyemi", 1},
    };
    return specs;
}

const std::vector<RepositorySpec> &repositorySpecs()
{
    using enum MergeStyle;
    using enum Delivery;
    static const std::vector<RepositorySpec> specs = {
        {"checkout-web", "main", 0, Squash, Continuous, 3.0, true},
        {"ledger-core", "main", 1, MergeCommit, DailyTrain, 3.0, false},
        {"billing-next", "main", 2, Squash, Continuous, 2.5, true},
        {"storefront", "main", 3, Squash, Continuous, 3.0, true},
        {"identity-service", "main", 4, MergeCommit, Continuous, 2.5, false},
        {"search-index", "main", 5, Rebase, Continuous, 2.5, false},
        {"mobile-ios", "main", 6, MergeCommit, WeeklyTrain, 2.5, true},
        {"data-pipeline", "main", 7, Squash, DailyTrain, 2.5, false},
        {"checkout-api", "main", 0, Squash, Continuous, 2.0, true},
        {"payments-gateway", "master", 1, MergeCommit, Continuous, 1.5, false},
        {"invoicing", "master", 2, MergeCommit, DailyTrain, 1.5, false},
        {"catalogue-api", "main", 3, Squash, Continuous, 1.5, true},
        {"notification-hub", "main", 4, Squash, Continuous, 1.5, false},
        {"recommendations", "main", 5, Squash, DailyTrain, 1.5, true},
        {"mobile-android", "main", 6, Squash, WeeklyTrain, 2.5, true},
        {"warehouse-models", "trunk", 7, Squash, DailyTrain, 1.2, false},
        {"design-system", "main", 3, Squash, Releases, 0.8, true},
        {"sdk-python", "main", 4, Rebase, Releases, 0.5, false},
        {"infrastructure", "main", 5, MergeCommit, Nothing, 0.8, false},
        {"handbook", "main", 6, Squash, Nothing, 0.4, false},
        {"fraud-rules", "main", 1, Squash, Continuous, 0.8, false},
        {"feature-flags", "main", 0, Squash, Continuous, 0.5, false},
        {"pricing-engine", "main", 2, Squash, Continuous, 1.0, false},
        {"admin-console", "main", 7, Squash, DailyTrain, 0.8, false},
        {"legacy-reports", "master", 7, MergeCommit, Nothing, 0.1, false},
    };
    return specs;
}

QString teamName(int index)
{
    static constexpr std::array names = {
        "Kestrel", "Heron", "Osprey", "Merlin", "Avocet", "Plover", "Curlew", "Dunlin"};
    const auto i = static_cast<std::size_t>(index);
    return i < names.size() ? QString::fromLatin1(names[i]) : u"Flock %1"_s.arg(index + 1);
}

namespace {

constexpr std::array kThings = {"saved cards", "gift vouchers", "bulk export", "dark theme", "order history",
    "address book", "audit trail", "rate limits", "webhooks", "price alerts", "partial refunds", "two-step sign-in",
    "tax rules", "delivery slots", "search suggestions", "image thumbnails", "currency rounding", "session handling",
    "stock levels", "e-mail receipts", "loyalty points", "read replicas", "feature toggles", "background jobs",
    "permission checks", "pagination", "time zones", "retry logic", "cache keys", "invoice numbering"};
constexpr std::array kPlaces = {"the basket", "the account page", "the public API", "the nightly run",
    "the mobile view", "the admin area", "the import", "the payment step", "the reporting screen", "the sign-up form",
    "the event stream", "the search page", "the settings", "the partner portal"};
constexpr std::array kFeature = {
    "Add %1 to %2", "Offer %1 in %2", "Support %1 in %2", "Show %1 in %2", "Let support staff correct %1 in %2"};
constexpr std::array kTask = {"Move %1 out of %2", "Simplify %1 in %2", "Measure %1 in %2", "Cover %1 in %2 with tests",
    "Document %1 for %2", "Speed up %1 in %2"};
constexpr std::array kBug = {"Fix %1 in %2", "Correct wrong %1 in %2", "Stop losing %1 in %2", "Handle empty %1 in %2",
    "Fix duplicate %1 in %2"};
constexpr std::array kSubjects = {"Address review comments", "Add tests", "Handle the empty case", "Rename for clarity",
    "Make the linter happy", "Extract a helper", "Cover the error path", "Remove dead code", "Tidy up",
    "First working version", "Wire it up", "Adjust the copy", "Log less", "Handle time-outs", "Follow the new naming"};
constexpr std::array kTrouble = {"Error rate above 5 % in %1", "%1 answers slowly", "%1 unavailable for some customers",
    "Wrong totals from %1", "Queue of %1 keeps growing", "Sign-in loop after the update of %1",
    "%1 runs out of memory"};
constexpr std::array kPackages = {"fastserde", "httpkit", "orm-lite", "pixelgrid", "quickcheck-ui", "tlsbox",
    "yamlette", "zipstream", "dateful", "logpipe"};

template <typename List> QString phrase(const List &list, Random &random)
{
    return QString::fromUtf8(random.pick(list));
}

} // namespace

QString titleOf(WorkKind kind, Random &random)
{
    const QString pattern = kind == WorkKind::Feature ? phrase(kFeature, random)
        : kind == WorkKind::Task                      ? phrase(kTask, random)
                                                      : phrase(kBug, random);
    const QString thing = phrase(kThings, random);
    return pattern.arg(thing, phrase(kPlaces, random));
}

QString commitSubject(Random &random)
{
    return phrase(kSubjects, random);
}

QString incidentTitle(const QString &repository, Random &random)
{
    return phrase(kTrouble, random).arg(repository);
}

QString dependencyTitle(Random &random)
{
    const QString package = phrase(kPackages, random);
    const qint64 major = random.integer(1, 6);
    const qint64 minor = random.integer(0, 20);
    return u"Bump %1 from %2.%3.0 to %2.%4.0"_s.arg(package).arg(major).arg(minor).arg(minor + 1);
}

} // namespace leadline::sim
