#include "tests/core/connectors/bitbucket/bitbucketfixture.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/runsuite.h"

#include <QSet>

namespace leadline {

namespace {

// A pull request costs three requests of its own, and the suite syncs a hundred times: the newest few are enough.
class FewPulls final : public BitbucketFixture {
public:
    void start(const RecordBatch &records) override { BitbucketFixture::start(lessened(records)); }
    [[nodiscard]] RecordBatch truth(const RecordBatch &records) const override
    {
        return BitbucketFixture::truth(lessened(records));
    }

private:
    static RecordBatch lessened(const RecordBatch &records)
    {
        // The larger organisation is for changing forty at once.
        const int most = records.of<Repository>().size() > 2 ? 45 : 12;
        RecordBatch less = records;
        QHash<QString, int> kept; // by repository
        QSet<QString> dropped;
        auto &changes = less.of<ChangeRequest>();
        std::ranges::stable_sort(changes, std::ranges::greater{}, &ChangeRequest::updatedAt);
        std::erase_if(changes, [&](const ChangeRequest &change) {
            if (++kept[change.repository.id] <= most)
                return false;
            dropped.insert(change.externalId);
            return true;
        });
        std::erase_if(
            less.of<Review>(), [&dropped](const Review &review) { return dropped.contains(review.changeRequest.id); });
        return less;
    }
};

} // namespace

} // namespace leadline

int main(int argc, char **argv)
{
    return leadline::runSuite<leadline::ConnectorSuite, leadline::FewPulls>(argc, argv);
}
