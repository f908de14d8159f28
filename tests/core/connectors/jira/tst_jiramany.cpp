#include "tests/core/connectors/jira/jirafixture.h"
#include "tests/core/connectors/suite/manyitemssuite.h"
#include "tests/core/connectors/suite/runsuite.h"

int main(int argc, char **argv)
{
    return leadline::runSuite<leadline::ManyItemsSuite, leadline::JiraFixture>(argc, argv);
}
