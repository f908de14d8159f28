#pragma once

#include "tests/emulators/jenkins/jenkinsemulator.h"

namespace leadline {

// Jenkins for the server: its names of requests, its tokens and its ways of refusing.
class JenkinsTool final : public EmulatedTool {
public:
    JenkinsTool(const RecordBatch &records, JenkinsEmulatorOptions options);

    [[nodiscard]] JenkinsWorld &world() { return m_world; }

    // "me", "jobs", "branch builds", "job builds", "build", "stages", or "no tree".
    [[nodiscard]] QString nameOf(const EmulatedRequest &request) const override;
    [[nodiscard]] bool isAllowed(const EmulatedRequest &request) const override;
    [[nodiscard]] EmulatedAnswer answer(const EmulatedRequest &request) override;
    [[nodiscard]] EmulatedAnswer error(int status, const QString &message) const override;
    [[nodiscard]] std::optional<EmulatedAnswer> refusal(
        const EmulatorFault &fault, const EmulatedRequest &request) const override;
    [[nodiscard]] SpoilableFields spoilable() const override;
    void spoilPaging(
        const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const override;
    void addHeaders(const EmulatedRequest &request, EmulatedAnswer &answer, qint64 used) const override;

private:
    // Where a request leads: a page of a folder or job, of a build (number > 0), and what of it.
    struct Place {
        QString fullName;
        qint64 number = 0;
        QString rest; // "api/json", "wfapi/runs"
    };
    [[nodiscard]] Place placeOf(const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer answerAt(const Place &place, const JenkinsTree &tree, int mostItems) const;
    [[nodiscard]] EmulatedAnswer stagesAt(const Place &place) const;

    JenkinsEmulatorOptions m_options;
    mutable JenkinsWorld m_world;
};

} // namespace leadline
