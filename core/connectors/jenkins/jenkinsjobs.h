#pragma once

#include "core/base/error.h"
#include "core/base/instant.h"

#include <QJsonObject>
#include <QString>

#include <vector>

// What there is on a Jenkins: folders of many kinds, and jobs in them. Pure functions.
namespace leadline {

struct JenkinsFolder {
    QString fullName; // "acme/shop"; empty = the whole Jenkins
    QString path; // "/job/acme/job/shop": encoded
    bool isMultibranch = false; // its jobs are branches
};

struct JenkinsJob {
    QString fullName; // "acme/shop/ci/users%2Fann": as Jenkins has it
    QString path; // "/job/acme/job/shop/job/ci/job/users%252Fann": encoded
    QString pipeline; // full name; of a branch job that of the project it is a branch of
    QString branch; // "users/ann"; empty where the job is none of a branch
    bool isPullRequest = false;
    bool isPrimary = false; // of the default branch, where Jenkins says so
    bool isPipeline = false; // may have stages
    bool isDisabled = false;
    qint64 lastNumber = 0; // of its newest build; 0 = none
    Instant lastAt;
    qint64 nextNumber = 0; // 0 = not told
};

struct JenkinsListing {
    std::vector<JenkinsJob> jobs;
    std::vector<JenkinsFolder> folders; // all that were met, the one asked for first
    std::vector<JenkinsFolder> deeper; // those of which the answer does not show what is in them
};

// The value of tree= that parseListing() reads: so many levels of folders in one answer.
[[nodiscard]] QString listingTree();
// `answer` of the page `at`, a folder or a job. A Parse error when it is neither.
[[nodiscard]] Result<JenkinsListing> parseListing(const QJsonObject &answer, const JenkinsFolder &at);

} // namespace leadline
