#include "tests/core/connectors/bitbucket/bitbucketfixture.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/runsuite.h"

namespace {

// The suite syncs a hundred times: the newest few pull requests are enough.
class FewPulls final : public leadline::BitbucketFixture {
public:
    void start(const leadline::RecordBatch &records) override { BitbucketFixture::start(few(records)); }
    [[nodiscard]] leadline::RecordBatch truth(const leadline::RecordBatch &records) const override
    {
        return BitbucketFixture::truth(few(records));
    }

private:
    static leadline::RecordBatch few(const leadline::RecordBatch &records)
    {
        // The larger organisation is for changing forty at once.
        const int most = records.of<leadline::Repository>().size() > 2 ? 45 : 12;
        return leadline::lessened(records, most, std::numeric_limits<int>::max());
    }
};

} // namespace

int main(int argc, char **argv)
{
    return leadline::runSuite<leadline::ConnectorSuite, FewPulls>(argc, argv);
}
