#pragma once

#include "tests/core/connectors/suite/connectorfixture.h"

#include <QObject>

namespace leadline {

// A long history: 100,000 items of the first list. In a program of its own, because it takes its time.
class ManyItemsSuite final : public QObject {
    Q_OBJECT

public:
    explicit ManyItemsSuite(ConnectorFixture *fixture);

private Q_SLOTS:
    void aHundredThousandItemsArriveOnce();

private:
    ConnectorFixture *m_fixture;
};

} // namespace leadline
