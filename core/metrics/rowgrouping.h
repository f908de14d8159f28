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
        , m_dimensions(dimensions)
        , m_block(dimensions.size(), std::vector<qint32>(ColumnBlock::kRows))
    {
        m_second = dimensions.size() > 1 ? static_cast<std::size_t>(dimensions[1]->names().size()) : 1;
        std::size_t size = m_second;
        if (!dimensions.empty())
            size *= static_cast<std::size_t>(dimensions[0]->names().size());
        if (size <= kDense)
            m_dense.assign(size, -1);
        if (dimensions.empty())
            m_codes.emplace_back();
    }

    // The block whose rows are asked for from now on.
    void open(int block)
    {
        for (std::size_t i = 0; i < m_dimensions.size(); ++i) {
            const ColumnBlock &column = m_dimensions[i]->block(block);
            column.visitCodes([&](const auto &codes) {
                for (std::size_t row = 0; row < static_cast<std::size_t>(column.rows()); ++row)
                    m_block[i][row] = codes[row];
            });
        }
    }

    qint32 of(std::size_t row)
    {
        if (m_dimensions.empty())
            return 0;
        std::size_t key = static_cast<std::size_t>(m_block[0][row]) * m_second;
        if (m_dimensions.size() > 1)
            key += static_cast<std::size_t>(m_block[1][row]);
        qint32 &group = m_dense.empty() ? m_sparse.try_emplace(key, -1).first->second : m_dense[key];
        if (group < 0) {
            group = static_cast<qint32>(m_codes.size());
            std::vector<qint32> &codes = m_codes.emplace_back();
            for (const std::vector<qint32> &dimension : m_block)
                codes.push_back(dimension[row]);
        }
        return group;
    }

private:
    static constexpr std::size_t kDense = 1U << 20U; // beyond this many combinations a hash takes less room
    std::vector<std::vector<qint32>> &m_codes;
    std::vector<const FactColumn *> m_dimensions;
    std::vector<std::vector<qint32>> m_block; // codes of the open block, by dimension
    std::size_t m_second = 1;
    std::vector<qint32> m_dense;
    std::unordered_map<std::size_t, qint32> m_sparse;
};

} // namespace leadline
