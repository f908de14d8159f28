#include "core/domain/source.h"

namespace leadline {

QString syncOutcomeName(SyncOutcome outcome)
{
    switch (outcome) {
    case SyncOutcome::Success:
        return u"success"_s;
    case SyncOutcome::Partial:
        return u"partial"_s;
    case SyncOutcome::Failed:
        return u"failed"_s;
    case SyncOutcome::Cancelled:
        break;
    }
    return u"cancelled"_s;
}

} // namespace leadline
