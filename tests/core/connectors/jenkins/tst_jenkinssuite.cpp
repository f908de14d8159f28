#include "tests/core/connectors/jenkins/jenkinsfixture.h"
#include "tests/core/connectors/suite/connectorsuite.h"
#include "tests/core/connectors/suite/runsuite.h"

int main(int argc, char **argv)
{
    return leadline::runSuite<leadline::ConnectorSuite, leadline::JenkinsFixture>(argc, argv);
}
