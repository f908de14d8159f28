#include "core/domain/factcolumn.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kUnset = Instant::kUnset;
constexpr qint64 kLeast = std::numeric_limits<qint64>::min() + 1; // the least value that is no "unset"
constexpr qint64 kMost = std::numeric_limits<qint64>::max();
constexpr qint64 kDay = 86'400'000;

// Bytes that each value takes.
qint64 widthOf(const std::vector<qint64> &values)
{
    const ColumnBlock::Shared block = ColumnBlock::ofIntegers(values);
    return (block->bytes() - static_cast<qint64>(sizeof(ColumnBlock))) / block->rows();
}

} // namespace

class TestFactColumn final : public QObject {
    Q_OBJECT

private:
    // Every value comes back, one by one and in a loop; the ends are right; ranges of raws hold just what they say.
    static QString differenceOf(const std::vector<qint64> &values)
    {
        const ColumnBlock::Shared block = ColumnBlock::ofIntegers(values);
        qint64 least = kMost;
        qint64 most = std::numeric_limits<qint64>::min();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (block->integer(i) != values[i])
                return u"value %1 is %2 instead of %3"_s.arg(i).arg(block->integer(i)).arg(values[i]);
            if (values[i] != kUnset) {
                least = std::min(least, values[i]);
                most = std::max(most, values[i]);
            }
        }
        if (block->least() != least || block->most() != most)
            return u"from %1 to %2 instead of %3 to %4"_s.arg(block->least()).arg(block->most()).arg(least).arg(most);
        if (block->hasUnset() != std::ranges::contains(values, kUnset))
            return u"hasUnset"_s;
        std::vector<qint64> bounds = {kLeast, -1, 0, 1, kMost};
        for (const qint64 value : values) {
            if (value != kUnset && value != kLeast && value != kMost && bounds.size() < 50)
                bounds.insert(bounds.end(), {value - 1, value, value + 1});
        }
        return block->visitIntegers([&](const auto &view) -> QString {
            for (const qint64 from : bounds) {
                for (const qint64 to : bounds) {
                    const auto [first, end] = view.rawRange(from, to);
                    for (std::size_t i = 0; i < values.size(); ++i) {
                        const bool inside = view.raw[i] >= first && view.raw[i] < end;
                        if (inside != (values[i] != kUnset && values[i] >= from && values[i] < to))
                            return u"%1 from %2 to %3: %4"_s.arg(values[i]).arg(from).arg(to).arg(inside);
                    }
                }
            }
            return {};
        });
    }

