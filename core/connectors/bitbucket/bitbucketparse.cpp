#include "core/connectors/bitbucket/bitbucketparse.h"

#include "core/connectors/bitbucket/bitbucketactors.h"
#include "core/connectors/bitbucket/bitbucketpage.h"

// Repositories, commits and tags, and what all lists have in common.
namespace leadline {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kSubjectLength = 300;

// "1.0-rc.1", "v2.0.0-beta", "3.1a2"
bool saysPrerelease(const QString &tag)
{
    static const QRegularExpression form(uR"(\d[._-]?(a|b|alpha|beta|rc|pre|preview|dev|snapshot|m)([._-]?\d+)*$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return form.match(tag).hasMatch();
}

} // namespace

Result<BitbucketPage> bitbucketPageOf(const QJsonObject &answer)
{
    const QJsonValue values = answer.value("values"_L1);
    if (!values.isArray())
        return fail(ErrorKind::Parse,
            u"Bitbucket's answer does not have the list that was asked for. Try again later; if it stays so, please report it."_s,
            u"$.values is not a list"_s);
    BitbucketPage page;
    page.items = values.toArray().size();
    page.total = answer.value("size"_L1).toInteger(-1);
    page.next = answer.value("next"_L1).toString();
    const QJsonObject first = values.toArray().at(0).toObject();
    for (const QLatin1StringView key : {"uuid"_L1, "hash"_L1, "id"_L1, "name"_L1}) {
        if (page.firstItem.isEmpty())
            page.firstItem = first.value(key).toVariant().toString().left(200).toUtf8();
    }
    return page;
}

void noteOrder(BitbucketPage &page, Instant ordered, Instant changed)
{
    page.newest = std::max({page.newest, ordered, changed});
    if (!ordered.isSet())
        return;
    if (page.oldest.isSet() && ordered > page.oldest)
        page.isNewestFirst = false;
    page.newestInOrder = std::max(page.newestInOrder, ordered);
    page.oldest = page.oldest.isSet() ? std::min(page.oldest, ordered) : ordered;
}

QString pageLink(const FieldReader &reader)
{
    return reader.object("links"_L1).value("html"_L1).toObject().value("href"_L1).toString().left(1000);
}

QString needUuid(FieldReader &reader)
{
    return withoutBraces(reader.needText("uuid"_L1));
}

Result<BitbucketRepositoryHead> parseBitbucketRepository(const QJsonObject &answer)
{
    FieldReader reader(answer, nullptr);
    BitbucketRepositoryHead head;
    head.record.externalId = needUuid(reader);
    head.record.path = reader.needText("full_name"_L1);
    head.record.url = pageLink(reader);
    head.record.updatedAt = reader.time("updated_on"_L1);
    head.record.defaultBranch = reader.object("mainbranch"_L1).value("name"_L1).toString().left(1000);
    head.record.fork = reader.raw().value("parent"_L1).isObject();
    if (!reader.ok())
        return fail(ErrorKind::Parse,
            u"Bitbucket's answer is not a repository. Try again later; if it stays so, please report it."_s,
            reader.quarantined(RecordKind::Repository, {}).path);
    for (const QLatin1StringView key : {"workspace"_L1, "owner"_L1}) {
        if (head.workspace.isEmpty())
            head.workspace = withoutBraces(reader.object(key).value("uuid"_L1).toString());
    }
    return head;
}

Result<BitbucketPage> parseBitbucketCommits(const QJsonObject &answer, const BitbucketScope &scope)
{
    auto page = bitbucketPageOf(answer);
    if (!page)
        return page;
    BitbucketActors actors;
    forEachObject(answer.value("values"_L1).toArray(), &kBitbucketValues, RecordKind::Commit, page->batch,
        [&](FieldReader &reader) {
            Commit commit;
            commit.externalId = reader.needText("hash"_L1);
            commit.repository.id = scope.id;
            commit.url = pageLink(reader);
            commit.committedAt = commit.authoredAt = commit.updatedAt = reader.needTime("date"_L1);
            commit.subject = reader.text("message"_L1).section(u'\n', 0, 0).trimmed().left(kSubjectLength);
            for (const QJsonValue &parent : reader.array("parents"_L1))
                commit.parents.append(parent.toObject().value("hash"_L1).toString());
            commit.onDefaultBranch = true;
            noteOrder(*page, commit.committedAt);
            if (!reader.ok()) {
                page->batch.quarantine.push_back(reader.quarantined(RecordKind::Commit, commit.externalId));
                return;
            }
            commit.author = actors.fromCommitAuthor(reader.object("author"_L1)).ref;
            page->batch.add(std::move(commit));
        });
    actors.moveInto(page->batch);
    return page;
}

Result<BitbucketPage> parseBitbucketTags(const QJsonObject &answer, const BitbucketScope &scope)
{
    auto page = bitbucketPageOf(answer);
    if (!page)
        return page;
    forEachObject(answer.value("values"_L1).toArray(), &kBitbucketValues, RecordKind::Release, page->batch,
        [&](FieldReader &reader) {
            Release release;
            release.tag = release.name = reader.needText("name"_L1);
            release.externalId = scope.id + "/tag/"_L1 + release.tag;
            release.repository.id = scope.id;
            release.url = pageLink(reader);
            const JsonPlace targetPlace{.parent = reader.place(), .name = u"target"_s};
            FieldReader target(reader.object("target"_L1), &targetPlace);
            release.sha = target.text("hash"_L1);
            const Instant committedAt = target.time("date"_L1);
            release.publishedAt = reader.time("date"_L1); // lightweight tags have none
            if (!release.publishedAt.isSet())
                release.publishedAt = committedAt;
            if (!release.publishedAt.isSet())
                reader.fault("date"_L1, u"a time is missing here"_s);
            release.updatedAt = release.publishedAt;
            release.prerelease = saysPrerelease(release.tag);
            noteOrder(*page, committedAt);
            if (reader.ok())
                page->batch.add(std::move(release));
            else
                page->batch.quarantine.push_back(reader.quarantined(RecordKind::Release, release.externalId));
        });
    return page;
}

} // namespace leadline
