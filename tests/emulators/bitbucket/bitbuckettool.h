#pragma once

#include "tests/emulators/bitbucket/bitbucketemulator.h"
#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

// What Bitbucket Cloud would say: addresses, paging, tokens, refusals.
class BitbucketTool final : public EmulatedTool {
public:
    BitbucketTool(const RecordBatch &records, BitbucketEmulatorOptions options);

    [[nodiscard]] QString nameOf(const EmulatedRequest &request) const override;
    [[nodiscard]] bool isAllowed(const EmulatedRequest &request) const override;
    [[nodiscard]] EmulatedAnswer answer(const EmulatedRequest &request) override;
    [[nodiscard]] EmulatedAnswer error(int status, const QString &message) const override;
    [[nodiscard]] std::optional<EmulatedAnswer> refusal(
        const EmulatorFault &fault, const EmulatedRequest &request) const override;
    [[nodiscard]] SpoilableFields spoilable() const override;
    void spoilPaging(
        const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const override;

    [[nodiscard]] BitbucketWorld &world() { return m_world; }

private:
    struct Paging {
        int usual = 10;
        int largest = 100;
        bool hasSize = true;
        bool byId = false; // the page is named by the last item of the one before
    };

    [[nodiscard]] EmulatedAnswer ofRepository(const EmulatedRequest &request, const QStringList &parts);
    [[nodiscard]] EmulatedAnswer list(
        const BitbucketWorldRepository &repository, const QString &part, const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer detail(
        const BitbucketWorldRepository &repository, const QStringList &parts, const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer pulls(
        const BitbucketWorldRepository &repository, const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer workspaces(const EmulatedRequest &request);
    [[nodiscard]] EmulatedAnswer repositoriesOf(const QString &workspace, const EmulatedRequest &request);
    struct Items { // of a list, in its order
        std::size_t size = 0;
        std::function<QByteArray(std::size_t)> at;
        std::function<QString(std::size_t)> idAt; // where pages are named by their last item
    };
    [[nodiscard]] static Items itemsOf(const BitbucketItems &items, bool newestFirst);
    [[nodiscard]] static Items itemsOf(std::vector<const BitbucketItem *> items);
    [[nodiscard]] static Items itemsOf(std::vector<QByteArray> items);
    [[nodiscard]] static Items itemsOf(const QJsonArray &items);
    [[nodiscard]] EmulatedAnswer pageOf(const Items &items, const EmulatedRequest &request, const Paging &paging) const;

    BitbucketEmulatorOptions m_options;
    RecordBatch m_source;
    BitbucketWorld m_world;
};

} // namespace leadline
