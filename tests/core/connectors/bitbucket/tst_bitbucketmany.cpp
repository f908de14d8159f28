#include "tests/core/connectors/bitbucket/bitbucketfixture.h"
#include "tests/core/connectors/suite/manyitemssuite.h"
#include "tests/core/connectors/suite/runsuite.h"

namespace {

// Pipelines: a hundred come with one request, where a pull request takes three of its own.
class ManyPipelines final : public leadline::BitbucketFixture {
public:
    [[nodiscard]] leadline::RecordKind mainKind() const override { return leadline::RecordKind::Build; }
};

} // namespace

int main(int argc, char **argv)
{
    return leadline::runSuite<leadline::ManyItemsSuite, ManyPipelines>(argc, argv);
}
