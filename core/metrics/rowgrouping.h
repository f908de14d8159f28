#pragma once

#include "core/domain/facts.h"

#include <unordered_map>
#include <vector>

namespace leadline {

// Numbers the combinations of dimension codes as they turn up.
class RowGrouping {
public:
    RowGrouping(const std::vector<const FactColumn *> &dimensions, std::vector<std::vector<qint32>> &codes)
        : m_codes(codes)
    {
        for (const FactColumn *dimension : dimensions)
            m_columns.push_back(dimension->codes().data());
        m_second = dimensions.size() > 1 ? static_cast<std::size_t>(dimensions[1]->dictionary->names.size()) : 1;
        std::size_t size = m_second;
        if (!dimensions.empty())
            size *= static_cast<std::size_t>(dimensions[0]->dictionary->names.size());
        if (size <= kDense)
            m_dense.assign(size, -1);
        if (dimensions.empty())
            m_codes.emplace_back();
    }

    qint32 of(qint32 row)
    {
        if (m_columns.empty())
            return 0;
        const auto at = static_cast<std::size_t>(row);
        std::size_t key = static_cast<std::size_t>(m_columns[0][at]) * m_second;
        if (m_columns.size() > 1)
            key += static_cast<std::size_t>(m_columns[1][at]);
        qint32 &group = m_dense.empty() ? m_sparse.try_emplace(key, -1).first->second : m_dense[key];
        if (group < 0) {
            group = static_cast<qint32>(m_codes.size());
            std::vector<qint32> &codes = m_codes.emplace_back();
            for (const qint32 *column : m_columns)
                codes.push_back(column[at]);
        }
        return group;
    }

private:
    static constexpr std::size_t kDense = 1U << 20U; // beyond this many combinations a hash takes less room
    std::vector<std::vector<qint32>> &m_codes;
    std::vector<const qint32 *> m_columns;
    std::size_t m_second = 1;
    std::vector<qint32> m_dense;
    std::unordered_map<std::size_t, qint32> m_sparse;
};

} // namespace leadline