private Q_SLOTS:
    // Around the end of each width, with and without unset values, from negative, zero and large bases, at every scale.
    void aroundEveryWidth()
    {
        int tried = 0;
        for (const qint64 base :
            {kLeast, qint64{-5'000'000'000'000}, qint64{-1}, qint64{0}, qint64{1'700'000'000'123}}) {
            for (const qint64 scale : {qint64{1}, qint64{7}, qint64{1000}, qint64{60'000}, kDay}) {
                for (const int bits : {0, 1, 7, 8, 15, 16, 24, 31, 32, 36}) {
                    for (const qint64 off : {-2, -1, 0, 1, 2}) {
                        const qint64 span = std::max<qint64>(0, (qint64{1} << bits) + off);
                        std::vector<qint64> values = {base + span * scale, base, base + span / 2 * scale};
                        for (const bool unset : {false, true}) {
                            if (unset)
                                values.insert(values.begin() + 1, kUnset);
                            const QString difference = differenceOf(values);
                            QVERIFY2(difference.isEmpty(),
                                qPrintable(u"base %1, scale %2, span %3: %4"_s.arg(base).arg(scale).arg(span).arg(
                                    difference)));
                            ++tried;
                        }
                    }
                }
            }
        }
        QVERIFY(tried > 2000);
    }

    void wholeRangeOfNumbers()
    {
        for (const std::vector<qint64> &values : {std::vector<qint64>{kLeast, kMost}, {kLeast, 0, kUnset, kMost},
                 {kMost}, {kLeast}, {kUnset}, {kUnset, kUnset}, {kUnset, 0}, {kMost, kUnset, kMost - 1}, {-1, 0, 1}}) {
            const QString difference = differenceOf(values);
            QVERIFY2(difference.isEmpty(), qPrintable(difference));
        }
    }

    void randomValues()
    {
        std::mt19937_64 random(11);
        for (int round = 0; round < 300; ++round) {
            const quint64 bits = random() % 63;
            const qint64 scale = std::array{1, 1000, 60'000, 500}[random() % 4];
            const auto base = static_cast<qint64>(random() % 4'000'000'000'000) - 2'000'000'000'000;
            std::vector<qint64> values(1 + random() % 200);
            for (qint64 &value : values)
                value = random() % 5 == 0 && round % 2
                    ? kUnset
                    : base + static_cast<qint64>(random() >> (64 - bits / 2)) * scale;
            const QString difference = differenceOf(values);
            QVERIFY2(difference.isEmpty(), qPrintable(difference));
        }
    }

    void narrowAsTheValuesAllow()
    {
        QCOMPARE(widthOf({5, 5, 5}), 0);
        QCOMPARE(widthOf({kUnset, kUnset}), 0);
        QCOMPARE(widthOf({0, 1, kUnset}), 1); // a flag
        QCOMPARE(widthOf({1000, 1254}), 1);
        QCOMPARE(widthOf({1000, 1255}), 2); // 255 distances and "unset" are one too many
        QCOMPARE(widthOf({0, 65'534}), 2);
        QCOMPARE(widthOf({0, 65'537}), 4);
        const qint64 time = 1'700'000'000'000;
        QCOMPARE(widthOf({time, time + 2000 * kDay + 1000}), 4); // whole seconds
        QCOMPARE(widthOf({time, time + 40 * kDay + 1}), 4); // milliseconds within 49 days
        QCOMPARE(widthOf({time, time + 2000 * kDay + 1}), 8); // milliseconds over years
        QCOMPARE(widthOf({time, time + 100 * kDay, time + 60 * kDay}), 1); // dates
        QCOMPARE(widthOf({kLeast, kMost}), 8);
    }

    void codes()
    {
        for (const qint32 most : {0, 1, 254, 255, 256, 65'535, 65'536, 2'000'000}) {
            std::vector<qint32> codes = {most, 0, most / 2, most, most};
            const ColumnBlock::Shared block = ColumnBlock::ofCodes(codes);
            for (std::size_t i = 0; i < codes.size(); ++i)
                QCOMPARE(block->code(i), codes[i]);
            QCOMPARE(block->most(), most);
            QCOMPARE(block->least(), 0);
            const qint64 width = most == 0 ? 0 : most < 256 ? 1 : most < 65'536 ? 2 : 4;
            QCOMPARE(block->bytes(), static_cast<qint64>(sizeof(ColumnBlock)) + width * 5);
        }
        const ColumnBlock::Shared same = ColumnBlock::ofCodes(std::vector<qint32>{7, 7, 7});
        QCOMPARE(same->code(2), 7);
        QCOMPARE(same->bytes(), static_cast<qint64>(sizeof(ColumnBlock)));
    }

    void reals()
    {
        const double gap = std::numeric_limits<double>::quiet_NaN();
        const double infinity = std::numeric_limits<double>::infinity();
        for (const std::vector<double> &values : {std::vector<double>{0.5, gap, 8, -3}, {0.1, gap}, {1e300, 2}, {gap},
                 {infinity, 1}, {-0.0, 16'777'216, 16'777'217}}) {
            const ColumnBlock::Shared block = ColumnBlock::ofReals(values);
            for (std::size_t i = 0; i < values.size(); ++i)
                QVERIFY(block->real(i) == values[i] || (std::isnan(block->real(i)) && std::isnan(values[i])));
        }
        QCOMPARE(
            ColumnBlock::ofReals(std::vector<double>{0.5, gap})->bytes() - static_cast<qint64>(sizeof(ColumnBlock)), 8);
        QCOMPARE(
            ColumnBlock::ofReals(std::vector<double>{0.1, gap})->bytes() - static_cast<qint64>(sizeof(ColumnBlock)),
            16);
    }

    // Columns over more than one block, made at once and value by value.
    void manyBlocks()
    {
        for (const qsizetype rows :
            {0, 1, ColumnBlock::kRows - 1, ColumnBlock::kRows, ColumnBlock::kRows + 1, 3 * ColumnBlock::kRows + 5}) {
            std::vector<qint64> values;
            std::vector<qint32> codes;
            FactColumnBuilder builder(FactColumn::Kind::Integer);
            for (qsizetype row = 0; row < rows; ++row) {
                values.push_back(row % 11 == 3 ? kUnset : row * row * 1000);
                codes.push_back(static_cast<qint32>(row % 300));
                builder.addInteger(values.back());
            }
            const FactColumn column = FactColumn::ofIntegers(values);
            QCOMPARE(column.rows(), rows);
            QCOMPARE(column.blocks(), static_cast<int>((rows + ColumnBlock::kRows - 1) / ColumnBlock::kRows));
            QCOMPARE(column.allIntegers(), values);
            QCOMPARE(builder.finish().allIntegers(), values);
            const auto names = std::make_shared<const Dictionary>();
            QCOMPARE(FactColumn::ofCodes(codes, names).allCodes(), codes);
            if (rows < 2)
                continue;
            const std::vector<qsizetype> chosen = {rows - 1, 0, rows / 2, 0};
            const FactColumn picked = FactColumn::ofCodes(codes, names).picked(chosen);
            QVERIFY(picked.isCode() && picked.dictionary() == names);
            for (std::size_t i = 0; i < chosen.size(); ++i)
                QCOMPARE(picked.code(static_cast<qsizetype>(i)), codes[static_cast<std::size_t>(chosen[i])]);
            QCOMPARE(column.picked(chosen).integer(2), values[static_cast<std::size_t>(rows / 2)]);
        }
    }

    void names()
    {
        const auto names = std::make_shared<const Dictionary>(Dictionary{{QString(), u"open"_s, u"merged"_s}});
        const FactColumn column = FactColumn::ofCodes(std::vector<qint32>{2, 0, 1}, names);
        QCOMPARE(column.name(0), u"merged"_s);
        QCOMPARE(column.name(1), QString());
        QCOMPARE(column.names().size(), 3);
        QVERIFY(FactColumn::ofReals(std::vector<double>{1}).isReal());
        QVERIFY(FactColumn().isInteger());
    }
};

QTEST_APPLESS_MAIN(TestFactColumn)
#include "tst_factcolumn.moc"
