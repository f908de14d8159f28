#pragma once

#include <QString>
#include <QStringList>

#include <expected>
#include <span>
#include <vector>

namespace leadline {

// Arithmetic over metrics: + - * / ( ), numbers, metric ids, min(a, b) and max(a, b). Nothing else is read, so a
// formula from a stranger's file can do no harm.
class Formula {
public:
    struct ParseError {
        qsizetype position = 0; // in the text, from 0
        QString message;
    };
    [[nodiscard]] static std::expected<Formula, ParseError> parse(const QString &text);

    [[nodiscard]] const QStringList &metrics() const
    {
        return m_metrics;
    } // each once, in the order of their first mention
    // Values in the order of metrics(). A gap in any of them, and a division by zero, give a gap.
    [[nodiscard]] double evaluate(std::span<const double> values) const;

private:
    friend class FormulaParser;
    struct Step { // postfix
        enum class Kind { Number, Metric, Add, Subtract, Multiply, Divide, Negate, Min, Max };
        Kind kind = Kind::Number;
        double number = 0;
        int metric = 0;
    };
    std::vector<Step> m_steps;
    QStringList m_metrics;
};

} // namespace leadline
