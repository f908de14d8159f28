#pragma once

#include "tests/emulators/bitbucketserver/bitbucketserverworld.h"
#include "tests/emulators/server/emulatedtool.h"

namespace leadline {

// What Bitbucket Data Center would say: addresses, paging, tokens, refusals.
class BitbucketServerTool final : public EmulatedTool {
public:
    BitbucketServerTool(const RecordBatch &records, QByteArray token);

    [[nodiscard]] QString nameOf(const EmulatedRequest &request) const override;
    [[nodiscard]] bool isAllowed(const EmulatedRequest &request) const override;
    [[nodiscard]] EmulatedAnswer answer(const EmulatedRequest &request) override;
    [[nodiscard]] EmulatedAnswer error(int status, const QString &message) const override;
    [[nodiscard]] SpoilableFields spoilable() const override;
    void spoilPaging(
        const EmulatorFault &fault, const EmulatedRequest &request, EmulatedAnswer &answer, int page) const override;

    [[nodiscard]] BitbucketServerWorld &world() { return m_world; }

private:
    [[nodiscard]] EmulatedAnswer ofRepository(
        BitbucketServerWorldRepository &repository, const QStringList &parts, const EmulatedRequest &request) const;
    [[nodiscard]] EmulatedAnswer commits(
        const BitbucketServerWorldRepository &repository, const EmulatedRequest &request) const;
    [[nodiscard]] static EmulatedAnswer pageOf(const QJsonArray &items, const EmulatedRequest &request);

    QByteArray m_token;
    RecordBatch m_source;
    BitbucketServerWorld m_world;
};

} // namespace leadline
