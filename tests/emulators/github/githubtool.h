#pragma once

#include "tests/emulators/github/githubemulator.h"

namespace leadline {

// GitHub for the server: its names of requests, its tokens, its limits and its ways of refusing.
class GitHubTool final : public EmulatedTool {
public:
    GitHubTool(const RecordBatch &records, GitHubEmulatorOptions options);

    [[nodiscard]] GitHubWorld &world() { return m_world; }

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
    [[nodiscard]] bool hasETags(const EmulatedRequest &request) const override;

private:
    GitHubEmulatorOptions m_options;
    RecordBatch m_source; // the world points into it
    GitHubWorld m_world;
};

} // namespace leadline
