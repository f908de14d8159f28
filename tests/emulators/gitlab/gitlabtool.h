#pragma once

#include "tests/emulators/gitlab/gitlabemulator.h"

namespace leadline {

// GitLab for the server: its names of requests, its tokens, its limits and its ways of refusing.
class GitLabTool final : public EmulatedTool {
public:
    GitLabTool(const RecordBatch &records, GitLabEmulatorOptions options);

    [[nodiscard]] GitLabWorld &world() { return m_world; }

    [[nodiscard]] QString nameOf(const EmulatedRequest &request) const override;
    [[nodiscard]] bool isAllowed(const EmulatedRequest &request) const override;
    [[nodiscard]] EmulatedAnswer answer(const EmulatedRequest &request) override;
    [[nodiscard]] EmulatedAnswer error(int status, const QString &message) const override;
    [[nodiscard]] std::optional<EmulatedAnswer> refusal(
        const EmulatorFault &fault, const EmulatedRequest &request) const override;
    void addLimit(EmulatedAnswer &answer, qint64 resetAtSeconds) const override;
    [[nodiscard]] SpoilableFields spoilable() const override;
    void spoilPaging(
        const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const override;
    void addHeaders(const EmulatedRequest &request, EmulatedAnswer &answer, qint64 used) const override;

private:
    GitLabEmulatorOptions m_options;
    RecordBatch m_source; // the world points into it
    GitLabWorld m_world;
};

} // namespace leadline
