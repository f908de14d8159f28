#include "core/metrics/formula.h"

#include "core/metrics/metricquery.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace leadline {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Formula)
};

constexpr int kMaxDepth = 64; // of parentheses, so that no file exhausts the stack

} // namespace

class FormulaParser {
public:
    explicit FormulaParser(const QString &text)
        : m_text(text)
    {
    }

    std::expected<Formula, Formula::ParseError> run()
    {
        if (sum() && !m_failed) {
            skipSpace();
            if (m_at < m_text.size())
                error(Words::tr("Here the formula should end or go on with + - * /."));
        }
        if (m_failed)
            return std::unexpected(m_error);
        return m_formula;
    }

private:
    using Kind = Formula::Step::Kind;

    void skipSpace()
    {
        while (m_at < m_text.size() && m_text.at(m_at).isSpace())
            ++m_at;
    }
    bool take(QChar symbol)
    {
        skipSpace();
        if (m_at >= m_text.size() || m_text.at(m_at) != symbol)
            return false;
        ++m_at;
        return true;
    }
    bool error(const QString &message)
    {
        if (!m_failed)
            m_error = {.position = m_at, .message = message};
        m_failed = true;
        return false;
    }
    void step(Kind kind, double number = 0, int metric = 0)
    {
        m_formula.m_steps.push_back({.kind = kind, .number = number, .metric = metric});
    }

    bool sum()
    {
        if (++m_depth > kMaxDepth)
            return error(Words::tr("The formula has too many parentheses inside each other."));
        if (!product())
            return false;
        for (;;) {
            if (take(u'+')) {
                if (!product())
                    return false;
                step(Kind::Add);
            } else if (take(u'-')) {
                if (!product())
                    return false;
                step(Kind::Subtract);
            } else {
                --m_depth;
                return true;
            }
        }
    }

    bool product()
    {
        if (!factor())
            return false;
        for (;;) {
            if (take(u'*')) {
                if (!factor())
                    return false;
                step(Kind::Multiply);
            } else if (take(u'/')) {
                if (!factor())
                    return false;
                step(Kind::Divide);
            } else {
                return true;
            }
        }
    }

    bool factor()
    {
        if (take(u'-')) {
            if (++m_depth > kMaxDepth)
                return error(Words::tr("The formula has too many signs in a row."));
            const bool good = factor();
            --m_depth;
            step(Kind::Negate);
            return good;
        }
        if (take(u'(')) {
            if (!sum())
                return false;
            return take(u')') || error(Words::tr("A closing parenthesis is missing here."));
        }
        skipSpace();
        if (m_at < m_text.size() && (m_text.at(m_at).isDigit() || m_text.at(m_at) == u'.'))
            return number();
        if (m_at < m_text.size() && m_text.at(m_at).isLetter())
            return name();
        return error(Words::tr("A metric, a number or a parenthesis is missing here."));
    }

    bool number()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && (m_text.at(m_at).isDigit() || m_text.at(m_at) == u'.'))
            ++m_at;
        bool good = false;
        const double value = QStringView(m_text).mid(start, m_at - start).toDouble(&good);
        if (!good) {
            m_at = start;
            return error(Words::tr("This is not a number."));
        }
        step(Kind::Number, value);
        return true;
    }

    bool name()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && (m_text.at(m_at).isLetterOrNumber() || m_text.at(m_at) == u'_'))
            ++m_at;
        const QString name = m_text.mid(start, m_at - start);
        if (name == "min"_L1 || name == "max"_L1) {
            if (!take(u'(') || !sum() || !take(u',') || !sum() || !take(u')'))
                return error(Words::tr("'%1' takes two values: %1(a, b).").arg(name));
            step(name == "min"_L1 ? Kind::Min : Kind::Max);
            return true;
        }
        auto index = m_formula.m_metrics.indexOf(name);
        if (index < 0) {
            index = m_formula.m_metrics.size();
            m_formula.m_metrics.append(name);
        }
        step(Kind::Metric, 0, static_cast<int>(index));
        return true;
    }

    const QString &m_text;
    qsizetype m_at = 0;
    int m_depth = 0;
    bool m_failed = false;
    Formula::ParseError m_error;
    Formula m_formula;
};

std::expected<Formula, Formula::ParseError> Formula::parse(const QString &text)
{
    return FormulaParser(text).run();
}

double Formula::evaluate(std::span<const double> values) const
{
    std::vector<double> stack;
    stack.reserve(m_steps.size());
    for (const Step &step : m_steps) {
        if (step.kind == Step::Kind::Number || step.kind == Step::Kind::Metric) {
            stack.push_back(
                step.kind == Step::Kind::Number ? step.number : values[static_cast<std::size_t>(step.metric)]);
            continue;
        }
        if (step.kind == Step::Kind::Negate) {
            stack.back() = -stack.back();
            continue;
        }
        const double right = stack.back();
        stack.pop_back();
        double &left = stack.back();
        switch (step.kind) {
        case Step::Kind::Add:
            left += right;
            break;
        case Step::Kind::Subtract:
            left -= right;
            break;
        case Step::Kind::Multiply:
            left *= right;
            break;
        case Step::Kind::Divide:
            left = right == 0 ? kGap : left / right;
            break;
        case Step::Kind::Min: // unlike std::fmin, a gap stays a gap
            left = std::isnan(left) || std::isnan(right) ? kGap : std::min(left, right);
            break;
        case Step::Kind::Max:
            left = std::isnan(left) || std::isnan(right) ? kGap : std::max(left, right);
            break;
        default:
            break;
        }
    }
    return std::isfinite(stack.back()) ? stack.back() : kGap;
}

} // namespace leadline
