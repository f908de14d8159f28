#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"
#include "tests/core/connectors/suite/connectorrun.h"

#include <QObject>

namespace leadline {

// What every connector must stand, run against its own emulator.
class ConnectorSuite final : public QObject {
    Q_OBJECT

public:
    explicit ConnectorSuite(ConnectorFixture *fixture);

private Q_SLOTS:
    // --- suitereading.cpp: whole, incremental, broken off
    void aFullSyncEqualsTheTruth();
    void anIncrementalSyncCostsWhatChanged_data();
    void anIncrementalSyncCostsWhatChanged();
    void goesOnAfterAKillAtEveryPage();
    void whatMovesWhileReadingIsSeen();
    void aShortPageIsNoEnd_data();
    void aShortPageIsNoEnd();
    void aTotalThatLiesHidesNothing_data();
    void aTotalThatLiesHidesNothing();
    void otherTimeZonesAreTheSameMoments_data();
    void otherTimeZonesAreTheSameMoments();
    void everyScriptIsKept();
    void cancellingEndsAtOnceAndKeepsWhatWasRead();
    void aServerThatHangsCanBeCancelled();

    // --- suitetrouble.cpp: what goes wrong on the way
    void passingTroubleIsSatOut_data();
    void passingTroubleIsSatOut();
    void lastingTroubleStopsOneListOnly_data();
    void lastingTroubleStopsOneListOnly();
    void aListThatDoesNotEndIsRefused_data();
    void aListThatDoesNotEndIsRefused();
    void aLimitThatStaysEndsTheRunForNow();
    void aWrongTokenIsToldWithoutIt();
    void aTokenThatExpiresInMidRunEndsIt();
    void aServerThatIsNotThereIsTold();
    void oddRecordsDisturbNothing_data();
    void oddRecordsDisturbNothing();
    void aBadRecordIsPutAsideWithItsPlace();
    void aTimeInTheFutureHidesNothingLater();

    // --- suitescopes.cpp: scopes that go and move
    void aDeletedScopeDoesNotStopTheOthers();
    void aRenamedScopeIsFollowed();
    void aScopeThatNeverWasIsTold();

private:
    [[nodiscard]] ConnectorRun run() const; // against the running emulator
    [[nodiscard]] QString mainMatch() const;
    // A whole sync that must succeed without problems; its trouble in words.
    [[nodiscard]] QString syncTrouble(ConnectorRun &run, MemorySink &sink, bool full = false) const;
    // A title and time for touched items that are after all the organisation's.
    [[nodiscard]] static Instant afterwards();

    ConnectorFixture *m_fixture;
};

} // namespace leadline
