#pragma once

#include "tests/emulators/jira/jiraemulator.h"

namespace leadline {

// Jira for the server: its names of requests, its tokens, its limits and its ways of refusing.
class JiraTool final : public EmulatedTool {
public:
    JiraTool(const RecordBatch &records, JiraEmulatorOptions options);

    [[nodiscard]] JiraWorld &world() { return m_world; }

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
    [[nodiscard]] QString pathOf(const EmulatedRequest &request) const; // behind the context

    JiraEmulatorOptions m_options;
    mutable JiraWorld m_world; // answers look projects up in it
};

} // namespace leadline
