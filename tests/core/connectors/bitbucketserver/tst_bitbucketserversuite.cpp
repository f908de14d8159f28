#include "tests/core/connectors/bitbucketserver/bitbucketserverfixture.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/runsuite.h"

namespace {

// A pull request costs two requests of its own and a commit one, and the suite syncs a hundred times: the newest few
// are enough.
class FewItems final : public leadline::BitbucketServerFixture {
public:
    void start(const leadline::RecordBatch &records) override { BitbucketServerFixture::start(few(records)); }
    [[nodiscard]] leadline::RecordBatch truth(const leadline::RecordBatch &records) const override
    {
        return BitbucketServerFixture::truth(few(records));
    }

private:
    static leadline::RecordBatch few(const leadline::RecordBatch &records)
    {
        // The larger organisation is for changing forty at once.
        const int most = records.of<leadline::Repository>().size() > 2 ? 45 : 12;
        leadline::RecordBatch less = records;
        QHash<QString, int> kept; // by repository
        auto &changes = less.of<leadline::ChangeRequest>();
        std::ranges::stable_sort(changes, std::ranges::greater{}, &leadline::ChangeRequest::updatedAt);
        QHash<QString, bool> known;
        std::erase_if(changes, [&](const leadline::ChangeRequest &change) {
            known[change.externalId] = ++kept[change.repository.id] <= most;
            return !known.value(change.externalId);
        });
        std::erase_if(less.of<leadline::Review>(),
            [&known](const leadline::Review &review) { return !known.value(review.changeRequest.id); });
        kept.clear();
        auto &commits = less.of<leadline::Commit>(); // in the order in which they were made
        std::ranges::reverse(commits);
        std::erase_if(commits, [&kept](const leadline::Commit &commit) {
            return commit.onDefaultBranch && ++kept[commit.repository.id] > 30;
        });
        std::ranges::reverse(commits);
        return less;
    }
};

} // namespace

int main(int argc, char **argv)
{
    return leadline::runSuite<leadline::ConnectorSuite, FewItems>(argc, argv);
}
